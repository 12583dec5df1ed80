package dev.sallyport.target.site;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.sallyport.target.Effect;
import dev.sallyport.target.site.Sites.Planned;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Base64;
import java.util.Random;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.node.ObjectNode;

/// The diff of a plan is byte for byte what the real `git diff` prints of its two commits.
@Tag("integration")
class GitDiffTest {
  @TempDir Path folder;
  private Sites site;

  @BeforeEach
  void open() {
    site = Sites.empty(folder);
  }

  @AfterEach
  void close() {
    site.close();
  }

  private void given(ObjectNode... edits) {
    assertThat(site.apply(site.planned(Sites.edits(edits)))).isInstanceOf(Effect.Done.class);
  }

  private Planned sameAsGit(ObjectNode... edits) {
    Planned planned = site.planned(Sites.edits(edits));
    assertThat(planned.plan().diff()).isEqualTo(gitDiff(planned));
    assertThat(planned.plan().diff()).isNotEmpty();
    return planned;
  }

  private String gitDiff(Planned planned) {
    return site.git("diff", planned.plan().base(), planned.commit());
  }

  private static ObjectNode bytes(String path, byte... content) {
    return Sites.JSON
        .createObjectNode()
        .put("path", path)
        .put("contentBase64", Base64.getEncoder().encodeToString(content));
  }

  private static String lines(int from, int to) {
    return IntStream.rangeClosed(from, to)
        .mapToObj(number -> "line " + number + "\n")
        .collect(Collectors.joining());
  }

  @Test
  void new_changed_and_deleted_files() {
    given(Sites.put("a.txt", lines(1, 30)), Sites.put("gone.txt", "x\ny\n"));

    sameAsGit(
        Sites.put("a.txt", lines(1, 9) + "ten\n" + lines(11, 30)),
        Sites.put("new.txt", "hello\n"),
        Sites.put("empty.txt", ""),
        Sites.delete("gone.txt"));
  }

  @Test
  void the_counts_are_those_of_git() {
    given(Sites.put("a.txt", lines(1, 30)), Sites.put("gone.txt", "x\ny\n"));

    Planned planned =
        sameAsGit(
            Sites.put("a.txt", lines(1, 9) + "ten\n" + lines(11, 31)), Sites.delete("gone.txt"));

    assertThat(site.git("diff", "--shortstat", planned.plan().base(), planned.commit()).strip())
        .isEqualTo("2 files changed, 2 insertions(+), 3 deletions(-)");
    assertThat(planned.plan().stats().path("files").asInt()).isEqualTo(2);
    assertThat(planned.plan().stats().path("insertions").asInt()).isEqualTo(2);
    assertThat(planned.plan().stats().path("deletions").asInt()).isEqualTo(3);
  }

  @Test
  void near_and_distant_hunks() {
    given(Sites.put("a.txt", lines(1, 60)));

    String changed = lines(1, 60);
    for (int number : new int[] {2, 9, 16, 24, 31, 60}) {
      changed = changed.replace("line " + number + "\n", "LINE " + number + "\n");
    }
    sameAsGit(Sites.put("a.txt", changed));
  }

  @Test
  void lines_without_a_line_feed_at_the_end() {
    given(
        Sites.put("added", "a\nb"),
        Sites.put("removed", "a\nb\n"),
        Sites.put("kept", "a\nb\nc"),
        Sites.put("only", "a"));

    sameAsGit(
        Sites.put("added", "a\nb\n"),
        Sites.put("removed", "a\nb"),
        Sites.put("kept", "A\nb\nc"),
        Sites.put("only", "b"));
  }

  @Test
  void binary_files_are_named_and_not_shown() {
    given(bytes("old.bin", (byte) 0, (byte) 1), bytes("gone.bin", (byte) 0, (byte) 2));

    Planned planned =
        sameAsGit(
            bytes("old.bin", (byte) 0, (byte) 9),
            bytes("new.bin", (byte) 0, (byte) 3),
            Sites.delete("gone.bin"));

    assertThat(planned.plan().diff()).contains("Binary files a/old.bin and b/old.bin differ");
    assertThat(planned.plan().stats().path("binary").asInt()).isEqualTo(3);
  }

  /// Git would take it for text, and print the NUL.
  @Test
  void a_late_nul_makes_a_file_binary_too() {
    given(Sites.put("late.txt", "x\n".repeat(5_000) + "a\0\n"));

    Planned planned =
        site.planned(Sites.edits(Sites.put("late.txt", "x\n".repeat(5_000) + "b\0\n")));

    assertThat(planned.plan().diff())
        .contains("Binary files a/late.txt and b/late.txt differ")
        .doesNotContain("\0");
  }

  @Test
  void text_with_lone_carriage_returns_is_text() {
    given(Sites.put("mac.txt", "one\rtwo\rthree\n"), Sites.put("dos.txt", "one\r\ntwo\r\n"));

    sameAsGit(Sites.put("mac.txt", "one\rtwo\rfour\n"), Sites.put("dos.txt", "one\r\n2\r\n"));
  }

  @Test
  void modes() {
    given(Sites.put("run", "#!/bin/sh\n"), Sites.put("both", "a\nb\n"));

    Planned planned =
        sameAsGit(
            Sites.put("run", "#!/bin/sh\n").put("executable", true),
            Sites.put("both", "a\nc\n").put("executable", true),
            Sites.put("tool", "x\n").put("executable", true));

    assertThat(planned.plan().diff()).contains("old mode 100644\nnew mode 100755\n");
  }

