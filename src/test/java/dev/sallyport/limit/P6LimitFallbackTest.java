package dev.sallyport.limit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.sallyport.audit.AuditDraft;
import dev.sallyport.audit.AuditEvent;
import dev.sallyport.domain.ActionClass;
import dev.sallyport.domain.Principal;
import dev.sallyport.domain.PrincipalId;
import dev.sallyport.domain.PrincipalKind;
import dev.sallyport.window.Window;
import dev.sallyport.window.WindowKey;
import dev.sallyport.window.WindowKey.Scope;
import dev.sallyport.window.WindowReading;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.List;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Tag("rate-limit")
@Timeout(240)
class P6LimitFallbackTest {
  private static final Principal AGENT =
      new Principal(new PrincipalId("agent"), PrincipalKind.AGENT, Set.of(), Set.of("*"));
  private static final ClientAddress ADDRESS = new ClientAddress("203.0.113.9");
  private static final String TRACE = "1".repeat(32);

  /// So long that on a busy machine too a store that is there answers in time.
  private static final Duration PATIENT = Duration.ofMinutes(1);

  private final SettableClock clock = new SettableClock(1_700_000_000_000L);
  private final FakeStoreWindows store = new FakeStoreWindows(clock);
  private final Queue<Runnable> later = new ArrayDeque<>();
  private final List<String> heard = new CopyOnWriteArrayList<>();
  private final LimitListener listener =
      new LimitListener() {
        @Override
        public void degraded(String reason) {
          heard.add(reason);
        }

        @Override
        public void restored() {
          heard.add("restored");
        }

        @Override
        public void blocked(WindowReading window) {
          heard.add("blocked " + window.window().key().subject());
        }
      };
  private final RateLimiter limiter = limiter(PATIENT);

  private RateLimiter limiter(Duration patience) {
    return new RateLimiter(LimitsConfig.defaults(), store, clock, listener, patience, later::add);
  }

  @AfterEach
  void letGo() {
    limiter.close();
    store.comeBack();
  }

  @Test
  void p6_a_store_that_hangs_holds_a_request_up_for_about_100_ms_and_the_next_not_at_all() {
    store.hang();
    RateLimiter hasty = limiter(FallbackWindows.PATIENCE);

    long start = System.nanoTime();
    Verdict first = check(hasty);
    long waited = System.nanoTime() - start;
    // Who asks the store for it may be late.
    await().atMost(PATIENT).until(() -> store.questions() == 1);
    Verdict second = check(hasty);

    assertThat(first).isInstanceOf(Verdict.Admitted.class);
    // Generous at the top, because the machine may be busy; without the limit it would hang
    // forever.
    assertThat(Duration.ofNanos(waited)).isBetween(Duration.ofMillis(95), PATIENT);
    assertThat(second).isInstanceOf(Verdict.Admitted.class);
    assertThat(second.state().remaining()).isEqualTo(8);
    assertThat(store.questions()).isEqualTo(1);
  }

  @Test
  void p6_the_change_over_is_announced_once_and_so_is_the_way_back() {
    assertThat(limiter.status().health()).isEqualTo("decided in the store");
    store.goAway();
    for (int i = 0; i < 5; i++) {
      check();
    }

    assertThat(heard).containsExactly("the store cannot be reached");
    assertThat(limiter.status().degradation().isDegraded()).isTrue();
    assertThat(limiter.status().degradation().since()).isEqualTo(clock.instant());
    assertThat(limiter.status().health())
        .isEqualTo("decided in memory since 2023-11-14T22:13:20Z: the store cannot be reached");

    probe();
    assertThat(limiter.status().degradation().isDegraded()).isTrue();
    store.comeBack();
    probe();

    assertThat(heard).containsExactly("the store cannot be reached", "restored");
    assertThat(limiter.status().degradation().isDegraded()).isFalse();
    assertThat(later).isEmpty();
  }

  @Test
  void p6_memory_goes_on_from_what_the_store_admitted_and_gives_no_second_allowance() {
    int inStore = admitted(6);
    store.goAway();
    int inMemory = admitted(100);

    assertThat(inStore).isEqualTo(6);
    assertThat(inMemory).isEqualTo(4);
  }

  @Test
  void p6_the_store_takes_in_what_memory_admitted_and_gives_no_second_allowance() {
    admitted(3);
    store.goAway();
    admitted(4);
    store.comeBack();
    probe();

    Verdict next = check();

    assertThat(next.state().remaining()).isEqualTo(2);
    assertThat(limiter.peek(ActionClass.HEAVY, AGENT, ADDRESS, null).remaining()).isEqualTo(2);
    RateLimiter another =
        new RateLimiter(
            LimitsConfig.defaults(), store, clock, LimitListener.UNHEARD, PATIENT, later::add);
    assertThat(another.peek(ActionClass.HEAVY, AGENT, ADDRESS, null).remaining()).isEqualTo(2);
    assertThat(admitted(100)).isEqualTo(2);
  }

