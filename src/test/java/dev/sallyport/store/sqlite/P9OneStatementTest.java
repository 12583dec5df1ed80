package dev.sallyport.store.sqlite;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sallyport.fixture.StoreFile;
import dev.sallyport.store.SettableClock;
import dev.sallyport.window.Decision;
import dev.sallyport.window.Window;
import dev.sallyport.window.WindowKey;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// P9: the statement that admits says what the rules say, reading for reading.
@Tag("rate-limit")
class P9OneStatementTest {
  private static final int EVENTS = 1_500;
  private static final Duration SPAN = Duration.ofSeconds(10);

  @TempDir private Path folder;
  private final SettableClock clock = new SettableClock(Instant.parse("2026-11-26T10:00:00Z"));
  private SqliteStore byStatement;
  private SqliteStore byRules;

  @BeforeEach
  void openBoth() {
    byStatement = open("statement.db");
    byRules = open("rules.db");
  }

  @AfterEach
  void closeBoth() {
    byStatement.close();
    byRules.close();
  }

  private SqliteStore open(String file) {
    return Bench.open(SqliteConfig.of(folder.resolve(file)), clock, new SimpleMeterRegistry());
  }

  private static Window window(WindowKey.Scope scope, String subject, int limit, Duration block) {
    return new Window(new WindowKey(scope, "heavy", subject), limit, SPAN, block);
  }

  private Decision both(List<Window> windows, String what) {
    Decision one = byStatement.windows().decide(windows, P9OneStatementTest::record);
    Decision other =
        ((SqliteWindows) byRules.windows()).decideByTheRules(windows, P9OneStatementTest::record);
    assertThat(kind(one)).as(what).isEqualTo(kind(other));
    assertThat(one.readings()).as(what).isEqualTo(other.readings());
    return one;
  }

  private static String kind(Decision decision) {
    return switch (decision) {
      case Decision.Admitted _ -> "admitted";
      case Decision.Full _ -> "full";
      case Decision.Blocked _ -> "blocked";
    };
  }

  private static dev.sallyport.audit.AuditDraft record(dev.sallyport.window.WindowReading reading) {
    return new dev.sallyport.audit.AuditDraft(
        dev.sallyport.audit.AuditEvent.LIMIT_BLOCKED,
        dev.sallyport.audit.AuditDraft.NO_TRACE,
        null,
        null,
        null,
        null,
        tools.jackson.databind.node.JsonNodeFactory.instance.objectNode());
  }

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3})
  void p9_random_traces_are_decided_alike_by_the_statement_and_by_the_rules(long seed) {
    SplittableRandom random = new SplittableRandom(seed);
    int admitted = 0;
    int blocked = 0;
    for (int event = 0; event < EVENTS; event++) {
      clock.advance(step(random));
      List<Window> windows = new ArrayList<>();
      int limit = 1 + random.nextInt(5);
      Duration block = random.nextInt(20) == 0 ? Duration.ofSeconds(15) : Duration.ZERO;
      windows.add(
          window(WindowKey.Scope.PRINCIPAL, "\u00fc\"p-" + random.nextInt(3), limit, block));
      if (random.nextBoolean()) {
        windows.add(window(WindowKey.Scope.ADDRESS, "a-" + random.nextInt(2), 2 * limit, block));
      }

      Decision decision = both(windows, "event " + event + " of seed " + seed);

      admitted += decision instanceof Decision.Admitted ? 1 : 0;
      blocked += decision instanceof Decision.Blocked ? 1 : 0;
    }
    assertThat(admitted).isBetween(EVENTS / 20, EVENTS - EVENTS / 20);
    assertThat(blocked).isPositive();
  }

  /// Long enough that what counts no more is forgotten in pieces of every size.
  @Test
  void p9_windows_of_many_events_are_decided_alike_while_their_rows_forget() {
    SplittableRandom random = new SplittableRandom(4);
    List<Window> windows =
        List.of(
            window(WindowKey.Scope.PRINCIPAL, "ada", 200, Duration.ZERO),
            window(WindowKey.Scope.ADDRESS, "::1", 100_000, Duration.ZERO));
    int refused = 0;
    for (int event = 0; event < EVENTS; event++) {
      clock.advance(Duration.ofMillis(random.nextInt(100) == 0 ? 3_000 : random.nextInt(50)));
      Decision decision = both(windows, "event " + event);
      refused += decision instanceof Decision.Full ? 1 : 0;
    }
    assertThat(refused).isPositive();

    long counting = 200;
    long longest =
        new StoreFile(folder.resolve("statement.db"))
            .number("SELECT max(length(events)) FROM limit_windows");
    assertThat(longest).isLessThanOrEqualTo(Long.BYTES * (counting + counting / 30 + 64));
  }

  private static Duration step(SplittableRandom random) {
    int dice = random.nextInt(100);
    if (dice < 60) {
      return Duration.ZERO;
    }
    if (dice < 96) {
      return Duration.ofMillis(random.nextInt(4_000));
    }
    return switch (dice) {
      case 96 -> SPAN;
      case 97 -> SPAN.minusMillis(1);
      case 98 -> Duration.ofMillis(-random.nextInt(5_000));
      default -> Duration.ofMillis(-random.nextInt(40_000));
    };
  }

  @Test
  void p9_an_admission_is_one_statement() {
    SimpleMeterRegistry meters = new SimpleMeterRegistry();
    try (SqliteStore store =
        Bench.open(SqliteConfig.of(folder.resolve("counted.db")), clock, meters)) {
      List<Window> windows =
          List.of(
              window(WindowKey.Scope.PRINCIPAL, "ada", 5, Duration.ZERO),
              window(WindowKey.Scope.ADDRESS, "::1", 25, Duration.ZERO));
      for (int i = 0; i < 5; i++) {
        assertThat(store.windows().decide(windows, P9OneStatementTest::record))
            .isInstanceOf(Decision.Admitted.class);
      }

      assertThat(runs(meters, "window_admit")).isEqualTo(5);
      assertThat(runs(meters, "window_find")).isZero();
      assertThat(runs(meters, "window_save")).isZero();
    }
  }

  private static long runs(SimpleMeterRegistry meters, String template) {
    return meters.find("sallyport.store.query").tag("template", template).timers().stream()
        .mapToLong(timer -> timer.count())
        .sum();
  }
}
