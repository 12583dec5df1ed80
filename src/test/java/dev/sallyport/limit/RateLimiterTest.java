package dev.sallyport.limit;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sallyport.audit.AuditDraft;
import dev.sallyport.audit.AuditEvent;
import dev.sallyport.domain.ActionClass;
import dev.sallyport.domain.Principal;
import dev.sallyport.domain.PrincipalId;
import dev.sallyport.domain.PrincipalKind;
import dev.sallyport.domain.TargetName;
import dev.sallyport.problem.ProblemType;
import dev.sallyport.window.WindowKey.Scope;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

@Tag("rate-limit")
class RateLimiterTest {
  private static final ClientAddress ADDRESS = new ClientAddress("203.0.113.9");
  private static final TargetName BLOG = new TargetName("blog");
  private static final String TRACE = "1".repeat(32);

  /// So long that on a busy machine too the store answers in time.
  private static final Duration PATIENT = Duration.ofMinutes(1);

  private static final Principal AGENT = agent("agent");

  private final SettableClock clock = new SettableClock(1_700_000_000_000L);
  private final FakeStoreWindows store = new FakeStoreWindows(clock);
  private final RateLimiter limiter = limiter(LimitsConfig.defaults());

  @Test
  void each_class_has_its_own_window() {
    assertThat(admitted(limiter, ActionClass.AUTO, AGENT, null, 100)).isEqualTo(5);
    assertThat(admitted(limiter, ActionClass.HEAVY, AGENT, null, 100)).isEqualTo(10);
    assertThat(admitted(limiter, ActionClass.TOKEN, AGENT, null, 100)).isEqualTo(20);
    assertThat(admitted(limiter, ActionClass.DEFAULT, AGENT, null, 200)).isEqualTo(100);
  }

  @Test
  void principals_that_share_an_address_have_five_times_the_limit_together() {
    int admitted = 0;
    for (int i = 0; i < 20; i++) {
      admitted += admitted(limiter, ActionClass.AUTO, agent("agent-" + i), null, 5);
    }

    assertThat(admitted).isEqualTo(25);
    assertThat(limiter.peek(ActionClass.AUTO, agent("agent-19"), ADDRESS, null).policy())
        .isEqualTo("auto-address");
    assertThat(
            limiter
                .peek(ActionClass.AUTO, agent("agent-19"), new ClientAddress("203.0.113.1"), null)
                .remaining())
        .isEqualTo(5);
  }

  @Test
  void without_a_principal_the_address_alone_counts() {
    assertThat(admitted(limiter, ActionClass.AUTO, null, null, 100)).isEqualTo(25);
  }

  @Test
  void the_first_refusal_is_rate_limited_and_those_during_its_block_are_rate_blocked() {
    admitted(limiter, ActionClass.HEAVY, AGENT, null, 10);

    Verdict.Refused first = (Verdict.Refused) check(limiter, ActionClass.HEAVY, AGENT, null);
    clock.advance(Duration.ofMinutes(5));
    Verdict.Refused second = (Verdict.Refused) check(limiter, ActionClass.HEAVY, AGENT, null);

    assertThat(first.type()).isEqualTo(ProblemType.RATE_LIMITED);
    assertThat(first.retryAfter()).isEqualTo(Duration.ofMinutes(15));
    assertThat(second.type()).isEqualTo(ProblemType.RATE_BLOCKED);
    assertThat(second.retryAfter()).isEqualTo(Duration.ofMinutes(10));
    assertThat(second.state().headers())
        .containsEntry("RateLimit-Policy", "\"heavy\";q=10;w=300")
        .containsEntry("RateLimit", "\"heavy\";r=0;t=600");
  }

  @Test
  void p8_a_block_is_on_record_once_with_its_trace() {
    admitted(limiter, ActionClass.HEAVY, AGENT, BLOG, 50);

    assertThat(store.audited).hasSize(1);
    AuditDraft record = store.audited.getFirst();
    assertThat(record.event()).isEqualTo(AuditEvent.LIMIT_BLOCKED);
    assertThat(record.traceId()).isEqualTo(TRACE);
    assertThat(record.principal()).isEqualTo(AGENT.id());
    assertThat(record.target()).isEqualTo(BLOG);
    assertThat(record.details().toString())
        .isEqualTo(
            "{\"scope\":\"principal\",\"subject\":\"agent\",\"policy\":\"heavy\",\"limit\":10,"
                + "\"windowSeconds\":300,\"level\":1,\"blockSeconds\":900}");
  }

  @Test
  void an_operator_lists_blocks_and_clears_them() {
    admitted(limiter, ActionClass.HEAVY, AGENT, null, 11);
    assertThat(limiter.list()).extracting(block -> block.key().subject()).containsExactly("agent");

    assertThat(limiter.clear(Scope.PRINCIPAL, "agent", TRACE, agent("operator"))).isOne();

    assertThat(limiter.list()).isEmpty();
    assertThat(store.audited.getLast().event()).isEqualTo(AuditEvent.LIMIT_CLEARED);
    assertThat(admitted(limiter, ActionClass.HEAVY, AGENT, null, 100)).isEqualTo(10);
  }

  @Test
  void looking_costs_nothing() {
    for (int i = 0; i < 200; i++) {
      assertThat(limiter.overview(AGENT, ADDRESS))
          .extracting(each -> each.state().remaining())
          .containsExactly(100, 20, 10, 5);
    }
  }

  @Test
  void an_override_has_windows_of_its_own() {
    LimitPolicy two = new LimitPolicy(2, Duration.ofSeconds(60), Duration.ofMinutes(1));
    RateLimiter strict =
        limiter(
            new LimitsConfig(
                Map.of(),
                5,
                LimitsConfig.DEFAULT_UNAUTHENTICATED,
                List.of(new LimitOverride(ActionClass.HEAVY, PrincipalKind.AGENT, BLOG, two))));

    assertThat(admitted(strict, ActionClass.HEAVY, AGENT, BLOG, 100)).isEqualTo(2);
    assertThat(admitted(strict, ActionClass.HEAVY, AGENT, new TargetName("shop"), 100))
        .isEqualTo(10);
    assertThat(strict.peek(ActionClass.HEAVY, AGENT, ADDRESS, BLOG).policy())
        .isEqualTo("heavy.agent@blog");
  }

  private RateLimiter limiter(LimitsConfig config) {
    return new RateLimiter(config, store, clock, LimitListener.UNHEARD, PATIENT, task -> {});
  }

  private static Principal agent(String name) {
    return new Principal(new PrincipalId(name), PrincipalKind.AGENT, Set.of(), Set.of("*"));
  }

  private static Verdict check(
      RateLimiter limiter,
      ActionClass actionClass,
      @Nullable Principal principal,
      @Nullable TargetName target) {
    return limiter.check(actionClass, principal, ADDRESS, target, TRACE);
  }

  private static int admitted(
      RateLimiter limiter,
      ActionClass actionClass,
      @Nullable Principal principal,
      @Nullable TargetName target,
      int attempts) {
    int admitted = 0;
    for (int i = 0; i < attempts; i++) {
      admitted +=
          check(limiter, actionClass, principal, target) instanceof Verdict.Admitted ? 1 : 0;
    }
    return admitted;
  }
}
