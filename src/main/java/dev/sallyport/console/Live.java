package dev.sallyport.console;

import dev.sallyport.problem.Problem;
import dev.sallyport.problem.ProblemType;
import dev.sallyport.respond.Answer;
import java.io.IOException;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import java.util.function.LongSupplier;

/// Tells open pages that something has changed, as a server-sent event without contents: the page
/// then asks for what it shows, as it did before.
final class Live implements AutoCloseable {
  /// The most pages that are told at once; others ask from time to time.
  static final int MOST_LISTENERS = 200;

  static final Duration LOOK = Duration.ofMillis(500);
  static final int LOOKS_BETWEEN_SIGNS_OF_LIFE = 20;

  /// After so many looks the page asks anew, and is known anew.
  static final int MOST_LOOKS = 1_200;

  private final Semaphore listeners = new Semaphore(MOST_LISTENERS);
  private final CountDownLatch closed = new CountDownLatch(1);

  /// @param position a number that grows with everything that happens
  /// @param since the number that the page knows
  /// @param stands whether the session still stands
  Answer follow(LongSupplier position, long since, BooleanSupplier stands) {
    if (!listeners.tryAcquire()) {
      return Answer.of(
          Problem.of(
              ProblemType.RATE_LIMITED,
              "%d pages are kept up to date at once already (Live.MOST_LISTENERS)."
                  .formatted(MOST_LISTENERS)));
    }
    return new Answer.Stream(new Following(position, since, stands), Map.of());
  }

  /// Ends every stream, so that none holds up the gate's stop.
  @Override
  public void close() {
    closed.countDown();
  }

  /// What one page is told.
  private final class Following implements Answer.Source {
    private final LongSupplier position;
    private final BooleanSupplier stands;
    private long seen;

    Following(LongSupplier position, long since, BooleanSupplier stands) {
      this.position = position;
      this.stands = stands;
      this.seen = since;
    }

    @Override
    public void to(Answer.Sink sink) throws IOException {
      sink.send(":\n\n");
      try {
        for (int look = 1; look <= MOST_LOOKS; look++) {
          long now = position.getAsLong();
          if (now != seen) {
            seen = now;
            sink.send("event: changed\ndata: " + now + "\n\n");
          }
          if (look % LOOKS_BETWEEN_SIGNS_OF_LIFE == 0) {
            if (!stands.getAsBoolean()) {
              return;
            }
            sink.send(":\n\n");
          }
          if (closed.await(LOOK.toMillis(), TimeUnit.MILLISECONDS)) {
            return;
          }
        }
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
      }
    }

    @Override
    public void close() {
      listeners.release();
    }
  }
}
