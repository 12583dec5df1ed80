package dev.sallyport.store.sqlite;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.sallyport.store.SettableClock;
import dev.sallyport.store.StoreUnavailableException;
import dev.sallyport.store.sql.Deadlines;
import dev.sallyport.store.sql.QueryTemplate;
import dev.sallyport.store.sqlite.SqliteConfig.Waits;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// The writer: groups that commit together, units that fail alone, and what happens when it is
/// full, held up or without its database.
@Tag("integration")
class GroupCommitTest {
  private record Template(String name, String sql) implements QueryTemplate {}

  private static final Template ADD = new Template("ADD", "INSERT INTO notes VALUES (?)");
  private static final Template DEFER = new Template("DEFER", "PRAGMA defer_foreign_keys = true");
  private static final Template ORPHAN =
      new Template("ORPHAN", "INSERT INTO children VALUES ('nobody')");

  private static final Duration SOON = Duration.ofSeconds(60);
  private static final int MOST_TRIES = 100;

  @TempDir private Path folder;
  private final ExecutorService callers = Executors.newVirtualThreadPerTaskExecutor();
  private final SimpleMeterRegistry meters = new SimpleMeterRegistry();
  private final Deadlines deadlines = new Deadlines(System::nanoTime);
  private final CountDownLatch held = new CountDownLatch(1);
  private Bench bench;
  private Writer writer;

  @BeforeEach
  void makeTables() throws SQLException {
    bench = Bench.in(folder);
    bench.open(new SettableClock(Instant.EPOCH)).close();
    bench.execute(
        "CREATE TABLE notes (text TEXT PRIMARY KEY) STRICT",
        "CREATE TABLE children (note TEXT REFERENCES notes (text)) STRICT");
  }

  @AfterEach
  void close() {
    held.countDown();
    callers.close();
    if (writer != null) {
      writer.close();
    }
    deadlines.close();
  }

  private void start(SqliteConfig config) {
    deadlines.start();
    writer = Bench.writer(config, deadlines, meters);
    writer.start();
  }

  private Future<String> add(String text) {
    return write(
        transaction -> {
          transaction.sql().update(ADD, text);
          return Unit.keep(text);
        });
  }

  private <T> Future<T> write(Unit<T> unit) {
    Callable<T> call = () -> writer.write(unit);
    return callers.submit(call);
  }

  /// Has the writer wait in the middle of a group, so that what follows gathers behind it. Where it
  /// is to take units within a time that is too short for a busy machine, it is asked again.
  private Future<Boolean> hold() {
    for (int tries = 0; tries < MOST_TRIES; tries++) {
      CountDownLatch inside = new CountDownLatch(1);
      Future<Boolean> first =
          write(
              transaction -> {
                inside.countDown();
                awaitQuietly(held);
                return Unit.keep(true);
              });
      await().atMost(SOON).until(() -> inside.getCount() == 0 || first.isDone());
      if (inside.getCount() == 0) {
        return first;
      }
    }
    throw new AssertionError("the writer takes nothing");
  }

  private static void awaitQuietly(CountDownLatch latch) {
    try {
      latch.await();
    } catch (InterruptedException e) {
      throw new AssertionError(e);
    }
  }

  private void awaitWaiting(int units) {
    await()
        .atMost(SOON)
        .until(() -> meters.get("sallyport.store.writer.queue").gauge().value() == (double) units);
  }

  private List<String> notes() throws SQLException {
    try (Connection connection = bench.raw();
        Statement statement = connection.createStatement();
        ResultSet rows = statement.executeQuery("SELECT text FROM notes ORDER BY text")) {
      List<String> notes = new ArrayList<>();
      while (rows.next()) {
        notes.add(rows.getString(1));
      }
      return notes;
    }
  }

  @Test
  void unitsThatFailHarmNoNeighbourInTheirGroup() throws Exception {
    start(bench.config());
    bench.execute("INSERT INTO notes VALUES ('taken')");
    hold();
    Future<String> before = add("a");
    Future<String> constraint = add("taken");
    Future<String> bug =
        write(
            transaction -> {
              transaction.sql().update(ADD, "bug");
              throw new IllegalArgumentException("a bug");
            });
    Future<String> undone =
        write(
            transaction -> {
              transaction.sql().update(ADD, "undone");
              return Unit.undo("refused");
            });
    Future<Integer> broken =
        write(
            transaction -> {
              transaction.sql().update(ADD, "broken");
              return Unit.keep(
                  transaction.sql().update(new Template("NONE", "DELETE FROM nowhere")));
            });
    Future<String> after = add("b");
    awaitWaiting(6);
    held.countDown();

    assertThat(before.get()).isEqualTo("a");
    assertThat(after.get()).isEqualTo("b");
    assertThat(undone.get()).isEqualTo("refused");
    assertThatThrownBy(constraint::get).hasCauseInstanceOf(IllegalStateException.class);
    assertThatThrownBy(bug::get).hasRootCauseMessage("a bug");
    assertThatThrownBy(broken::get).hasCauseInstanceOf(StoreUnavailableException.class);
    assertThat(notes()).containsExactly("a", "b", "taken");
    assertThat(meters.get("sallyport.store.writer.group").summary().max()).isEqualTo(6);
    assertThat(meters.get("sallyport.store.writer.commit").timer().count()).isEqualTo(2);
  }

