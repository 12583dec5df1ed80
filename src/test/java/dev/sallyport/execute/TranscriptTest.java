package dev.sallyport.execute;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sallyport.store.Outputs;
import dev.sallyport.store.Outputs.Channel;
import dev.sallyport.store.Outputs.Line;
import dev.sallyport.store.SettableClock;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/// What is kept of what an execution says.
@Tag("validation")
class TranscriptTest {
  private final SettableClock clock = new SettableClock(Instant.parse("2026-11-24T10:00:00.1234Z"));
  private final Transcript transcript = new Transcript(clock);

  private static List<String> texts(List<Line> lines) {
    return lines.stream().map(Line::text).toList();
  }

  @Test
  void linesAreNumberedInOrderAndStayUntilTheyAreKept() {
    transcript.add(Channel.STDOUT, "one\n");
    transcript.add(Channel.STDERR, "two");
    transcript.add(Channel.NOTE, "three");

    assertThat(transcript.unsaved(2))
        .containsExactly(
            new Line(1, Instant.parse("2026-11-24T10:00:00.123Z"), Channel.STDOUT, "one"),
            new Line(2, Instant.parse("2026-11-24T10:00:00.123Z"), Channel.STDERR, "two"));
    assertThat(texts(transcript.unsaved(2))).containsExactly("one", "two");
    transcript.kept(2);
    assertThat(texts(transcript.rest())).containsExactly("three");
  }

  @Test
  void p7_secretsAndControlCharactersDoNotGetIn() {
    transcript.add(Channel.STDOUT, "password=hunter2-hunter2 \u001b[31mred\u0007\tand\nmore");

    assertThat(texts(transcript.rest()))
        .singleElement()
        .asString()
        .doesNotContain("hunter2")
        .doesNotContain("\u001b")
        .doesNotContain("\n")
        .contains("red\uFFFD\tand\uFFFDmore");
  }

  @Test
  void p7_aKeyThatIsPrintedLineByLineDoesNotGetInWhateverTheOtherStreamSaysMeanwhile() {
    transcript.add(Channel.STDOUT, "-----BEGIN PRIVATE KEY-----");
    transcript.add(Channel.STDERR, "warning");
    transcript.add(Channel.STDOUT, "MIIEvQIBADANBgkqhkiG9w0BAQEFAASC");
    transcript.add(Channel.STDOUT, "-----END PRIVATE KEY-----");
    transcript.add(Channel.STDOUT, "done");

    assertThat(texts(transcript.rest())).containsExactly("***", "warning", "***", "***", "done");
  }

  @Test
  void p10_longLineIsCutAndFits() {
    transcript.add(Channel.STDOUT, "x".repeat(1_000_000));

    assertThat(transcript.rest().getFirst().text())
        .hasSizeLessThanOrEqualTo(Outputs.LONGEST_LINE)
        .startsWith("xxx")
        .contains("1000000 characters");
  }

  @Test
  void p10_whatComesFasterThanTheStoreTakesItIsCountedAndSaid() {
    for (int i = 1; i <= Transcript.MOST_WAITING + 7; i++) {
      transcript.add(Channel.STDOUT, "line " + i);
    }
    assertThat(transcript.unsaved(5_000)).hasSize(Transcript.MOST_WAITING);

    transcript.kept(Transcript.MOST_WAITING);
    transcript.add(Channel.STDOUT, "afterwards");

    assertThat(texts(transcript.rest()))
        .containsExactly(
            "7 lines are missing here: they came faster than the store took them (at most 2000 wait).",
            "afterwards");
  }

  @Test
  void p10_whatIsOverTheWholeLimitIsCountedAndSaid() {
    for (int i = 1; i <= Transcript.MOST_LINES + 5; i++) {
      transcript.add(Channel.STDOUT, "line " + i);
      transcript.kept(Transcript.MOST_LINES);
    }
    assertThat(transcript.isFull()).isTrue();
    transcript.leaveOut();

    List<String> last = texts(transcript.rest());
    assertThat(last).hasSize(2);
    assertThat(last.getFirst()).contains("10000 lines", "1048576 characters");
    assertThat(last.getLast()).isEqualTo("6 lines in all were not kept.");
  }

  @Test
  void p10_charactersAreLimitedToo() {
    String line = "x".repeat(8_000);
    for (int i = 0; i < 200 && !transcript.isFull(); i++) {
      transcript.add(Channel.STDOUT, line);
    }

    assertThat(transcript.isFull()).isTrue();
    assertThat(transcript.rest().stream().mapToInt(kept -> kept.text().length()).sum())
        .isLessThan(Transcript.MOST_CHARACTERS + 1_000);
  }

  @Test
  void progressIsKeptWhereItIsNewsAndBetween0And100() {
    assertThat(transcript.progress(-3)).isTrue();
    assertThat(transcript.progress(0)).isFalse();
    assertThat(transcript.progress(250)).isTrue();

    assertThat(texts(transcript.rest())).containsExactly("0", "100");
  }
}
