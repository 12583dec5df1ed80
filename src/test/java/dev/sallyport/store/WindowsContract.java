package dev.sallyport.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import dev.sallyport.audit.AuditDraft;
import dev.sallyport.audit.AuditEvent;
import dev.sallyport.audit.AuditRecord;
import dev.sallyport.limit.Oracle;
import dev.sallyport.limit.Race;
import dev.sallyport.limit.SettableClock;
import dev.sallyport.limit.Trace;
import dev.sallyport.store.Windows.ActiveBlock;
import dev.sallyport.store.Windows.BlockAudit;
import dev.sallyport.store.Windows.Carried;
import dev.sallyport.window.Block;
import dev.sallyport.window.Decision;
import dev.sallyport.window.Window;
import dev.sallyport.window.WindowKey;
import dev.sallyport.window.WindowKey.Scope;
import dev.sallyport.window.WindowReading;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.node.JsonNodeFactory;

/// What the rate limits' windows must do on every engine. An engine's test extends this and says
/// how its stores are opened; each test gets an empty database with two gates on it.
@Tag("rate-limit")
public abstract class WindowsContract {
  private static final BlockAudit NO_BLOCK =
      blocked -> {
        throw new AssertionError("no block begins here");
      };
  private static final Duration MINUTE = Duration.ofSeconds(60);

  private final SettableClock clock = new SettableClock(1_795_000_000_789L);
  private Store one;
  private Store two;

  /// Opens one more gate on this test's database.
  protected abstract Store open(InstantSource clock);

  @BeforeEach
  final void openTwoGates() {
    one = open(clock);
    two = open(clock);
  }

  @AfterEach
  final void closeBoth() {
    one.close();
    two.close();
  }

  /// Parallel traces, each on keys of its own, of 1,000 events each; more than the ordinary run has
  /// time for on an engine that answers over the network.
  protected int traces() {
    return 200;
  }

  /// How many rounds of 100 callers there are.
  protected int rounds() {
    return 500;
  }

  /// How often the clock moves on; the requests of one step come in the same millisecond.
  private static final int STEPS = 100;

  /// How many requests each trace makes in a step.
  private static final int BURST = 10;

  @Test
  final void p9_eventsOfBurstyTracesAreDecidedAsTheOracleDecides() throws Exception {
    List<JudgedTrace> traces =
        IntStream.range(0, traces()).mapToObj(number -> new JudgedTrace(number, this)).toList();
    Random random = new Random(9);
    try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      for (int step = 0; step < STEPS; step++) {
        clock.advance(Duration.ofMillis(nextStep(random)));
        for (Future<Integer> each : threads.invokeAll(traces)) {
          assertThat(each.get()).as("differences in step %s", step).isZero();
        }
      }
    }