  @Test
  void failedCommitFailsEveryUnitOfItsGroupAndNoOther() throws Exception {
    start(bench.config());
    hold();
    Future<String> neighbour = add("a");
    Future<Boolean> culprit =
        write(
            transaction -> {
              transaction.sql().execute(DEFER);
              transaction.sql().update(ORPHAN);
              return Unit.keep(true);
            });
    awaitWaiting(2);
    held.countDown();

    assertThatThrownBy(neighbour::get)
        .isInstanceOf(ExecutionException.class)
        .hasCauseInstanceOf(StoreUnavailableException.class)
        .hasMessageNotContaining("may have happened");
    assertThatThrownBy(culprit::get).hasCauseInstanceOf(StoreUnavailableException.class);
    assertThat(writer.isHealthy()).isFalse();
    assertThat(notes()).isEmpty();
    assertThat(add("later").get()).isEqualTo("later");
    assertThat(writer.isHealthy()).isTrue();
  }

  @Test
  void fullQueueRefusesAtOnceAndNamesItsLimit() throws Exception {
    SqliteConfig config = bench.config().withQueue(2, 1);
    start(config);
    hold();
    Future<String> first = add("a");
    Future<String> second = add("b");
    awaitWaiting(2);

    assertThatThrownBy(() -> writer.write(transaction -> Unit.keep(1)))
        .isInstanceOf(StoreUnavailableException.class)
        .hasMessageContaining("2 units of work wait");
    held.countDown();
    assertThat(List.of(first.get(), second.get())).containsExactly("a", "b");
  }

  @Test
  void unitThatWasNotTakenInTimeNeverHappens() throws Exception {
    start(
        SqliteConfig.of(bench.file())
            .withWaits(
                new Waits(
                    Duration.ofMillis(50), SOON, Waits.DEFAULT.busy(), Waits.DEFAULT.lease())));
    Future<Boolean> holder = hold();

    assertThatThrownBy(() -> add("late").get())
        .hasCauseInstanceOf(StoreUnavailableException.class)
        .hasMessageContaining("did not begin in time");
    held.countDown();
    assertThat(holder.get()).isTrue();
    await()
        .atMost(SOON)
        .ignoreExceptionsMatching(e -> e.getCause() instanceof StoreUnavailableException)
        .until(() -> add("next").get().equals("next"));
    assertThat(notes()).containsExactly("next");
  }

  @Test
  void anotherProcessThatHoldsTheFileTooLongIsATroubleThatEnds() throws Exception {
    start(
        SqliteConfig.of(bench.file())
            .withWaits(new Waits(SOON, SOON, Duration.ofMillis(50), Waits.DEFAULT.lease())));
    try (Connection other = bench.raw();
        Statement statement = other.createStatement()) {
      statement.execute("BEGIN IMMEDIATE");

      assertThatThrownBy(() -> add("a").get())
          .hasCauseInstanceOf(StoreUnavailableException.class)
          .hasMessageContaining("BUSY");
      assertThat(writer.isHealthy()).isFalse();
      statement.execute("ROLLBACK");
    }
    assertThat(add("a").get()).isEqualTo("a");
    assertThat(writer.isHealthy()).isTrue();
  }

  @Test
  void fullDiskIsATroubleThatEnds() throws Exception {
    start(bench.config());
    String tooMuch = "x".repeat(1_000_000);
    Future<String> full =
        write(
            transaction -> {
              // As many pages as there are, on this connection alone: what a full disk looks like.
              transaction.sql().execute(new Template("FULL", "PRAGMA max_page_count = 1"));
              transaction.sql().update(ADD, tooMuch);
              return Unit.keep("written");
            });

    assertThatThrownBy(full::get)
        .hasCauseInstanceOf(StoreUnavailableException.class)
        .hasMessageContaining("FULL");
    assertThat(writer.isHealthy()).isFalse();
    assertThat(add("a").get()).isEqualTo("a");
    assertThat(writer.isHealthy()).isTrue();
    assertThat(notes()).containsExactly("a");
  }

  @Test
  void closedWriterFinishesWhatWaitsAndTakesNothingMore() throws Exception {
    start(bench.config());
    hold();
    Future<String> waiting = add("a");
    awaitWaiting(1);
    Future<?> closing = callers.submit(writer::close);
    held.countDown();

    assertThat(waiting.get()).isEqualTo("a");
    closing.get();
    assertThatThrownBy(() -> writer.write(transaction -> Unit.keep(1)))
        .isInstanceOf(StoreUnavailableException.class);
  }
}
