package dev.sallyport.store.sqlite;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sallyport.domain.Action;
import dev.sallyport.domain.Outcome;
import dev.sallyport.store.Executions.Intent;
import dev.sallyport.store.Samples;
import dev.sallyport.store.SettableClock;
import dev.sallyport.store.sql.CacheLimits;
import dev.sallyport.store.sql.QueryStatistics;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// The statement caches of a whole store at work.
@Tag("integration")
class StatementHitRateTest {
  @TempDir private Path folder;
  private final SettableClock clock = new SettableClock(Instant.parse("2026-11-23T10:00:00Z"));
  private final Samples samples = new Samples(clock);
  private final SimpleMeterRegistry meters = new SimpleMeterRegistry();

  private double counted(String what) {
    return meters.counter("sallyport.store.statements." + what).count();
  }

  private double open() {
    return meters.get("sallyport.store.statements.open").gauge().value();
  }

  private void work(SqliteStore store, int changes) {
    for (int i = 0; i < changes; i++) {
      Intent intent = samples.apply(samples.previewed(store));
      store.executions().begin(intent);
      store
          .executions()
          .finish(intent.execution(), samples.ending(Action.APPLY, Outcome.SUCCEEDED));
      store.changes().find(intent.change().id());
      store.requests().find(intent.request());
    }
  }

  @Test
  void more_than_99_of_100_statements_are_found_prepared_after_warming_up() {
    try (SqliteStore store = Bench.open(SqliteConfig.of(Bench.in(folder).file()), clock, meters)) {
      work(store, 10);
      double hits = counted("hits");
      double misses = counted("misses");
      work(store, 200);

      hits = counted("hits") - hits;
      misses = counted("misses") - misses;
      assertThat(hits).isGreaterThan(2000);
      assertThat(hits / (hits + misses)).isGreaterThan(0.99);
    }
    assertThat(open()).isZero();
  }

  @Test
  void store_works_with_a_cache_far_too_small_and_closes_every_statement() {
    SqliteConfig config =
        SqliteConfig.of(Bench.in(folder).file())
            .withStatements(
                new CacheLimits(8, Duration.ofMinutes(5)), QueryStatistics.DEFAULT_SLOW);
    try (SqliteStore store = Bench.open(config, clock, meters)) {
      work(store, 50);

      assertThat(counted("evictions")).isGreaterThan(100);
      // The writer, the readers and the checkpointer.
      assertThat(open()).isLessThanOrEqualTo(8 * (1 + config.readers() + 1));
    }
    assertThat(open()).isZero();
    assertThat(counted("prepares"))
        .isEqualTo(counted("misses"))
        .isGreaterThan(counted("evictions"));
  }
}
