package dev.sallyport.store.postgres;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sallyport.audit.AuditDraft;
import dev.sallyport.audit.AuditEvent;
import dev.sallyport.store.Samples;
import dev.sallyport.window.Decision;
import dev.sallyport.window.Window;
import dev.sallyport.window.WindowKey;
import dev.sallyport.window.WindowKey.Scope;
import dev.sallyport.window.WindowReading;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.security.SecureRandom;
import java.sql.SQLException;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/// Callers on whose windows one statement decides together: as many are admitted as fit, each to
/// all of its windows or to none.
@Tag("integration")
@Tag("rate-limit")
class LimitGroupTest {
  private static final Duration HOUR = Duration.ofHours(1);

  private final Bench bench = Bench.emptied(LimitGroupTest.class);
  private final Samples samples = new Samples(InstantSource.system());
  private final SimpleMeterRegistry meters = new SimpleMeterRegistry();
  private final PostgresStore store =
      PostgresStore.open(bench.config(), new SecureRandom(), Bench.SEALER, meters);
  private int holders;

  @AfterEach
  void close() {
    store.close();
  }

  private static Window window(Scope scope, String subject, int limit, Duration block) {
    return new Window(new WindowKey(scope, "heavy", subject), limit, HOUR, block);
  }

  private static Window principal(String subject, int limit) {
    return window(Scope.PRINCIPAL, subject, limit, Duration.ZERO);
  }

  private static Window address(int limit) {
    return window(Scope.ADDRESS, "192.0.2.1", limit, Duration.ZERO);
  }

  private Decision decide(Window... windows) {
    return store.windows().decide(List.of(windows), this::record);
  }

  private AuditDraft record(WindowReading blocked) {
    return samples.draft(AuditEvent.LIMIT_BLOCKED);
  }

  /// A caller who has asked before, so that its rows are there.
  private Callable<Decision> knownCaller(Window... windows) {
    for (Window window : windows) {
      decide(new Window(window.key(), Window.MOST_LIMIT, HOUR, Duration.ZERO));
    }
    bench.execute("UPDATE limit_windows SET events = '{}'");
    return () -> decide(windows);
  }

  private Standstill standstill() throws SQLException {
    return new Standstill(
        bench,
        meters,
        "limit",
        1,
        other -> {
          Window holder = principal("holder-" + holders++, 10);
          decide(holder);
          other.hold(
              "SELECT 1 FROM limit_windows WHERE subject = ? FOR UPDATE", holder.key().subject());
          return () -> decide(holder);
        });
  }

  private List<Decision> together(List<Callable<Decision>> callers) throws Exception {
    List<Future<Decision>> asked = new ArrayList<>();
    try (Standstill standstill = standstill()) {
      for (Callable<Decision> caller : callers) {
        asked.add(standstill.behind(caller));
      }
    }
    List<Decision> decisions = new ArrayList<>();
    for (Future<Decision> each : asked) {
      decisions.add(each.get());
    }
    assertThat(meters.get("sallyport.store.group").tag("what", "limit").summary().max())
        .isEqualTo(callers.size());
    return decisions;
  }

  private static List<Integer> remaining(List<Decision> decisions, int place) {
    return decisions.stream().map(each -> each.readings().get(place).remaining()).toList();
  }

  private long events(String subject) {
    return bench.number(
        "SELECT cardinality(events) FROM limit_windows WHERE subject = '" + subject + "'");
  }

