package dev.sallyport.store.sqlite;

import dev.sallyport.store.sqlite.Connections.Session;
import java.sql.SQLException;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Moves the write-ahead log into the database on a thread and a connection of its own, so that no
/// caller's commit pays for it.
///
/// While others write, it never meets the log's end, and the log would only grow. Once it is past
/// its limit, the writer is asked to bring in the little that is left, between two groups. Having
/// it cut from here instead would lock the writer out until the disk has everything, and would be
/// locked out by the writer for seconds.
final class Checkpointer implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(Checkpointer.class);
  private static final long IDLE_SECONDS = 5;

  private final SqliteConfig config;
  private final Connections connections;
  private final AtomicInteger waiting = new AtomicInteger();
  private final BlockingQueue<Boolean> signal = new ArrayBlockingQueue<>(1);
  private final Thread thread;
  private volatile boolean closed;
  private volatile boolean tooLong;
  private @Nullable Session session;

  Checkpointer(SqliteConfig config, Connections connections) {
    this.config = config;
    this.connections = connections;
    this.thread = Thread.ofPlatform().name("sqlite-checkpointer").daemon().unstarted(this::loop);
  }

  void start() {
    thread.start();
  }

  /// @return whether the writer shall bring in the rest of the log now
  boolean committed(int units) {
    if (waiting.addAndGet(units) >= config.checkpointEvery()) {
      wake();
    }
    boolean now = tooLong;
    tooLong = false;
    return now;
  }

  private void loop() {
    while (!closed) {
      try {
        signal.poll(IDLE_SECONDS, TimeUnit.SECONDS);
        if (!closed && waiting.getAndSet(0) > 0) {
          checkpoint();
        }
      } catch (InterruptedException e) {
        LOG.warn("nobody interrupts the checkpointer; it goes on", e);
      } catch (SQLException e) {
        LOG.warn("a checkpoint failed and is tried again after the next commits", e);
        discard();
      }
    }
    discard();
  }

  private void checkpoint() throws SQLException {
    Session open = session;
    if (open == null) {
      open = connections.writer();
      session = open;
    }
    int pages = open.sql().one(GateSql.LOG_CHECKPOINT, row -> row.getInt(2)).orElse(0);
    tooLong = pages >= config.logPages();
  }

  private void discard() {
    Session open = session;
    session = null;
    if (open != null) {
      try {
        open.close();
      } catch (SQLException e) {
        LOG.warn("the checkpointer's connection could not be closed", e);
      }
    }
  }

  private void wake() {
    if (!signal.offer(true)) {
      LOG.trace("a checkpoint is asked for already");
    }
  }

  @Override
  public void close() {
    closed = true;
    wake();
    try {
      if (!thread.join(config.waits().done())) {
        LOG.warn("the checkpointer did not end in time");
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
