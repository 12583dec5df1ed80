package dev.sallyport.store.postgres;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sallyport.window.Decision;
import dev.sallyport.window.Window;
import dev.sallyport.window.WindowKey;
import io.micrometer.core.instrument.Timer;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/// A decision on windows is one round trip to the database, whichever way it goes; counted, because
/// a time would say more of the machine.
@Tag("rate-limit")
class WindowStatementsTest {
  private static final int DECISIONS = 20;

  private final SimpleMeterRegistry meters = new SimpleMeterRegistry();

  private static Window window(WindowKey.Scope scope, int limit) {
    return new Window(
        new WindowKey(scope, "heavy", "somebody"), limit, Duration.ofHours(1), Duration.ZERO);
  }

  private long statements() {
    return meters.find("sallyport.store.query").timers().stream()
        .filter(timer -> String.valueOf(timer.getId().getTag("template")).startsWith("window_"))
        .mapToLong(Timer::count)
        .sum();
  }

  @Test
  void p9_a_decision_on_two_windows_is_one_statement() {
    List<Window> asked =
        List.of(
            window(WindowKey.Scope.PRINCIPAL, DECISIONS + 1), window(WindowKey.Scope.ADDRESS, 100));
    Bench bench = Bench.emptied(WindowStatementsTest.class);
    try (PostgresStore store =
        PostgresStore.open(bench.config(), new SecureRandom(), Bench.SEALER, meters)) {
      decide(store, asked);
      long before = statements();
      for (int i = 0; i < DECISIONS; i++) {
        assertThat(decide(store, asked)).isInstanceOf(Decision.Admitted.class);
      }
      assertThat(statements() - before).isEqualTo(DECISIONS);

      for (int i = 0; i < DECISIONS; i++) {
        assertThat(decide(store, asked)).isInstanceOf(Decision.Full.class);
      }
      assertThat(statements() - before).isEqualTo(2 * DECISIONS);
    }
  }

  private static Decision decide(PostgresStore store, List<Window> asked) {
    return store
        .windows()
        .decide(
            asked,
            _ -> {
              throw new AssertionError("windows without a block start none");
            });
  }
}
