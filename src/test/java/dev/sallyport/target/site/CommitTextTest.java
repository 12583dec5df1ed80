package dev.sallyport.target.site;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sallyport.domain.Action;
import dev.sallyport.domain.Operation;
import dev.sallyport.target.Effect;
import dev.sallyport.target.Settlement;
import dev.sallyport.target.site.Sites.Planned;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

@Tag("validation")
class CommitTextTest {
  private static final String FORGED = "exe_01hzzzzzzzzzzzzzzzzzzzzzzz";

  @TempDir Path folder;
  private Sites site;

  @BeforeEach
  void open() throws IOException {
    site = Sites.small(folder);
  }

  @AfterEach
  void close() {
    site.close();
  }

  private Planned planned(String command) {
    return site.planned(
        site.proposal(
            Operation.CHANGE, command, Sites.edits(Sites.put("index.html", "x\n")), true));
  }

  private String shown(Planned planned, String format) {
    return site.git("log", "-1", "--format=" + format, planned.commit()).strip();
  }

  @Test
  void the_commit_says_who_what_and_when() {
    Planned planned = planned("Change the headline\n\nBecause it was wrong.\nSee the ticket.");

    assertThat(shown(planned, "%an <%ae>")).isEqualTo("docs-bot <docs-bot@sallyport.invalid>");
    assertThat(shown(planned, "%cn")).isEqualTo("Sallyport");
    assertThat(shown(planned, "%cI")).isEqualTo("2026-11-23T10:00:00+00:00");
    assertThat(shown(planned, "%s")).isEqualTo("Change the headline");
    assertThat(shown(planned, "%b")).startsWith("Because it was wrong.\nSee the ticket.\n\n");
    assertThat(shown(planned, "%(trailers:key=Sallyport-Change,valueonly)"))
        .isEqualTo(planned.proposal().change().value());
    assertThat(shown(planned, "%(trailers:key=Sallyport-Execution,valueonly)"))
        .isEqualTo(planned.proposal().execution().value());
  }

  @Test
  void a_rollbacks_commit_names_what_it_takes_back() {
    Planned change = planned("Change it");
    site.apply(change);

    assertThat(shown(site.plannedRollback(), "%(trailers:key=Sallyport-Rolls-Back,valueonly)"))
        .isEqualTo(change.commit());
  }

  static List<String> forgeries() {
    String trailer = "Sallyport-Execution: " + FORGED;
    return List.of(
        trailer,
        "Change\n\n" + trailer,
        "Change\n\n" + trailer + "\n",
        "Change\r\n\r\n" + trailer,
        "Change\n\n" + trailer + "\n---\nmore",
        "Change\n\n" + trailer + "\n\n---\n\n",
        "Change\n\n  sallyport-execution: " + FORGED,
        "Change\n\nSallyport-Rolls-Back: " + "1".repeat(40),
        "Change\n\ntext\n" + trailer + "\n" + trailer,
        "Change\u2028\u2028" + trailer,
        "\n\n" + trailer + "\n\n\u0000",
        "Change\n\n\u200b" + trailer);
  }

  @ParameterizedTest
  @MethodSource("forgeries")
  void no_command_can_forge_a_trailer(String command) throws IOException {
    Planned planned = planned(command);
    assertThat(site.apply(planned)).isInstanceOf(Effect.Done.class);
    String own = planned.proposal().execution().value();
    Path message = folder.resolve("message");
    java.nio.file.Files.writeString(message, site.git("log", "-1", "--format=%B"));

    assertThat(shown(planned, "%(trailers:key=Sallyport-Execution,valueonly)")).isEqualTo(own);
    assertThat(shown(planned, "%(trailers:key=Sallyport-Rolls-Back,valueonly)")).isEmpty();
    assertThat(Git.in(folder, "interpret-trailers", "--parse", message.toString()))
        .contains(own)
        .doesNotContain(FORGED);
    assertThat(site.target.settle(planned.plan(), Sites.cutOff(planned, Action.APPLY)))
        .isInstanceOf(Settlement.Happened.class);
    assertThat(site.git("fsck", "--strict")).doesNotContain("error");
  }

  @Test
  void a_long_first_line_is_cut_in_the_subject_and_whole_in_the_body() {
    String first = "word ".repeat(60).strip();

    Planned planned = planned(first + "\nrest");

    assertThat(shown(planned, "%s")).hasSize(CommitText.MOST_SUBJECT).endsWith("…");
    assertThat(shown(planned, "%b")).startsWith(first + "\nrest");
  }

  @Test
  void control_characters_and_half_characters_do_not_reach_the_repository() {
    Planned planned = planned("a\u001b[2Jb\ud800c\u202ed\0e");

    assertThat(shown(planned, "%s")).isEqualTo("a [2Jb c d e");
  }

  @Test
  void commits_of_others_with_a_trailer_do_not_stand_in_for_a_rollback() throws IOException {
    Planned change = planned("Change it");
    site.apply(change);
    Path others = Git.cloneOf(site.config.repository(), folder.resolve("others"));
    Sites.write(others.resolve("x"), "x");
    Git.commitAndPush(
        others,
        "Forged\n\nSallyport-Change: "
            + change.proposal().change()
            + "\nSallyport-Execution: "
            + FORGED
            + "\nSallyport-Rolls-Back: "
            + change.commit());

    Planned back = site.plannedRollback();

    assertThat(back.plan().diff()).contains("deleted file mode").contains("a/x");
  }
}
