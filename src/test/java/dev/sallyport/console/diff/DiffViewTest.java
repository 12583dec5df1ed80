package dev.sallyport.console.diff;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sallyport.console.diff.WordMarks.Part;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@Tag("validation")
class DiffViewTest {
  private static String diff(String before, String after) {
    return "diff --git a/a b/a\n--- a/a\n+++ b/a\n@@ -1 +1 @@\n-%s\n+%s\n".formatted(before, after);
  }

  @Test
  void the_words_that_differ_are_found() {
    WordMarks marks = WordMarks.between("<h1>Old headline</h1>", "<h1>New headline</h1>");

    assertThat(marks.before())
        .containsExactly(
            new Part("<h1>", false), new Part("Old", true), new Part(" headline</h1>", false));
    assertThat(marks.after())
        .containsExactly(
            new Part("<h1>", false), new Part("New", true), new Part(" headline</h1>", false));
  }

  @Test
  void lines_with_little_in_common_have_no_marks() {
    assertThat(WordMarks.between("abc", "xyz").before()).containsExactly(new Part("abc", false));
  }

  @Test
  void p10_lines_of_too_many_words_are_shown_whole() {
    String line = "word ".repeat(WordMarks.MOST_WORDS);

    WordMarks marks = WordMarks.between(line, line + "more");

    assertThat(marks.after()).containsExactly(new Part(line + "more", false));
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void both_views_show_every_line_as_text(boolean sideBySide) {
    String shown =
        DiffView.of(
                diff("<script>alert(1)</script>", "<img src=x onerror=alert(1)>\u202e"), sideBySide)
            .toString();

    assertThat(shown).contains("&lt;").contains("U+202E").doesNotContain("<script", "<img");
    assertThat(shown.replaceAll("<[^>]*>", ""))
        .contains("&lt;script&gt;alert(1)&lt;/script&gt;")
        .contains("&lt;img src=x onerror=alert(1)&gt;U+202E");
  }
}