  @Test
  void p9_asManyOfAGroupAreAdmittedAsFitAndARefusedOneIsChargedNowhere() throws Exception {
    List<Callable<Decision>> callers =
        IntStream.range(0, 8)
            .mapToObj(n -> knownCaller(principal("agent-" + n, 3), address(5)))
            .toList();

    List<Decision> decisions = together(callers);

    List<Decision> admitted =
        decisions.stream().filter(Decision.Admitted.class::isInstance).toList();
    List<Decision> refused = decisions.stream().filter(Decision.Full.class::isInstance).toList();
    assertThat(admitted).hasSize(5);
    assertThat(remaining(admitted, 0)).containsOnly(2);
    assertThat(remaining(admitted, 1)).containsExactlyInAnyOrder(4, 3, 2, 1, 0);
    assertThat(refused).hasSize(3);
    assertThat(remaining(refused, 0)).containsOnly(3);
    assertThat(remaining(refused, 1)).containsOnly(0);
    assertThat(refused)
        .allSatisfy(
            each ->
                assertThat(each.readings())
                    .extracting(WindowReading::refused)
                    .containsExactly(false, true));
    assertThat(events("192.0.2.1")).isEqualTo(5);
    assertThat(bench.number("SELECT count(*) FROM limit_windows WHERE subject LIKE 'agent-%'"))
        .isEqualTo(8);
    assertThat(
            bench.number(
                "SELECT sum(cardinality(events)) FROM limit_windows WHERE subject LIKE 'agent-%'"))
        .isEqualTo(5);
  }

  @Test
  void p9_whoIsRefusedElsewhereTakesNobodysPlace() throws Exception {
    Callable<Decision> full = knownCaller(principal("full", 1), address(2));
    Callable<Decision> one = knownCaller(principal("one", 3), address(2));
    Callable<Decision> two = knownCaller(principal("two", 3), address(2));
    assertThat(decide(principal("full", 1))).isInstanceOf(Decision.Admitted.class);

    List<Decision> decisions = together(List.of(full, full, one, two));

    assertThat(decisions.subList(0, 2)).hasOnlyElementsOfType(Decision.Full.class);
    assertThat(decisions.subList(2, 4)).hasOnlyElementsOfType(Decision.Admitted.class);
    assertThat(events("192.0.2.1")).isEqualTo(2);
    assertThat(events("full")).isOne();
  }

  @Test
  void p9_callersWithDifferentLimitsForOneKeyAreEachHeldToTheirs() throws Exception {
    Callable<Decision> few = knownCaller(address(1));
    Callable<Decision> many = knownCaller(address(3));

    List<Decision> decisions = together(List.of(many, few, many, few, many, many));

    long admitted = decisions.stream().filter(Decision.Admitted.class::isInstance).count();
    assertThat(admitted).isEqualTo(3);
    assertThat(events("192.0.2.1")).isEqualTo(3);
    assertThat(decide(address(4))).isInstanceOf(Decision.Admitted.class);
    assertThat(decide(address(4))).isInstanceOf(Decision.Full.class);
  }

  @Test
  void p8_aGroupThatOverrunsALimitBeginsOneBlockWithOneRecord() throws Exception {
    Window blocking = window(Scope.PRINCIPAL, "agent", 2, Duration.ofMinutes(3));
    Callable<Decision> caller = knownCaller(blocking);
    long before = store.audit().head().orElseThrow().sequence();

    List<Decision> decisions = together(List.of(caller, caller, caller, caller, caller));

    assertThat(decisions)
        .extracting(
            decision ->
                decision instanceof Decision.Admitted
                    ? "Admitted"
                    : decision.getClass().getSimpleName())
        .containsExactlyInAnyOrder("Admitted", "Admitted", "Full", "Blocked", "Blocked");
    assertThat(store.audit().head().orElseThrow().sequence()).isEqualTo(before + 1);
    assertThat(bench.number("SELECT max(block_level) FROM limit_windows")).isOne();
  }

  @Test
  void keysThatWereNeverAskedAreMadeForAllWhoAskThem() throws Exception {
    List<Callable<Decision>> callers =
        IntStream.range(0, 6)
            .<Callable<Decision>>mapToObj(n -> () -> decide(principal("new-" + n, 1), address(4)))
            .toList();

    List<Decision> decisions = together(callers);

    assertThat(decisions.stream().filter(Decision.Admitted.class::isInstance)).hasSize(4);
    assertThat(events("192.0.2.1")).isEqualTo(4);
    assertThat(
            bench.number(
                "SELECT sum(cardinality(events)) FROM limit_windows WHERE subject LIKE 'new-%'"))
        .isEqualTo(4);
  }
}
