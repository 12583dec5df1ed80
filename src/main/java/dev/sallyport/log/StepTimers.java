package dev.sallyport.log;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.BiConsumer;
import java.util.function.LongSupplier;

/// How long each step of one request took. Belongs to the thread that serves the request; steps may
/// repeat, and then add up.
public final class StepTimers {
  /// The steps with a time of their own; the time of further ones is only in the whole.
  public static final int MAX_STEPS = 32;

  private final LongSupplier nanos;
  private final long began;
  private final Map<String, Long> took = LinkedHashMap.newLinkedHashMap(MAX_STEPS);

  /// @param nanos a clock that only goes forward, in nanoseconds, such as `System::nanoTime`
  public StepTimers(LongSupplier nanos) {
    this.nanos = nanos;
    began = nanos.getAsLong();
  }

  /// One step under way; closing it ends it.
  public final class Step implements AutoCloseable {
    private final String name;
    private final long start = nanos.getAsLong();
    private boolean ended;

    private Step(String name) {
      this.name = name;
    }

    @Override
    public void close() {
      if (ended) {
        return;
      }
      ended = true;
      if (took.size() < MAX_STEPS || took.containsKey(name)) {
        took.merge(name, nanos.getAsLong() - start, Long::sum);
      }
    }
  }

  /// Starts a step; end it with try-with-resources.
  ///
  /// @param name a constant of the code, such as `rate-limit`
  public Step step(String name) {
    return new Step(name);
  }

  /// The whole time so far, in nanoseconds.
  public long elapsed() {
    return nanos.getAsLong() - began;
  }

  /// Hands over each ended step's name and nanoseconds, in the order in which they first ended.
  public void each(BiConsumer<String, Long> step) {
    took.forEach(step);
  }
}