  @Test
  void renamed_files_whole_and_changed() {
    given(Sites.put("a/one.txt", lines(1, 20)), Sites.put("two.txt", lines(100, 120)));

    Planned planned =
        sameAsGit(
            Sites.delete("a/one.txt"),
            Sites.put("b/one.txt", lines(1, 20)),
            Sites.delete("two.txt"),
            Sites.put("b/zwei.txt", lines(100, 118) + "the end\n").put("executable", true));

    assertThat(planned.plan().stats().path("renamed").asInt()).isEqualTo(2);
  }

  @Test
  void a_file_that_went_to_two_places_is_one_renamed_and_one_new() {
    given(Sites.put("one.txt", lines(1, 20)));

    sameAsGit(
        Sites.delete("one.txt"),
        Sites.put("two.txt", lines(1, 20)),
        Sites.put("three.txt", lines(1, 20)));
  }

  @Test
  void names_with_spaces_quotes_and_letters_beyond_ascii() {
    given(Sites.put("with space.txt", "a\n"), Sites.put("grün.txt", "a\n"));

    sameAsGit(
        Sites.put("with space.txt", "b\n"),
        Sites.put("grün.txt", "b\n"),
        Sites.put("say \"hi\".txt", "b\n"),
        Sites.put("日本/ページ.html", "b\n"));
  }

  @Test
  void the_order_of_files_is_gits() {
    given(Sites.put("z", "z\n"));

    sameAsGit(
        Sites.put("a/b", "1\n"),
        Sites.put("a-b", "2\n"),
        Sites.put("a.b", "3\n"),
        Sites.put("A", "4\n"),
        Sites.put("é", "5\n"));
  }

  @Test
  void headings_of_hunks() {
    String css =
        IntStream.range(0, 12)
            .mapToObj(n -> "rule" + n + " {\n  color: c" + n + ";\n  margin: 0;\n\n  top: 1;\n}\n")
            .collect(Collectors.joining());
    given(Sites.put("site.css", css), Sites.put("long", "x".repeat(200) + "\n" + " y\n".repeat(9)));

    sameAsGit(
        Sites.put("site.css", css.replace("c3;", "c33;").replace("c10;", "c100;")),
        Sites.put("long", "x".repeat(200) + "\n" + " y\n".repeat(9) + " z\n"));
  }

  @Test
  void a_first_commit_is_compared_with_the_empty_tree() {
    Planned planned =
        site.planned(Sites.edits(Sites.put("index.html", "<p>\n"), Sites.put("b/c", "d")));

    assertThat(planned.plan().diff())
        .isEqualTo(site.git("diff", Trees.EMPTY.name(), planned.commit()));
  }

  @Test
  void repeated_blocks_of_markup() {
    String list = "<ul>\n" + "  <li>\n    item\n  </li>\n".repeat(3) + "</ul>\n";
    String page =
        "<body>\n  <section>\n    <h2>A</h2>\n  </section>\n\n  <section>\n    <h2>C</h2>\n  </section>\n</body>\n";
    given(Sites.put("list.html", list), Sites.put("page.html", page));

    sameAsGit(
        Sites.put("list.html", list.replace("</ul>", "  <li>\n    another\n  </li>\n</ul>")),
        Sites.put(
            "page.html",
            page.replace(
                "  <section>\n    <h2>C</h2>",
                "  <section>\n    <h2>B</h2>\n  </section>\n\n  <section>\n    <h2>C</h2>")));
  }

  @Test
  void random_edits_of_markup() {
    Random random = new Random(20261123);
    int rounds = 60;
    int same = 0;
    StringBuilder wrong = new StringBuilder();
    for (int round = 0; round < rounds; round++) {
      String before = markup(random, 12);
      given(Sites.put("page.html", before + "<!-- " + round + " -->\n"));
      Planned planned = site.planned(Sites.edits(Sites.put("page.html", edited(before, random))));
      if (planned.plan().diff().equals(gitDiff(planned))) {
        same++;
      } else if (wrong.length() < 4000) {
        wrong.append("--ours\n" + planned.plan().diff() + "--git\n" + gitDiff(planned));
      }
    }
    assertThat(same).as(wrong.toString()).isEqualTo(rounds);
  }

  private static String markup(Random random, int blocks) {
    StringBuilder text = new StringBuilder("<main>\n");
    for (int block = 0; block < blocks; block++) {
      text.append("  <section>\n    <h2>").append(random.nextInt(4)).append("</h2>\n");
      text.append("    <p>\n      text ").append(random.nextInt(3)).append("\n    </p>\n");
      text.append("  </section>\n").append(random.nextBoolean() ? "\n" : "");
    }
    return text.append("</main>\n").toString();
  }

  private static String edited(String text, Random random) {
    var lines = new java.util.ArrayList<>(text.lines().toList());
    for (int edit = 0; edit < 1 + random.nextInt(4); edit++) {
      int at = random.nextInt(lines.size());
      switch (random.nextInt(4)) {
        case 0 -> lines.remove(at);
        case 1 -> lines.set(at, "    <p>changed</p>");
        case 2 -> lines.add(at, "    <p>added</p>");
        default ->
            lines.addAll(
                at,
                lines.subList(at, Math.min(lines.size(), at + random.nextInt(8))).stream()
                    .toList());
      }
    }
    return String.join("\n", lines) + "\n";
  }

  @Test
  void bytes_that_are_not_utf8_are_shown_replaced() throws IOException {
    given(bytes("latin.txt", (byte) 'a', (byte) 0xe9, (byte) '\n'));

    Planned planned = site.planned(Sites.edits(Sites.put("latin.txt", "aé\n")));

    assertThat(planned.plan().diff()).isEqualTo(gitDiff(planned)).contains("-a\ufffd\n+aé\n");
    assertThat(planned.plan().diff().getBytes(UTF_8)).isNotEmpty();
  }
}
