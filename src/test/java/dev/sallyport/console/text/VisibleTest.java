package dev.sallyport.console.text;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@Tag("validation")
class VisibleTest {
  @ParameterizedTest
  @ValueSource(
      ints = {
        0x00, 0x07, 0x08, 0x0D, 0x1B, 0x7F, 0x85, 0x9B, 0xA0, 0xAD, 0x34F, 0x61C, 0x115F, 0x180E,
        0x200B, 0x200D, 0x200E, 0x200F, 0x2028, 0x202A, 0x202E, 0x2060, 0x2066, 0x2069, 0x2800,
        0x3000, 0x3164, 0xD800, 0xE000, 0xFE0F, 0xFEFF, 0xFFA0, 0xFFFC, 0xE0041, 0xE0100, 0x10FFFF
      })
  void what_cannot_be_seen_is_shown_by_its_number(int character) {
    String text = "a" + Character.toString(character) + "b";

    String shown = Visible.of(text).toString();

    assertThat(shown).contains("U+%04X".formatted(character)).contains("class=\"odd\"");
    assertThat(shown).doesNotContain(Character.toString(character));
    assertThat(Visible.plain(text)).isEqualTo("a[U+%04X]b".formatted(character));
    assertThat(Visible.marks(text)).isEqualTo(1);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "pаypal",
        "аррlе",
        "gооgle.com",
        "ехаmрlе",
        "ѕсоре",
        "Αdmin",
        "раураl",
        "ａdmin",
        "𝐚dmin",
        "аррӏе"
      })
  void letters_that_look_like_others_are_marked(String text) {
    assertThat(Visible.marks(text)).isPositive();
    assertThat(Visible.of(text).toString()).contains("class=\"alike\"").contains("looks like");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "Plain text, with\ttabs\nand lines.",
        "Привет, мир: он сказал, что это не опасно",
        "Καλημέρα κόσμε και καλή όρεξη",
        "naïve café, Straße, 東京, שלום, مرحبا, 👍"
      })
  void ordinary_writing_is_left_alone(String text) {
    assertThat(Visible.marks(text)).isZero();
    assertThat(Visible.of(text).toString()).isEqualTo("<span class=\"theirs\">" + text + "</span>");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "<script>alert(1)</script>",
        "\"><img src=x onerror=alert(1)>",
        "' onmouseover='alert(1)",
        "&lt;b&gt;",
        "javascript:alert(1)",
        "\u001b]8;;http://evil\u0007click\u001b]8;;\u0007"
      })
  void markup_stays_text(String text) {
    String shown = Visible.of(text).toString();

    String inside = shown.substring("<span class=\"theirs\">".length(), shown.length() - 7);
    assertThat(inside.replaceAll("<span class=\"odd\" title=\"[^\"<>]*\">U\\+[0-9A-F]+</span>", ""))
        .doesNotContain("<", ">", "\"", "'");
  }

  @Test
  void marks_are_found_in_long_text_in_time_that_grows_with_its_length() {
    String text = "слово word ".repeat(100_000);

    assertThat(Visible.marks(text)).isZero();
  }
}
