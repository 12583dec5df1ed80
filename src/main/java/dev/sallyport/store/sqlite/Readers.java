package dev.sallyport.store.sqlite;

import dev.sallyport.store.StoreUnavailableException;
import dev.sallyport.store.StoreUnavailableException.Why;
import dev.sallyport.store.sql.Deadlines;
import dev.sallyport.store.sql.Sql;
import dev.sallyport.store.sql.Work;
import dev.sallyport.store.sqlite.Connections.Session;
import dev.sallyport.trace.RequestScope;
import dev.sallyport.trace.Trace;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import java.sql.SQLException;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// The threads that read, each with a connection that cannot write. They are platform threads,
/// because a read that waits for the disk inside SQLite would hold a virtual thread's carrier;
/// callers park.
final class Readers implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(Readers.class);

  private final SqliteConfig config;
  private final Connections connections;
  private final Deadlines deadlines;
  private final BlockingQueue<Job<?>> queue;
  private final AtomicInteger busy = new AtomicInteger();
  private final List<Thread> threads;
  private volatile boolean closed;

  /// Statements that are run one after another on one connection.
  @FunctionalInterface
  interface Reading<T> {
    T read(Sql sql) throws SQLException;
  }

  /// A class and no record, because no job equals another.
  private static final class Job<T> {
    private final Reading<T> reading;
    private final Optional<RequestScope> scope;
    private final Work<T> work = new Work<>();

    Job(Reading<T> reading, Optional<RequestScope> scope) {
      this.reading = reading;
      this.scope = scope;
    }
  }

  /// Ends one reader. Whatever was asked before it has been read by then.
  private static final Job<?> END = new Job<>(sql -> true, Optional.empty());

  Readers(SqliteConfig config, Connections connections, Deadlines deadlines, MeterRegistry meters) {
    this.config = config;
    this.connections = connections;
    this.deadlines = deadlines;
    this.queue = new ArrayBlockingQueue<>(config.queue());
    this.threads =
        IntStream.range(0, config.readers())
            .mapToObj(
                number ->
                    Thread.ofPlatform()
                        .name("sqlite-reader-" + number)
                        .daemon()
                        .unstarted(this::loop))
            .toList();
    Gauge.builder("sallyport.store.readers.queue", queue, BlockingQueue::size).register(meters);
    Gauge.builder("sallyport.store.readers.busy", busy, AtomicInteger::get).register(meters);
    Gauge.builder("sallyport.store.readers.limit", threads, List::size).register(meters);
  }

  void start() {
    threads.forEach(Thread::start);
  }

  <T> T read(Reading<T> reading) {
    if (closed) {
      throw new StoreUnavailableException("the store is closed");
    }
    Job<T> job = new Job<>(reading, Trace.current());
    if (!queue.offer(job)) {
      throw new StoreUnavailableException(
          Why.FULL, "the readers' queue is full: " + config.queue() + " reads wait");
    }
    return job.work.await(deadlines, config.waits().taken(), config.waits().done());
  }

  private void loop() {
    Session session = null;
    while (true) {
      Job<?> job = END;
      try {
        job = queue.take();
        if (job.equals(END)) {
          break;
        }
        if (job.work.take()) {
          busy.incrementAndGet();
          session = run(job, session);
        }
      } catch (InterruptedException e) {
        LOG.warn("nobody interrupts a reader; it goes on", e);
      } catch (RuntimeException | Error e) {
        LOG.error("a reader failed, and goes on with the next", e);
        job.work.fail(e);
        discard(session);
        session = null;
      }
    }
    discard(session);
  }

  /// @return the session to go on with; none where this one is no longer to be trusted
  private <T> @Nullable Session run(Job<T> job, @Nullable Session session) {
    Session open = session;
    try {
      if (open == null) {
        open = connections.reader();
      }
      Sql sql = open.sql();
      T value = Trace.<T, SQLException>callFor(job.scope, () -> job.reading.read(sql));
      job.work.complete(value);
      return open;
    } catch (SQLException e) {
      job.work.fail(SqliteErrors.translate("reading", e));
      discard(open);
      return null;
    } catch (RuntimeException | Error e) {
      job.work.fail(e);
      return open;
    } finally {
      busy.decrementAndGet();
    }
  }

  private static void discard(@Nullable Session session) {
    if (session == null) {
      return;
    }
    try {
      session.close();
    } catch (SQLException | RuntimeException e) {
      LOG.warn("a reader's connection could not be closed", e);
    }
  }

  @Override
  public void close() {
    closed = true;
    try {
      for (Thread thread : threads) {
        if (!queue.offer(END, config.waits().done().toMillis(), TimeUnit.MILLISECONDS)) {
          LOG.warn("{} cannot be told to end: the readers' queue stays full", thread.getName());
        }
      }
      for (Thread thread : threads) {
        if (!thread.join(config.waits().done())) {
          LOG.warn("{} did not end in time", thread.getName());
        }
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
