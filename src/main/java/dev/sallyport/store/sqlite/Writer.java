package dev.sallyport.store.sqlite;

import dev.sallyport.store.StoreUnavailableException;
import dev.sallyport.store.StoreUnavailableException.Why;
import dev.sallyport.store.sql.Deadlines;
import dev.sallyport.store.sql.Sql;
import dev.sallyport.store.sqlite.Connections.Session;
import dev.sallyport.trace.Trace;
import io.micrometer.core.instrument.DistributionSummary;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.function.IntPredicate;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// The one thread that writes. It takes every unit of work that waits (up to the group's limit),
/// runs them inside one transaction, commits once, and only then answers the callers; so one wait
/// for the disk serves them all, and a unit that fails harms no neighbour ([GroupTransaction]).
final class Writer implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(Writer.class);

  private final SqliteConfig config;
  private final Connections connections;
  private final Deadlines deadlines;
  private final GroupTransaction transaction;
  private final IntPredicate committed;
  private final BlockingQueue<Writing<?>> queue;
  private final Thread thread;
  private final DistributionSummary groupSize;
  private final Timer commitTime;
  private final MeterRegistry meters;
  private volatile boolean healthy = true;
  private volatile boolean closed;
  private @Nullable Session session;

  /// @param committed told how many units each commit held; says whether the rest of the
  ///     write-ahead log is to be brought in now, before more is written
  Writer(
      SqliteConfig config,
      Connections connections,
      Deadlines deadlines,
      GroupTransaction transaction,
      IntPredicate committed,
      MeterRegistry meters) {
    this.config = config;
    this.connections = connections;
    this.deadlines = deadlines;
    this.transaction = transaction;
    this.committed = committed;
    this.meters = meters;
    this.queue = new ArrayBlockingQueue<>(config.queue());
    Gauge.builder("sallyport.store.writer.queue", queue, BlockingQueue::size)
        .description("Units of work that wait for the writer")
        .register(meters);
    Gauge.builder("sallyport.store.writer.queue.limit", config, SqliteConfig::queue)
        .description("How many may wait before work is refused")
        .strongReference(true)
        .register(meters);
    this.groupSize = meters.summary("sallyport.store.writer.group");
    this.commitTime =
        Timer.builder("sallyport.store.writer.commit")
            .publishPercentiles(0.5, 0.99)
            .register(meters);
    this.thread = Thread.ofPlatform().name("sqlite-writer").daemon().unstarted(this::loop);
  }

  void start() {
    thread.start();
  }

  /// Runs a unit of work and waits until it is on disk.
  <T> T write(Unit<T> unit) {
    Writing<T> writing = new Writing<>(unit, Trace.current());
    if (closed) {
      throw new StoreUnavailableException("the store is closed");
    }
    if (!queue.offer(writing)) {
      throw new StoreUnavailableException(
          Why.FULL, "the writer's queue is full: " + config.queue() + " units of work wait");
    }
    return writing.await(deadlines, config.waits());
  }

  /// Whether the last group could be written.
  boolean isHealthy() {
    return healthy;
  }

  private void loop() {
    List<Writing<?>> group = new ArrayList<>(config.group());
    while (!closed || !queue.isEmpty()) {
      try {
        group.add(queue.take());
        queue.drainTo(group, config.group() - 1);
        group.removeIf(one -> !one.take());
        if (!group.isEmpty()) {
          writeGroup(group);
        }
      } catch (InterruptedException e) {
        LOG.warn("nobody interrupts the writer; it goes on", e);
      } catch (RuntimeException | Error e) {
        LOG.error("the writer failed, and goes on with the next group", e);
        group.forEach(one -> one.fail(e));
        discard();
      } finally {
        group.clear();
      }
    }
    discard();
  }

  private void writeGroup(List<Writing<?>> group) {
    boolean clean;
    Sql sql;
    try {
      Session open = open();
      sql = open.sql();
      clean = transaction.run(open, group);
    } catch (SQLException e) {
      fail(group, new StoreUnavailableException("writing: " + e.getMessage(), e));
      return;
    }
    try {
      commit(sql);
    } catch (SQLException e) {
      fail(group, SqliteErrors.notCommitted(e));
      return;
    }
    answer(group, clean);
  }

  private void commit(Sql sql) throws SQLException {
    Timer.Sample sample = Timer.start(meters);
    sql.execute(GateSql.TX_COMMIT);
    sample.stop(commitTime);
  }

  private void fail(List<Writing<?>> group, StoreUnavailableException trouble) {
    healthy = false;
    discard();
    LOG.atWarn()
        .addKeyValue("event.action", "store.write_failed")
        .setCause(trouble)
        .log("{} units of work failed together", group.size());
    group.forEach(one -> one.fail(trouble));
  }

  private void answer(List<Writing<?>> group, boolean clean) {
    healthy = clean;
    if (!clean) {
      discard();
    }
    groupSize.record(group.size());
    boolean bringIn = committed.test(group.size());
    tell(group);
    if (bringIn && clean) {
      bringIn();
    }
  }

  /// Waking a caller takes as long as a statement, so of several another thread does that, while
  /// this one begins the next group.
  private static void tell(List<Writing<?>> group) {
    if (group.size() == 1) {
      group.getFirst().answer();
    } else {
      List<Writing<?>> all = List.copyOf(group);
      Thread.startVirtualThread(() -> all.forEach(Writing::answer));
    }
  }

  /// Between two transactions of the only writer nobody adds to the log, so that it is brought in
  /// to its end and begins anew; whoever still reads from it only puts that off.
  private void bringIn() {
    try {
      open().sql().one(GateSql.LOG_CHECKPOINT, row -> row.getInt(2));
    } catch (SQLException e) {
      LOG.warn("a checkpoint failed and is tried again after the next commits", e);
      discard();
    }
  }

  private Session open() throws SQLException {
    Session open = session;
    if (open == null) {
      open = connections.writer();
      session = open;
    }
    return open;
  }

  /// Closing rolls back what was not committed; the next group opens anew, and so the store
  /// recovers by itself.
  private void discard() {
    Session open = session;
    session = null;
    if (open != null) {
      try {
        open.close();
      } catch (SQLException e) {
        LOG.warn("the writer's connection could not be closed", e);
      }
    }
  }

  @Override
  public void close() {
    closed = true;
    // Wakes the thread; it does whatever still waits and ends. A full queue needs no waking.
    if (!queue.offer(new Writing<>(nothing -> Unit.keep(true), Optional.empty()))) {
      LOG.debug("the writer's queue is full while the store closes");
    }
    try {
      if (!thread.join(config.waits().done())) {
        LOG.warn("the writer did not end in time");
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
