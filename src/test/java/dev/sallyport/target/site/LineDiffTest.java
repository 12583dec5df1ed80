package dev.sallyport.target.site;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;

import dev.sallyport.target.Planning;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.eclipse.jgit.diff.Edit;
import org.eclipse.jgit.diff.EditList;
import org.eclipse.jgit.diff.RawText;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Tag("validation")
class LineDiffTest {
  @TempDir Path folder;

  private static RawText text(List<String> lines) {
    return new RawText(
        lines.stream().map(line -> line + "\n").collect(Collectors.joining()).getBytes(UTF_8));
  }

  /// What the edits make of the old lines.
  private static List<String> edited(List<String> before, List<String> after, EditList edits) {
    List<String> result = new ArrayList<>();
    int at = 0;
    for (Edit edit : edits) {
      result.addAll(before.subList(at, edit.getBeginA()));
      result.addAll(after.subList(edit.getBeginB(), edit.getEndB()));
      at = edit.getEndA();
    }
    result.addAll(before.subList(at, before.size()));
    return result;
  }

  private static List<String> random(Random random, int lines, int different) {
    return IntStream.range(0, lines)
        .mapToObj(n -> " ".repeat(random.nextInt(3)) + random.nextInt(different))
        .collect(Collectors.toCollection(ArrayList::new));
  }

  private static int changes(EditList edits) {
    return edits.stream().mapToInt(edit -> edit.getLengthA() + edit.getLengthB()).sum();
  }

  @Test
  void both_ways_of_finding_them_are_right_and_equally_short() {
    Random random = new Random(7);
    for (int round = 0; round < 500; round++) {
      List<String> before = random(random, random.nextInt(30), 1 + random.nextInt(6));
      List<String> after = random(random, random.nextInt(30), 1 + random.nextInt(6));
      EditList shortest = LineDiff.between(text(before), text(after), new Effort());
      EditList few =
          FewChanges.find(text(before), text(after), new Edit(0, before.size(), 0, after.size()))
              .orElseThrow();

      assertThat(edited(before, after, shortest)).isEqualTo(after);
      assertThat(edited(before, after, few)).isEqualTo(after);
      assertThat(changes(few)).isEqualTo(changes(shortest));
    }
  }

  @Test
  @Timeout(240)
  void a_long_text_with_few_changes_far_apart_is_shown_as_git_shows_it() throws IOException {
    List<String> before =
        IntStream.range(0, 60_000)
            .mapToObj(n -> "line " + n)
            .collect(Collectors.toCollection(ArrayList::new));
    List<String> after = new ArrayList<>(before);
    after.set(10, "changed");
    after.remove(30_000);
    after.add(59_990, "added");

    EditList edits = LineDiff.between(text(before), text(after), new Effort());

    assertThat(edited(before, after, edits)).isEqualTo(after);
    assertThat(changes(edits)).isEqualTo(4);
  }

  @Test
  @Timeout(value = 240, unit = TimeUnit.SECONDS)
  void p11_texts_that_have_nothing_but_their_lines_in_common_end_soon() {
    Random random = new Random(8);
    List<String> before = random(random, 250_000, 2);
    List<String> after = random(random, 250_000, 2);

    EditList edits = LineDiff.between(text(before), text(after), new Effort());

    assertThat(edited(before, after, edits)).isEqualTo(after);
  }

  @Test
  @Timeout(value = 240, unit = TimeUnit.SECONDS)
  void p11_a_proposal_made_to_cost_time_ends_soon() throws IOException {
    Random random = new Random(9);
    Path pages = folder.resolve("pages");
    int files = 8;
    for (int n = 0; n < files; n++) {
      Sites.write(pages.resolve("f" + n), String.join("\n", random(random, 12_000, 3)));
    }
    Files.createDirectories(pages);
    try (Sites site = Sites.with(folder, Sites.importing(pages))) {
      var edits =
          IntStream.range(0, files)
              .mapToObj(n -> Sites.put("f" + n, String.join("\n", random(random, 12_000, 3))))
              .toArray(tools.jackson.databind.node.ObjectNode[]::new);
      assertThat(site.target.plan(site.proposal(Sites.edits(edits))))
          .isInstanceOf(Planning.Planned.class);

      String hunk = "@@ -1,9000 +1,9000 @@\n" + " 0\n".repeat(8_999) + "-no\n+yes\n";
      String patch =
          IntStream.range(0, files)
              .mapToObj(n -> "--- a/f" + n + "\n+++ b/f" + n + "\n" + hunk)
              .collect(Collectors.joining());
      assertThat(site.target.plan(site.proposal(Sites.patch(patch))))
          .isInstanceOf(Planning.Refused.class);
    }
  }

  @Test
  void an_empty_side_is_no_trouble() {
    List<String> lines = List.of("a", "b");
    assertThatCode(
            () -> {
              LineDiff.between(text(List.of()), text(lines), new Effort());
              LineDiff.between(text(lines), text(List.of()), new Effort());
              LineDiff.between(text(List.of()), text(List.of()), new Effort());
            })
        .doesNotThrowAnyException();
  }
}