  @Test
  void p6_a_window_that_was_used_up_in_memory_is_full_in_the_store_until_its_time_has_passed() {
    store.goAway();
    assertThat(admitted(10)).isEqualTo(10);
    clock.advance(Duration.ofSeconds(200));
    store.comeBack();
    probe();

    assertThat(limiter.peek(ActionClass.HEAVY, AGENT, ADDRESS, null).remaining()).isZero();
    clock.advance(Duration.ofSeconds(100));

    assertThat(admitted(10)).isEqualTo(10);
  }

  @Test
  void p6_what_memory_admits_while_the_store_takes_over_is_carried_too() {
    store.goAway();
    admitted(2);
    store.whenCarried(() -> admitted(1));
    store.comeBack();
    probe();
    while (!later.isEmpty()) {
      probe();
    }

    RateLimiter another =
        new RateLimiter(
            LimitsConfig.defaults(), store, clock, LimitListener.UNHEARD, PATIENT, later::add);
    assertThat(another.peek(ActionClass.HEAVY, AGENT, ADDRESS, null).remaining()).isEqualTo(7);
    int asked = store.questions();
    assertThat(check().state().remaining()).isEqualTo(6);
    assertThat(store.questions()).isGreaterThan(asked);
  }

  @Test
  void p6_what_is_admitted_in_memory_just_after_the_store_took_over_finds_its_way_there() {
    InMemoryWindows memory = new InMemoryWindows(clock, 16, 1_000);
    Window window =
        LimitsConfig.defaultOf(ActionClass.HEAVY)
            .windowOf(new WindowKey(Scope.PRINCIPAL, "heavy", "agent"));
    try (FallbackWindows windows =
        new FallbackWindows(store, memory, clock, listener, PATIENT, later::add)) {
      // A request that had seen the store away, and was slow.
      new LocalShadow(memory).decide(List.of(window), FakeStoreWindows.NO_BLOCK);

      windows.decide(List.of(window), FakeStoreWindows.NO_BLOCK);
      assertThat(store.questions()).isZero();
      probe();

      assertThat(store.peek(List.of(window)).getFirst().remaining()).isEqualTo(8);
      windows.decide(List.of(window), FakeStoreWindows.NO_BLOCK);
      assertThat(store.peek(List.of(window)).getFirst().remaining()).isEqualTo(7);
    }
  }

  @Test
  void p6_a_block_that_began_in_memory_holds_and_is_on_record_once_the_store_is_back() {
    store.goAway();
    admitted(11);
    assertThat(store.audited).isEmpty();
    assertThat(heard).contains("blocked agent");

    store.comeBack();
    probe();

    assertThat(store.audited)
        .extracting(AuditDraft::event)
        .containsExactly(AuditEvent.LIMIT_BLOCKED);
    assertThat(store.audited.getFirst().traceId()).isEqualTo(TRACE);
    assertThat(limiter.list()).hasSize(1);
    assertThat(check()).isInstanceOf(Verdict.Refused.class);
    clock.advance(Duration.ofMinutes(15));
    assertThat(check()).isInstanceOf(Verdict.Admitted.class);
  }

  @Test
  void p6_a_block_that_the_store_told_of_holds_while_the_store_is_away() {
    admitted(11);
    store.goAway();
    clock.advance(Duration.ofSeconds(2));

    assertThat(check()).isInstanceOf(Verdict.Refused.class);
  }

  @Test
  void a_blocked_caller_does_not_load_the_store_and_is_free_a_second_after_it_was_cleared() {
    admitted(11);
    int before = store.questions();
    assertThat(admitted(1_000)).isZero();
    assertThat(store.questions()).isEqualTo(before);

    store.clear(
        Scope.PRINCIPAL, "agent", LimitAudit.cleared(Scope.PRINCIPAL, "agent", TRACE, AGENT));
    clock.advance(Duration.ofSeconds(1));

    assertThat(check()).isInstanceOf(Verdict.Admitted.class);
  }

  @Test
  void p6_callers_that_wait_for_a_hanging_store_together_are_admitted_no_more_than_the_limit()
      throws Exception {
    store.hang();
    RateLimiter hasty = limiter(FallbackWindows.PATIENCE);
    try (Race race = new Race(100)) {
      assertThat(race.wins(() -> check(hasty) instanceof Verdict.Admitted)).isLessThanOrEqualTo(10);
    }

    assertThat(heard.stream().filter(line -> line.startsWith("the store did not answer")))
        .hasSize(1);
  }

  private Verdict check() {
    return check(limiter);
  }

  private static Verdict check(RateLimiter limiter) {
    return limiter.check(ActionClass.HEAVY, AGENT, ADDRESS, null, TRACE);
  }

  private int admitted(int attempts) {
    int admitted = 0;
    for (int i = 0; i < attempts; i++) {
      admitted += check() instanceof Verdict.Admitted ? 1 : 0;
    }
    return admitted;
  }

  private void probe() {
    later.remove().run();
  }
}
