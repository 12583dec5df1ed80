package dev.sallyport.limit;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sallyport.problem.Problem;
import dev.sallyport.problem.ProblemType;
import dev.sallyport.window.Decision;
import dev.sallyport.window.Window;
import dev.sallyport.window.WindowKey;
import dev.sallyport.window.WindowKey.Scope;
import dev.sallyport.window.WindowReading;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

@Tag("rate-limit")
class LimitStateTest {
  private static final Instant NOW = Instant.ofEpochMilli(1_700_000_000_500L);
  private static final Window PRINCIPAL = window(Scope.PRINCIPAL, 10);
  private static final Window ADDRESS = window(Scope.ADDRESS, 50);

  @Test
  void the_headers_are_the_drafts_and_the_older_ones() {
    LimitState state = LimitState.of(reading(PRINCIPAL, 7, 211_400), NOW);

    assertThat(state.headers())
        .containsExactly(
            java.util.Map.entry("RateLimit-Policy", "\"heavy\";q=10;w=300"),
            java.util.Map.entry("RateLimit", "\"heavy\";r=7;t=212"),
            java.util.Map.entry("X-RateLimit-Limit", "10"),
            java.util.Map.entry("X-RateLimit-Remaining", "7"),
            java.util.Map.entry("X-RateLimit-Reset", "1700000212"));
  }

  @Test
  void the_tighter_window_is_reported_under_its_own_name() {
    LimitState state =
        LimitState.tightest(
            List.of(reading(PRINCIPAL, 7, 100_000), reading(ADDRESS, 3, 1_000)), NOW);

    assertThat(state.headers())
        .containsEntry("RateLimit-Policy", "\"heavy-address\";q=50;w=300")
        .containsEntry("RateLimit", "\"heavy-address\";r=3;t=1");
  }

  @Test
  void of_equals_the_one_that_stays_so_for_longest_is_reported() {
    assertThat(
            LimitState.tightest(
                    List.of(reading(ADDRESS, 3, 1_000), reading(PRINCIPAL, 3, 100_000)), NOW)
                .policy())
        .isEqualTo("heavy");
  }

  @Test
  void a_refusal_says_until_when_and_never_sends_back_before_the_effective_window_ends() {
    WindowReading full = new WindowReading(PRINCIPAL, 0, 250_000, 900_000, 1, true);
    Verdict verdict =
        Verdict.of(new Decision.Full(List.of(full, reading(ADDRESS, 0, 300_000))), NOW);

    assertThat(verdict).isInstanceOf(Verdict.Refused.class);
    Verdict.Refused refused = (Verdict.Refused) verdict;
    assertThat(refused.type()).isEqualTo(ProblemType.RATE_LIMITED);
    assertThat(refused.retryAfter()).isEqualTo(Duration.ofMinutes(15));
    assertThat(refused.state().headers()).containsEntry("RateLimit", "\"heavy\";r=0;t=900");
  }

  @Test
  void during_a_block_the_rest_of_it_is_told_rounded_up() {
    WindowReading blocked = new WindowReading(PRINCIPAL, 0, 300_000, 400_001, 1, true);
    Verdict.Refused refused =
        (Verdict.Refused) Verdict.of(new Decision.Blocked(List.of(blocked)), NOW);
    Problem problem = refused.problem();

    assertThat(refused.type()).isEqualTo(ProblemType.RATE_BLOCKED);
    assertThat(problem.retryAfter()).isEqualTo(Duration.ofSeconds(401));
    assertThat(problem.detail()).contains("401 seconds").contains("10 requests in 300 seconds");
    assertThat(refused.state().blocked()).isTrue();
  }

  @Test
  void a_limit_without_a_block_sends_back_when_there_is_room_again() {
    WindowReading full = new WindowReading(PRINCIPAL, 0, 1_200, 0, 0, true);

    Verdict.Refused refused = (Verdict.Refused) Verdict.of(new Decision.Full(List.of(full)), NOW);

    assertThat(refused.retryAfter()).isEqualTo(Duration.ofSeconds(2));
  }

  private static WindowReading reading(Window window, int remaining, long untilMore) {
    return new WindowReading(window, remaining, untilMore, 0, 0, false);
  }

  private static Window window(Scope scope, int limit) {
    return new Window(
        new WindowKey(scope, "heavy", "someone"),
        limit,
        Duration.ofSeconds(300),
        Duration.ofMinutes(15));
  }
}
