package dev.sallyport.store;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sallyport.audit.AuditDraft;
import dev.sallyport.audit.AuditEvent;
import dev.sallyport.store.Notices.Held;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.json.JsonMapper;

/// Who has been told how far, on any engine.
interface NoticesContract extends StoreBench {
  Duration HOLD = Duration.ofMinutes(1);

  private void happens(int times) {
    one()
        .audit()
        .append(
            IntStream.range(0, times)
                .mapToObj(
                    _ ->
                        new AuditDraft(
                            AuditEvent.KEY_CREATED,
                            AuditDraft.NO_TRACE,
                            null,
                            null,
                            null,
                            null,
                            JsonMapper.shared().createObjectNode()))
                .toList());
  }

  private Held heldByOne() {
    return one().notices().hold("hook", HOLD).orElseThrow();
  }

  @Test
  default void anEndpointStandsWhereTheRecordEndedWhenItBecameKnown() {
    happens(3);
    one().notices().register("hook");
    assertThat(one().notices().hold("hook", HOLD)).as("nothing to tell").isEmpty();
    happens(2);
    two().notices().register("hook");

    assertThat(heldByOne()).isEqualTo(new Held("hook", 3, 0, true, null));
    assertThat(two().notices().standings().getFirst().behind()).isEqualTo(2);
    assertThat(two().notices().hold("stranger", HOLD)).isEmpty();
  }

  @Test
  default void oneGateHoldsItAtATimeUntilItsHoldEndsOrIsLetGo() {
    one().notices().register("hook");
    happens(1);
    Held held = heldByOne();

    assertThat(two().notices().hold("hook", HOLD)).isEmpty();
    assertThat(one().notices().hold("hook", HOLD)).as("its own").isPresent();
    clock().advance(HOLD);
    Optional<Held> taken = two().notices().hold("hook", HOLD);
    assertThat(taken).isPresent();
    assertThat(one().notices().passed(held, 1, HOLD)).isFalse();
    assertThat(one().notices().postponed(held, HOLD, "x")).isFalse();
    assertThat(one().notices().buried(held, 1, "x", HOLD)).isFalse();
    assertThat(one().notices().letters(null, 10)).isEmpty();
    two().notices().letGo(taken.orElseThrow());
    assertThat(one().notices().hold("hook", HOLD)).isPresent();
  }

  @Test
  default void whatIsPostponedIsNotDueBeforeItsTime() {
    one().notices().register("hook");
    happens(1);

    assertThat(one().notices().postponed(heldByOne(), Duration.ofSeconds(5), "x".repeat(999)))
        .isTrue();
    assertThat(two().notices().hold("hook", HOLD)).isEmpty();
    assertThat(two().notices().standings().getFirst().reason()).hasSize(Notices.LONGEST_REASON);
    clock().advance(Duration.ofSeconds(5));
    assertThat(two().notices().hold("hook", HOLD).orElseThrow().attempts()).isEqualTo(1);
  }

  @Test
  default void aDeadLetterIsSentAgainOnceWhenAskedFor() {
    one().notices().register("hook");
    happens(2);
    Held held = heldByOne();
    assertThat(one().notices().buried(held, 1, "no", HOLD)).isTrue();
    assertThat(one().notices().passed(held.at(1), 2, HOLD)).isTrue();
    one().notices().letGo(held);

    assertThat(one().notices().hold("hook", HOLD)).isEmpty();
    assertThat(two().notices().retry("other", null)).isZero();
    assertThat(two().notices().retry(null, 7L)).isZero();
    assertThat(two().notices().retry("hook", 1L)).isOne();
    assertThat(one().notices().retry("hook", 1L)).as("asked for once more").isOne();
    Held again = heldByOne();
    assertThat(again.again()).isEqualTo(1);
    assertThat(again.due()).isTrue();
    assertThat(one().notices().sentAgain(again, 1, "still no")).isTrue();
    assertThat(List.copyOf(two().notices().letters("hook", 10)))
        .singleElement()
        .matches(letter -> letter.reason().equals("still no") && letter.attempts() == 2);
    two().notices().retry(null, null);
    assertThat(one().notices().sentAgain(again, 1, null)).isTrue();
    assertThat(two().notices().letters(null, 10)).isEmpty();
  }
}
