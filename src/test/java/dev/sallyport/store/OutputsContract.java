package dev.sallyport.store;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sallyport.domain.Action;
import dev.sallyport.domain.Outcome;
import dev.sallyport.store.Executions.Intent;
import dev.sallyport.store.Outputs.Channel;
import dev.sallyport.store.Outputs.Line;
import java.time.Duration;
import java.util.List;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

/// What executions report, on any engine.
interface OutputsContract extends StoreBench {
  private Intent begun() {
    Intent intent = samples().apply(samples().previewed(one()));
    one().executions().begin(intent);
    return intent;
  }

  private Line line(long seq) {
    return new Line(seq, clock().instant(), Channel.STDOUT, "line " + seq);
  }

  private List<Line> lines(long from, long to) {
    return LongStream.rangeClosed(from, to).mapToObj(this::line).toList();
  }

  private void finish(Intent intent, Outcome outcome, List<Line> last) {
    one().executions().finish(intent.execution(), samples().ending(Action.APPLY, outcome), last);
  }

  @Test
  default void linesAreReadByAnyGateInOrderFromWhereItWasLeft() {
    Intent intent = begun();
    Line odd = new Line(3, clock().instant(), Channel.STDERR, "Ünïcödé 𝄞 \" \\ ");
    Line progress = new Line(4, clock().instant(), Channel.PROGRESS, "40");
    assertThat(one().outputs().append(intent.execution(), lines(1, 2))).isTrue();
    assertThat(one().outputs().append(intent.execution(), List.of(odd, progress))).isTrue();

    assertThat(two().outputs().after(intent.execution(), 0, 100))
        .containsExactly(line(1), line(2), odd, progress);
    assertThat(two().outputs().after(intent.execution(), 1, 2)).containsExactly(line(2), odd);
    assertThat(two().outputs().after(intent.execution(), 4, 100)).isEmpty();
    assertThat(two().outputs().after(samples().apply(samples().previewed(one())).execution(), 0, 9))
        .isEmpty();
  }

  @Test
  default void aLineSentAgainIsThereOnce() {
    Intent intent = begun();
    one().outputs().append(intent.execution(), lines(1, 3));

    assertThat(one().outputs().append(intent.execution(), lines(2, 5))).isTrue();
    finish(intent, Outcome.SUCCEEDED, lines(4, 6));

    assertThat(two().outputs().after(intent.execution(), 0, 100)).isEqualTo(lines(1, 6));
  }

  @Test
  default void whatHasEndedSaysNothingMore() {
    Intent ended = begun();
    finish(ended, Outcome.FAILED, lines(1, 2));
    assertThat(one().outputs().append(ended.execution(), lines(3, 3))).isFalse();
    assertThat(
            one()
                .executions()
                .finish(
                    ended.execution(),
                    samples().ending(Action.APPLY, Outcome.SUCCEEDED),
                    lines(3, 3)))
        .isFalse();

    Intent lost = begun();
    clock().advance(LEASE);
    two().executions().cutOff(10);
    assertThat(one().outputs().append(lost.execution(), lines(1, 1))).isFalse();

    assertThat(two().outputs().after(ended.execution(), 0, 100))
        .isEqualTo(
            lines(1, 2).stream()
                .map(
                    line ->
                        new Line(line.seq(), line.at().minus(LEASE), line.channel(), line.text()))
                .toList());
    assertThat(two().outputs().after(lost.execution(), 0, 100)).isEmpty();
  }

  @Test
  default void oldLinesOfWhatHasEndedAreForgottenAFewAtATime() {
    Intent ended = begun();
    finish(ended, Outcome.SUCCEEDED, lines(1, 5));
    Intent unknown = begun();
    finish(unknown, Outcome.UNKNOWN, lines(1, 2));
    Duration retention = Duration.ofDays(30);
    clock().advance(retention.minusMillis(1));
    assertThat(one().outputs().forget(retention, 100)).isZero();
    clock().advance(Duration.ofMillis(1));

    assertThat(one().outputs().forget(retention, 3)).isEqualTo(3);
    assertThat(one().outputs().forget(retention, 3)).isEqualTo(2);
    assertThat(one().outputs().forget(retention, 3)).isZero();
    assertThat(two().outputs().after(ended.execution(), 0, 100)).isEmpty();
    assertThat(two().outputs().after(unknown.execution(), 0, 100)).hasSize(2);
  }

  @Test
  default void aLineOfTheLongestKindIsKept() {
    Intent intent = begun();
    Line longest = new Line(1, clock().instant(), Channel.NOTE, "ü".repeat(Outputs.LONGEST_LINE));

    one().outputs().append(intent.execution(), List.of(longest));

    assertThat(two().outputs().after(intent.execution(), 0, 1)).containsExactly(longest);
  }
}