    int admitted = traces.stream().mapToInt(trace -> trace.admitted).sum();
    // The traces are of use only while both answers are frequent.
    int events = traces() * STEPS * BURST;
    assertThat(admitted).isBetween(events / 20, events * 19 / 20);
  }

  private static long nextStep(Random random) {
    return switch (random.nextInt(10)) {
      case 0, 1, 2 -> random.nextLong(3);
      case 3, 4, 5 -> random.nextLong(1_000);
      case 6 -> random.nextLong(20_000);
      case 7 -> 60_000;
      case 8 -> 999 + random.nextLong(3);
      default -> -random.nextLong(5_000);
    };
  }

  /// Requests on keys that no other trace has, so that the oracle can tell each one's answer
  /// however the traces run between each other; now through one gate, now through the other.
  private static final class JudgedTrace implements Callable<Integer> {
    private final Oracle oracle = new Oracle();
    private final WindowsContract bench;
    private final Random random;
    private final List<Window> principals;
    private final List<Window> addresses;
    private int admitted;

    JudgedTrace(int number, WindowsContract bench) {
      Trace.Shape shape = Trace.SHAPES.get(number % Trace.SHAPES.size());
      this.bench = bench;
      this.random = new Random(number);
      this.principals = windows(Scope.PRINCIPAL, number, shape.limit(), shape.span());
      this.addresses = windows(Scope.ADDRESS, number, shape.addressLimit(), shape.span());
    }

    /// How often the store differed from the oracle.
    @Override
    public Integer call() {
      int differences = 0;
      for (int i = 0; i < BURST; i++) {
        List<Window> asked =
            List.of(principals.get(random.nextInt(2)), addresses.get(random.nextInt(2)));
        Store store = random.nextBoolean() ? bench.one : bench.two;
        boolean should = oracle.admits(asked, bench.clock.millis());
        boolean does = store.windows().decide(asked, NO_BLOCK) instanceof Decision.Admitted;
        differences += should == does ? 0 : 1;
        admitted += does ? 1 : 0;
      }
      return differences;
    }

    private static List<Window> windows(Scope scope, int number, int limit, Duration span) {
      return IntStream.range(0, 2)
          .mapToObj(
              i ->
                  new Window(
                      new WindowKey(scope, "trace-" + number, "subject-" + i),
                      limit,
                      span,
                      Duration.ZERO))
          .toList();
    }
  }

  @Test
  final void p9_of100ConcurrentCallersOnTwoGatesExactly10AreAdmittedInEveryRound()
      throws Exception {
    AtomicInteger turn = new AtomicInteger();
    try (Race race = new Race(100)) {
      for (int round = 0; round < rounds(); round++) {
        List<Window> asked =
            List.of(principal("agent-" + round, 10), address("192.0.2." + round, 50));

        int admitted =
            race.wins(
                () -> {
                  Store gate = turn.getAndIncrement() % 2 == 0 ? one : two;
                  return gate.windows().decide(asked, NO_BLOCK) instanceof Decision.Admitted;
                });

        assertThat(admitted).as("round %s", round).isEqualTo(10);
        assertThat(used(one.windows().peek(asked))).containsExactly(10, 10);
      }
    }
  }

  @Test
  final void p9_aRefusalByOneWindowCostsNothingAtTheOther() {
    Window principal = principal("agent", 3);
    Window address = address("192.0.2.1", 5);
    assertThat(admitted(5, address)).isEqualTo(5);

    assertThat(admitted(10, principal, address)).isZero();
    assertThat(used(one.windows().peek(List.of(principal, address)))).containsExactly(0, 5);

    Window elsewhere = address("192.0.2.2", 50);
    assertThat(admitted(10, principal, elsewhere)).isEqualTo(3);
    assertThat(used(two.windows().peek(List.of(principal, elsewhere)))).containsExactly(3, 3);
  }

  @Test
  final void p9_anEventCountsUntilItIsExactlyAsOldAsTheWindow() {
    Window window = principal("agent", 2);
    assertThat(admitted(5, window)).isEqualTo(2);
    clock.advance(MINUTE.minusMillis(1));
    assertThat(admitted(5, window)).isZero();
    clock.advance(Duration.ofMillis(1));
    assertThat(admitted(5, window)).isEqualTo(2);
  }

  @Test
  final void p9_aClockThatGoesBack5SecondsAdmitsNothingTwiceAndLocksNobodyOut() {
    long start = clock.millis();
    Window window = principal("agent", 10);
    assertThat(admitted(6, window)).isEqualTo(6);
    clock.advance(Duration.ofSeconds(-5));
    assertThat(admitted(20, window)).isEqualTo(4);

    clock.set(start + MINUTE.toMillis() - 1);
    assertThat(admitted(20, window)).isZero();
    clock.set(start + MINUTE.toMillis());
    assertThat(admitted(20, window)).isEqualTo(10);
  }

  @Test
  final void p9_aClockThatHadBeenFarAheadLocksNobodyOutEvenIfEveryRequestIsRefused() {
    Window window = principal("agent", 10);
    clock.advance(Duration.ofHours(1));
    assertThat(admitted(20, window)).isEqualTo(10);
    clock.advance(Duration.ofHours(-1));
    assertThat(admitted(20, window)).isZero();
    clock.advance(MINUTE);

    assertThat(admitted(20, window)).isEqualTo(10);
  }

  @Test
  final void p8_aBlockBeginsWithItsRecordDoublesAndDecays() {
    Window window = blocking("agent");
    long records = records();
    assertThat(admitted(1, window)).isOne();

    assertThat(blockedFor(window)).isEqualTo(180_000);
    assertThat(records()).isEqualTo(records + 1);
    assertThat(newest().body().path("event").asString()).isEqualTo("limit.blocked");
    clock.advance(Duration.ofMillis(179_999));
    assertThat(decide(window)).isInstanceOf(Decision.Blocked.class);
    assertThat(records()).isEqualTo(records + 1);

    clock.advance(Duration.ofMillis(1));
    assertThat(admitted(1, window)).isOne();
    assertThat(blockedFor(window)).isEqualTo(360_000);

    clock.advance(Duration.ofSeconds(360).plusDays(1));
    assertThat(admitted(1, window)).isOne();
    assertThat(blockedFor(window)).isEqualTo(180_000);
    assertThat(records()).isEqualTo(records + 3);
  }

  @Test
  final void aBlockIsListedWhileItHolds() {
    assertThat(admitted(1, blocking("slow"))).isOne();
    assertThat(blockedFor(blocking("slow"))).isPositive();
    clock.advance(Duration.ofMinutes(1));
    assertThat(admitted(1, blocking("fast"))).isOne();
    assertThat(blockedFor(blocking("fast"))).isPositive();

    assertThat(two.windows().blocks(10))
        .extracting(block -> block.key().subject(), ActiveBlock::rest)
        .containsExactly(tuple("slow", 120_000L), tuple("fast", 180_000L));
    assertThat(two.windows().blocks(1)).hasSize(1);
    clock.advance(Duration.ofMinutes(3));
    assertThat(two.windows().blocks(10)).isEmpty();
  }

  @Test
  final void p8_clearingForgetsASubjectOnTheRecordAndOnlyWhereThereIsSomethingToForget() {
    assertThat(admitted(1, blocking("agent"))).isOne();
    assertThat(blockedFor(blocking("agent"))).isPositive();
    assertThat(admitted(1, blocking("other"))).isOne();
    long records = records();

    assertThat(clear("nobody")).isZero();
    assertThat(records()).isEqualTo(records);
    assertThat(clear("agent")).isOne();

    assertThat(newest().body().path("event").asString()).isEqualTo("limit.cleared");
    assertThat(admitted(5, blocking("agent"))).isOne();
    assertThat(decide(blocking("other"))).isInstanceOf(Decision.Full.class);
  }

  @Test
  final void lookingChangesNothing() {
    Window window = principal("agent", 2);
    for (int i = 0; i < 10; i++) {
      assertThat(one.windows().peek(List.of(window)).getFirst().remaining()).isEqualTo(2);
    }
    assertThat(admitted(5, window)).isEqualTo(2);
    WindowReading reading = two.windows().peek(List.of(window)).getFirst();
    assertThat(reading.remaining()).isZero();
    assertThat(reading.untilMore()).isEqualTo(60_000);
  }

  @Test
  final void p6_whatAGateAdmittedByItselfIsTakenIn() {
    Window window = principal("agent", 10);
    assertThat(admitted(3, window)).isEqualTo(3);
    clock.advance(Duration.ofSeconds(30));

    one.windows()
        .carry(List.of(new Carried(window, new long[] {10_000, 0, 40_000}, null, 0, null)));

    assertThat(used(one.windows().peek(List.of(window)))).containsExactly(6);
    clock.advance(Duration.ofSeconds(20));
    assertThat(used(one.windows().peek(List.of(window)))).containsExactly(5);
    clock.advance(Duration.ofSeconds(10));
    assertThat(used(one.windows().peek(List.of(window)))).containsExactly(2);
  }

  @Test
  final void p6_aBlockThatAGateBeganByItselfIsTakenInWithItsRecord() {
    Window window = blocking("agent");
    long records = records();
    Block block = new Block(2, 5_000, 365_000);

    one.windows()
        .carry(
            List.of(
                new Carried(window, new long[0], block, 60_000, draft(AuditEvent.LIMIT_BLOCKED))));

    assertThat(decide(window)).isInstanceOf(Decision.Blocked.class);
    assertThat(two.windows().blocks(10)).extracting(ActiveBlock::rest).containsExactly(300_000L);
    assertThat(records()).isEqualTo(records + 1);
  }

  @Test
  final void idleRowsGoAndOthersStay() {
    assertThat(admitted(1, principal("idle", 5))).isOne();
    assertThat(admitted(2, blocking("blocked"))).isOne();
    clock.advance(Duration.ofHours(2));
    assertThat(admitted(1, principal("busy", 5))).isOne();

    assertThat(one.windows().purge(100)).isOne();
    assertThat(used(one.windows().peek(List.of(principal("busy", 5))))).containsExactly(1);
    assertThat(admitted(1, blocking("blocked"))).isOne();
    assertThat(blockedFor(blocking("blocked"))).isEqualTo(360_000);
    clock.advance(Duration.ofDays(3));
    assertThat(one.windows().purge(1)).isOne();
    assertThat(one.windows().purge(100)).isOne();
  }

  @Test
  final void p10_aFullWindowOfTheGreatestLimitIsKeptAndDecided() {
    Window greatest = principal("agent", Window.MOST_LIMIT);
    long[] ages = new long[Window.MOST_LIMIT + 10];
    one.windows().carry(List.of(new Carried(greatest, ages, null, 0, null)));

    assertThat(used(one.windows().peek(List.of(greatest)))).containsExactly(Window.MOST_LIMIT);
    assertThat(decide(greatest)).isInstanceOf(Decision.Full.class);
    clock.advance(MINUTE);
    assertThat(decide(greatest)).isInstanceOf(Decision.Admitted.class);
  }

  private int admitted(int attempts, Window... windows) {
    int admitted = 0;
    for (int i = 0; i < attempts; i++) {
      admitted += decide(windows) instanceof Decision.Admitted ? 1 : 0;
    }
    return admitted;
  }

  private Decision decide(Window... windows) {
    return one.windows().decide(List.of(windows), this::record);
  }

  private long blockedFor(Window window) {
    return decide(window).readings().getFirst().blockedFor();
  }

  private int clear(String subject) {
    return two.windows().clear(Scope.PRINCIPAL, subject, draft(AuditEvent.LIMIT_CLEARED));
  }

  private AuditDraft record(WindowReading blocked) {
    return draft(AuditEvent.LIMIT_BLOCKED);
  }

  private static AuditDraft draft(AuditEvent event) {
    return new AuditDraft(
        event,
        AuditDraft.NO_TRACE,
        null,
        null,
        null,
        null,
        JsonNodeFactory.instance.objectNode().put("subject", "agent"));
  }

  private long records() {
    return one.audit().head().orElseThrow().sequence();
  }

  private AuditRecord newest() {
    return one.audit().before(Long.MAX_VALUE, 1).getFirst();
  }

  private static List<Integer> used(List<WindowReading> readings) {
    List<Integer> used = new ArrayList<>();
    readings.forEach(reading -> used.add(reading.window().limit() - reading.remaining()));
    return used;
  }

  private static Window principal(String name, int limit) {
    return new Window(
        new WindowKey(Scope.PRINCIPAL, "default", name), limit, MINUTE, Duration.ZERO);
  }

  private static Window address(String name, int limit) {
    return new Window(new WindowKey(Scope.ADDRESS, "default", name), limit, MINUTE, Duration.ZERO);
  }

  private static Window blocking(String name) {
    return new Window(
        new WindowKey(Scope.PRINCIPAL, "token", name), 1, MINUTE, Duration.ofMinutes(3));
  }
}
