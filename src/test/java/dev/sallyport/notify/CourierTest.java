package dev.sallyport.notify;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sallyport.audit.AuditDraft;
import dev.sallyport.audit.AuditEvent;
import dev.sallyport.domain.PrincipalId;
import dev.sallyport.fixture.TestGate;
import dev.sallyport.gate.Ambient;
import dev.sallyport.store.Notices.Letter;
import dev.sallyport.store.Store;
import java.io.IOException;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Function;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.json.JsonMapper;

/// One endpoint being told, with an endpoint that answers as the test says.
@Tag("integration")
class CourierTest {
  private static final Outcome TAKEN = new Outcome.Taken();
  private static final Outcome FAILED = new Outcome.Failed("it did not answer in time");

  @TempDir Path folder;
  private final AtomicReference<Instant> now =
      new AtomicReference<>(Instant.parse("2026-11-26T01:00:00Z"));
  private final List<Notice> sent = new ArrayList<>();
  private Ambient ambient;
  private Store one;
  private Store two;

  @BeforeEach
  void open() throws IOException {
    TestGate.prepare(folder, TestGate.BLOG);
    ambient = new Ambient(now::get, System::nanoTime, new SecureRandom());
    one = TestGate.openStore(folder, ambient);
    two = TestGate.openStore(folder, ambient);
  }

  @AfterEach
  void close() {
    one.close();
    two.close();
  }

  private Courier courier(Store store, Function<Notice, Outcome> answers, String... events) {
    Courier courier =
        new Courier(
            "hook",
            new EventFilter(events.length == 0 ? List.of("*") : List.of(events)),
            notice -> {
              sent.add(notice);
              return answers.apply(notice);
            },
            store,
            Optional.empty(),
            ambient.random(),
            (_, _) -> {});
    courier.register();
    return courier;
  }

  private void happens(AuditEvent event, int times) {
    for (int i = 0; i < times; i++) {
      one.audit()
          .append(
              List.of(
                  new AuditDraft(
                      event,
                      AuditDraft.NO_TRACE,
                      new PrincipalId("ada"),
                      null,
                      null,
                      null,
                      JsonMapper.shared().createObjectNode())));
    }
  }

  private static void rounds(Courier courier) {
    while (courier.round()) {
      // There is more.
    }
  }

  private List<Long> sequences() {
    return sent.stream().map(Notice::sequence).toList();
  }

  @Test
  void what_happens_after_it_is_known_is_told_once_each_in_order() {
    happens(AuditEvent.KEY_CREATED, 3);
    Courier courier = courier(one, _ -> TAKEN);
    happens(AuditEvent.KEY_REVOKED, 250);

    rounds(courier);
    rounds(courier);
    rounds(courier(two, _ -> TAKEN));

    assertThat(sent).hasSize(250);
    assertThat(sequences()).isSorted().doesNotHaveDuplicates().startsWith(4L);
  }

  @Test
  void only_the_events_that_it_is_for_are_told() {
    Courier courier = courier(one, _ -> TAKEN, "freeze.*", "key.revoked");
    happens(AuditEvent.KEY_CREATED, 120);
    happens(AuditEvent.FREEZE_SET, 1);
    happens(AuditEvent.KEY_REVOKED, 1);

    rounds(courier);

    assertThat(sent.stream().map(Notice::event)).containsExactly("freeze.set", "key.revoked");
    assertThat(one.notices().standings().getFirst().behind()).isZero();
  }

  @Test
  void after_a_failure_it_waits_longer_and_longer_and_keeps_the_order() {
    Courier courier = courier(one, _ -> sent.size() < 3 ? FAILED : TAKEN);
    happens(AuditEvent.KEY_CREATED, 2);

    rounds(courier);
    rounds(courier);
    assertThat(sent).hasSize(1);
    now.updateAndGet(before -> before.plus(Duration.ofMillis(1_300)));
    rounds(courier);
    now.updateAndGet(before -> before.plus(Duration.ofMillis(1_300)));
    rounds(courier);
    assertThat(sent).hasSize(2);
    now.updateAndGet(before -> before.plus(Duration.ofSeconds(2)));
    rounds(courier);

    assertThat(sequences()).containsExactly(1L, 1L, 1L, 2L);
    assertThat(sent.subList(0, 3)).extracting(Notice::id).containsOnly(sent.getFirst().id());
  }

  @Test
  void what_is_given_up_is_a_dead_letter_and_is_sent_again_when_asked_for() {
    Courier courier =
        courier(
            one,
            notice ->
                notice.sequence() == 1 && sent.size() < 20
                    ? new Outcome.Refused("it answered 404")
                    : TAKEN);
    happens(AuditEvent.KEY_CREATED, 2);
    for (int i = 0; i < Waits.MOST_REFUSALS; i++) {
      rounds(courier);
      now.updateAndGet(before -> before.plus(Waits.LONGEST.multipliedBy(2)));
    }

    assertThat(sequences()).containsExactly(1L, 1L, 1L, 2L);
    Letter letter = two.notices().letters(null, 10).getFirst();
    assertThat(letter.reason()).isEqualTo("it answered 404");
    assertThat(letter.attempts()).isEqualTo(3);

    assertThat(two.notices().retry("other", null)).isZero();
    assertThat(two.notices().retry("hook", 1L)).isOne();
    rounds(courier);
    assertThat(two.notices().letters(null, 10).getFirst().attempts()).isEqualTo(4);
    assertThat(two.notices().letters(null, 10).getFirst().again()).isFalse();
    while (sent.size() < 20) {
      sent.add(sent.getFirst());
    }
    two.notices().retry(null, null);
    rounds(courier);
    assertThat(two.notices().letters(null, 10)).isEmpty();
    assertThat(sent.getLast().id()).isEqualTo(sent.getFirst().id());
  }

  @Test
  void a_gate_that_dies_between_telling_and_recording_has_it_told_again_under_the_same_id() {
    Courier dying =
        courier(
            one,
            _ -> {
              throw new IllegalStateException("the gate is gone");
            });
    happens(AuditEvent.KEY_CREATED, 1);
    try {
      dying.round();
    } catch (IllegalStateException gone) {
      assertThat(sent).hasSize(1);
    }

    Courier other = courier(two, _ -> TAKEN);
    rounds(other);
    assertThat(sent).as("the dead gate's hold still stands").hasSize(1);
    now.updateAndGet(before -> before.plus(Courier.HOLD));
    rounds(other);

    assertThat(sent).hasSize(2);
    assertThat(sent.getLast().id()).isEqualTo(sent.getFirst().id());
  }

  @Test
  void of_two_gates_one_tells_at_a_time_and_one_that_lost_its_hold_records_nothing() {
    Courier second = courier(two, _ -> TAKEN);
    Courier first =
        courier(
            one,
            notice -> {
              if (sent.size() == 1) {
                second.round();
                assertThat(sent).as("the other keeps off").hasSize(1);
                now.updateAndGet(before -> before.plus(Courier.HOLD));
                second.round();
              }
              return TAKEN;
            });
    happens(AuditEvent.KEY_CREATED, 2);

    rounds(first);

    assertThat(sequences()).containsExactly(1L, 1L, 2L);
    assertThat(one.notices().standings().getFirst().position()).isEqualTo(2);
  }
}
