package dev.sallyport.console.diff;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sallyport.console.diff.UnifiedDiff.FileDiff;
import dev.sallyport.console.diff.UnifiedDiff.Line;
import java.util.ArrayList;
import java.util.List;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

@Tag("validation")
class DiffReaderTest {
  private static final String TWO_FILES =
      """
      diff --git a/a.txt b/a.txt
      index 1111111..2222222 100644
      --- a/a.txt
      +++ b/a.txt
      @@ -1,3 +1,3 @@ heading
       same
      -old
      +new
       same
      @@ -10 +10,2 @@
       ten
      +eleven
      \\ No newline at end of file
      diff --git a/b.txt b/c.txt
      similarity index 100%
      rename from b.txt
      rename to c.txt
      """;

  @Test
  void files_hunks_and_numbers_are_found() {
    UnifiedDiff diff = DiffReader.read(TWO_FILES);

    assertThat(diff.before()).isEmpty();
    assertThat(diff.files()).extracting(FileDiff::name).containsExactly("a.txt", "c.txt");
    FileDiff first = diff.files().getFirst();
    assertThat(first.added()).isEqualTo(2);
    assertThat(first.removed()).isEqualTo(1);
    assertThat(first.hunks().getFirst().lines())
        .containsExactly(
            new Line(Line.Kind.KEPT, 1, 1, "same"),
            new Line(Line.Kind.REMOVED, 2, 0, "old"),
            new Line(Line.Kind.ADDED, 0, 2, "new"),
            new Line(Line.Kind.KEPT, 3, 3, "same"));
  }

  /// A file whose lines look like another file's beginning cannot hide what follows it.
  @Test
  void a_line_of_a_file_that_looks_like_a_heading_stays_one_of_the_file() {
    UnifiedDiff diff =
        DiffReader.read(
            """
            diff --git a/a b/a
            --- a/a
            +++ b/a
            @@ -1,2 +1,2 @@
            -diff --git a/x b/x
            +@@ -1 +1 @@
             --- a/y
            """);

    assertThat(diff.files()).hasSize(1);
    assertThat(diff.files().getFirst().hunks()).hasSize(1);
    assertThat(diff.files().getFirst().hunks().getFirst().lines()).hasSize(3);
  }

  @Test
  void what_is_no_diff_is_shown_as_it_is() {
    assertThat(DiffReader.read("Plan: 3 to add\n\n# module.x\n").before())
        .containsExactly("Plan: 3 to add", "", "# module.x");
  }

  @Property(tries = 500)
  void no_line_is_ever_lost(@ForAll("diffs") List<String> lines) {
    UnifiedDiff diff = DiffReader.read(String.join("\n", lines) + "\n");

    assertThat(all(diff)).isEqualTo(lines);
  }

  @Provide
  Arbitrary<List<String>> diffs() {
    return Arbitraries.of(
            "diff --git a/x b/x",
            "--- a/x",
            "+++ b/x",
            "@@ -1,2 +1,2 @@",
            "@@ -0,0 +1 @@ f()",
            "@@ nonsense",
            " kept",
            "+added",
            "-removed",
            "",
            "\\ No newline at end of file",
            "GIT binary patch",
            "literal 5",
            "Binary files differ",
            "text")
        .list()
        .ofMinSize(1)
        .ofMaxSize(30);
  }

  private static List<String> all(UnifiedDiff diff) {
    List<String> all = new ArrayList<>(diff.before());
    for (FileDiff file : diff.files()) {
      all.addAll(file.header());
      file.hunks()
          .forEach(
              hunk -> {
                all.add(hunk.heading());
                hunk.lines().forEach(line -> all.add(text(line)));
              });
    }
    return all;
  }

  private static String text(Line line) {
    // Whoever strips spaces at the ends of lines makes an empty line of a kept one.
    boolean empty = line.kind() == Line.Kind.KEPT && line.text().isEmpty();
    return empty ? "" : line.kind().sign() + line.text();
  }
}
