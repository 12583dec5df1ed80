package dev.sallyport.store.sqlite;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.sallyport.store.SettableClock;
import dev.sallyport.store.sql.Deadlines;
import dev.sallyport.store.sql.QueryTemplate;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// What consuming tokens is fast by, counted and not timed: many callers wait for one commit, and
/// none of them has a statement prepared.
@Tag("tokens")
@Tag("integration")
class ConsumeCostTest {
  private static final int CALLERS = 50;
  private static final Duration SOON = Duration.ofSeconds(60);

  private record Template(String name, String sql) implements QueryTemplate {}

  private static final Template CONSUME =
      new Template("CONSUME", "UPDATE tokens SET used = 1 WHERE hash = ? AND used = 0");

  @TempDir private Path folder;
  private final SimpleMeterRegistry meters = new SimpleMeterRegistry();
  private final CountDownLatch held = new CountDownLatch(1);

  private double count(String counter) {
    return meters.counter("sallyport.store.statements." + counter).count();
  }

  private long commits() {
    return meters.get("sallyport.store.writer.commit").timer().count();
  }

  private void makeTokens(Bench bench) throws Exception {
    bench.open(new SettableClock(Instant.EPOCH)).close();
    bench.execute("CREATE TABLE tokens (hash TEXT PRIMARY KEY, used INTEGER NOT NULL) STRICT");
    try (Connection connection = bench.raw();
        PreparedStatement insert =
            connection.prepareStatement("INSERT INTO tokens VALUES (?, 0)")) {
      for (int i = 0; i < CALLERS; i++) {
        insert.setString(1, "token-" + i);
        insert.executeUpdate();
      }
    }
  }

  private Unit<Boolean> consume(int number) {
    return transaction -> Unit.keep(transaction.sql().update(CONSUME, "token-" + number) == 1);
  }

  @Test
  void fifty_callers_share_one_commit_and_no_statement_is_prepared_for_any() throws Exception {
    Bench bench = Bench.in(folder);
    makeTokens(bench);
    SqliteConfig config = bench.config();
    List<Future<Boolean>> all = new ArrayList<>();
    try (Deadlines deadlines = new Deadlines(System::nanoTime);
        Writer writer = Bench.writer(config, deadlines, meters);
        ExecutorService callers = Executors.newVirtualThreadPerTaskExecutor()) {
      deadlines.start();
      writer.start();
      // The first of them prepares what the others use: a unit that keeps and one that undoes.
      writer.write(consume(CALLERS));
      writer.write(transaction -> Unit.undo(true));
      CountDownLatch inside = new CountDownLatch(1);
      all.add(
          callers.submit(
              () ->
                  writer.write(
                      transaction -> {
                        inside.countDown();
                        awaitQuietly(held);
                        return Unit.keep(true);
                      })));
      assertThat(inside.await(SOON.toSeconds(), TimeUnit.SECONDS)).isTrue();
      long commits = commits();
      double prepared = count("prepares");
      for (int i = 0; i < CALLERS; i++) {
        int number = i;
        all.add(callers.submit(() -> writer.write(consume(number))));
      }
      await()
          .atMost(SOON)
          .until(
              () -> meters.get("sallyport.store.writer.queue").gauge().value() == (double) CALLERS);
      held.countDown();
      for (Future<Boolean> each : all) {
        assertThat(each.get()).isTrue();
      }

      assertThat(commits() - commits).as("commits, with the one that was held").isEqualTo(2);
      assertThat(count("prepares") - prepared).as("statements prepared").isZero();
    }
  }

  private static void awaitQuietly(CountDownLatch latch) {
    try {
      latch.await();
    } catch (InterruptedException e) {
      throw new AssertionError(e);
    }
  }
}
