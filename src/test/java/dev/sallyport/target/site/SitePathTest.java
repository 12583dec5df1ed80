package dev.sallyport.target.site;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

@Tag("validation")
class SitePathTest {
  @ParameterizedTest
  @ValueSource(
      strings = {
        "index.html",
        "a/b/c.txt",
        ".well-known/security.txt",
        ".gitignore",
        ".github/x.yml",
        "git/x",
        "grün/日本.html",
        "with space.html",
        "Help:Contents.html",
        "...a",
        "git~x"
      })
  void plain_relative_paths_are_taken(String path) {
    assertThat(SitePath.brokenRule(path)).isEmpty();
  }

  static List<String> badPaths() {
    return List.of(
        "",
        "/etc/passwd",
        "//x",
        "C:/x",
        "c:x",
        ".",
        "..",
        "../x",
        "a/../b",
        "a/..",
        "./a",
        "a/./b",
        "a//b",
        "a/",
        "a\\b",
        "..\\x",
        ".git",
        ".git/config",
        ".GIT/config",
        ".Git",
        "a/.git/hooks/post-update",
        "git~1",
        "GIT~1/config",
        "git~12",
        ".git.",
        ".git ",
        ".git /config",
        ".git::$INDEX_ALLOCATION/config",
        ".g\u200cit/config",
        ".g\u00adit",
        "\ufeff.git",
        ".g\u0131t",
        "a\0b",
        "a\nb",
        "a\rb",
        "a\tb",
        "\u001b[31m",
        "a\u007fb",
        "a\u0085b",
        "a\u2028b",
        "a\u202eb",
        "a\u2066b",
        "a\u200fb",
        "a\ud800",
        "\udc00a",
        "a\uffff",
        "a.",
        "a /b",
        "a".repeat(256),
        "é".repeat(128),
        "a/".repeat(512) + "b",
        "x/" + "é".repeat(511));
  }

  @ParameterizedTest
  @MethodSource("badPaths")
  void what_is_not_plain_relative_and_inside_is_refused(String path) {
    assertThat(SitePath.brokenRule(path)).isPresent();
  }

  @Test
  void the_longest_names_are_taken() {
    assertThat(SitePath.brokenRule("a".repeat(255))).isEmpty();
    assertThat(SitePath.brokenRule("a/".repeat(511) + "bc")).isEmpty();
  }

  @Test
  void a_shown_path_is_cut_and_escaped() {
    String shown = SitePath.shown("a\nb\u202e\ud800" + "x".repeat(1_000));

    assertThat(shown).startsWith("'a\\u000ab\\u202e\\ud800xxx").endsWith("…'");
    assertThat(shown.length()).isLessThan(SitePath.MOST_SHOWN + 30);
  }

  @Test
  void globs_cover_what_they_say() {
    ProtectedPaths paths =
        new ProtectedPaths(List.of("admin/**", "*.php", "**/secret.*", "a/*/c", "keep/"));

    for (String covered :
        List.of(
            "admin/x",
            "admin/a/b",
            "admin",
            "ADMIN/x",
            "x.php",
            "secret.txt",
            "a/b/secret.txt",
            "a/b/c",
            "keep/x/y")) {
      assertThat(paths.covers(covered)).as(covered).isTrue();
    }
    for (String free :
        List.of("administer/x", "x/admin/y", "a/x.php", "a/b/x/c", "secret", "keeper/x")) {
      assertThat(paths.covers(free)).as(free).isFalse();
    }
  }

  @Test
  void globs_see_through_unicode_normal_forms() {
    assertThat(new ProtectedPaths(List.of("grün/**")).covers("gru\u0308n/x")).isTrue();
  }

  @ParameterizedTest
  @ValueSource(strings = {"", " ", "/abs", "a[bc]", "{a,b}", "a\\b"})
  void globs_that_would_not_mean_what_they_look_like_are_refused(String glob) {
    assertThatThrownBy(() -> new ProtectedPaths(List.of(glob)))
        .isInstanceOf(IllegalArgumentException.class);
  }
}
