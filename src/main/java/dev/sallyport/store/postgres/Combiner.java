package dev.sallyport.store.postgres;

import dev.sallyport.store.StoreUnavailableException;
import dev.sallyport.store.StoreUnavailableException.Why;
import dev.sallyport.store.sql.Deadlines;
import dev.sallyport.store.sql.Work;
import io.micrometer.core.instrument.DistributionSummary;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Has one statement answer what many callers ask at the same time. Nobody waits for company: while
/// one group is under way, the next one gathers. How many may wait, and for how long, is limited.
///
/// @param <A> what one caller asks
/// @param <R> what it is answered
final class Combiner<A extends Combiner.Asking, R> implements AutoCloseable {
  /// How many are asked together at most.
  static final int MOST = 64;

  /// From how many characters on no more are asked together; who asks for more goes alone.
  static final long MOST_CHARACTERS = 4 * 1024 * 1024;

  /// How many groups are under way at a time: while one waits for the disk, another is worked on.
  static final int THREADS = 2;

  private static final Logger LOG = LoggerFactory.getLogger(Combiner.class);

  /// How soon a thread that waits for work notices that there will be none.
  private static final long LOOK_MILLIS = 100;

  private final PostgresConfig config;
  private final Deadlines deadlines;
  private final Function<List<A>, List<R>> together;
  private final BlockingQueue<Asked<A, R>> queue;
  private final DistributionSummary sizes;
  private final List<Thread> threads;
  private volatile boolean closed;

  /// What one caller asks.
  interface Asking {
    /// About how long its texts are in all.
    long characters();

    /// What is recorded with what it asks.
    Drafts records();
  }

  /// @param what null where nobody asks, and a thread is only to see that it shall end
  private record Asked<A, R>(@Nullable A what, Work<R> work) {}

  /// @param together answers in the order in which it was asked; it is safe to call it again for
  ///     one alone where asking for several together failed
  Combiner(
      String name,
      PostgresConfig config,
      Deadlines deadlines,
      MeterRegistry meters,
      Function<List<A>, List<R>> together) {
    this.config = config;
    this.deadlines = deadlines;
    this.together = together;
    this.queue = new ArrayBlockingQueue<>(config.queue());
    Gauge.builder("sallyport.store.group.queue", queue, BlockingQueue::size)
        .tag("what", name)
        .description("Callers who wait to be asked for together")
        .register(meters);
    this.sizes =
        DistributionSummary.builder("sallyport.store.group")
            .tag("what", name)
            .description("Callers in one group")
            .register(meters);
    this.threads =
        IntStream.range(0, THREADS)
            .mapToObj(
                n ->
                    Thread.ofPlatform()
                        .name("postgres-" + name + "-" + n)
                        .daemon()
                        .unstarted(this::loop))
            .toList();
  }

  void start() {
    threads.forEach(Thread::start);
  }

  R ask(A what) {
    Asked<A, R> mine = new Asked<>(what, new Work<>());
    if (closed) {
      throw new StoreUnavailableException("the store is closed");
    }
    if (!queue.offer(mine)) {
      throw new StoreUnavailableException(
          Why.FULL, "the queue for the database is full: " + config.queue() + " callers wait");
    }
    return mine.work().await(deadlines, config.waits().taken(), config.waits().done());
  }

  private void loop() {
    List<Asked<A, R>> group = new ArrayList<>(MOST);
    while (!closed || !queue.isEmpty()) {
      try {
        Asked<A, R> first = queue.poll(LOOK_MILLIS, TimeUnit.MILLISECONDS);
        if (first != null) {
          gather(first, group);
          answer(group);
        }
      } catch (InterruptedException e) {
        LOG.warn("nobody interrupts this thread; it goes on", e);
      } finally {
        group.clear();
      }
    }
  }

  private void gather(Asked<A, R> first, List<Asked<A, R>> group) {
    long characters = 0;
    Asked<A, R> next = first;
    while (next != null) {
      A what = next.what();
      if (what != null && next.work().take()) {
        group.add(next);
        characters += what.characters();
      }
      next = group.size() < MOST && characters < MOST_CHARACTERS ? queue.poll() : null;
    }
  }

  private void answer(List<Asked<A, R>> group) {
    if (group.isEmpty()) {
      return;
    }
    sizes.record(group.size());
    try {
      List<R> answers = together.apply(group.stream().map(Asked::what).toList());
      tell(group, answers);
    } catch (StoreUnavailableException e) {
      group.forEach(asked -> asked.work().fail(e));
    } catch (RuntimeException | Error e) {
      if (group.size() == 1) {
        group.getFirst().work().fail(e);
        return;
      }
      LOG.debug("a group of {} failed; each is asked for alone", group.size(), e);
      group.forEach(asked -> answer(List.of(asked)));
    }
  }

  /// Waking a caller takes its time, so of several another thread does that, while this one asks
  /// for the next group.
  private void tell(List<Asked<A, R>> group, List<R> answers) {
    if (answers.size() != group.size()) {
      throw new IllegalStateException(group.size() + " asked, " + answers.size() + " are answered");
    }
    List<Asked<A, R>> all = List.copyOf(group);
    Runnable telling =
        () -> {
          for (int i = 0; i < all.size(); i++) {
            all.get(i).work().complete(answers.get(i));
          }
        };
    if (all.size() == 1) {
      telling.run();
    } else {
      Thread.startVirtualThread(telling);
    }
  }

  /// Has the threads end once nobody waits any more.
  void end() {
    closed = true;
    // A thread that finds no room for this in the queue has work to do, and looks after that.
    threads.forEach(thread -> queue.offer(new Asked<>(null, new Work<>())));
  }

  @Override
  public void close() {
    end();
    try {
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
