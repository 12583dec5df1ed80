package dev.sallyport.execute;

import java.time.Duration;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;

/// Wakes those in this gate who wait for news of something. What happens at another gate rings no
/// bell here, so whoever waits looks again by themselves from time to time.
public final class Bells<K> {
  private final Map<K, Queue<Ear>> ears = new ConcurrentHashMap<>();

  /// Hears of everything from now on until it is closed.
  public Ear listen(K topic) {
    Ear ear = new Ear(topic);
    ears.compute(
        topic,
        (same, before) -> {
          Queue<Ear> queue = before == null ? new ConcurrentLinkedQueue<>() : before;
          queue.add(ear);
          return queue;
        });
    return ear;
  }

  public void ring(K topic) {
    Queue<Ear> waiting = ears.get(topic);
    if (waiting != null) {
      waiting.forEach(Ear::wake);
    }
  }

  /// Wakes only who has waited longest.
  public void ringFirst(K topic) {
    Queue<Ear> waiting = ears.get(topic);
    Ear first = waiting == null ? null : waiting.peek();
    if (first != null) {
      first.wake();
    }
  }

  public void ringAll() {
    ears.keySet().forEach(this::ring);
  }

  /// One who waits; used by one thread.
  public final class Ear implements AutoCloseable {
    private final K topic;
    private final Semaphore rung = new Semaphore(0);

    private Ear(K topic) {
      this.topic = topic;
    }

    private void wake() {
      rung.release();
    }

    /// Waits for news, at most so long; what rang since the last time counts.
    ///
    /// @return whether there was any
    public boolean await(Duration longest) throws InterruptedException {
      boolean news = rung.tryAcquire(longest.toMillis(), TimeUnit.MILLISECONDS);
      rung.drainPermits();
      return news;
    }

    /// Whether nobody who still waits for it came before.
    public boolean isFirst() {
      Queue<Ear> waiting = ears.get(topic);
      return waiting != null && waiting.peek() == this;
    }

    @Override
    public void close() {
      ears.computeIfPresent(
          topic,
          (same, queue) -> {
            queue.remove(this);
            return queue.isEmpty() ? null : queue;
          });
    }
  }
}
