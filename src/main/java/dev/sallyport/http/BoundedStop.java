package dev.sallyport.http;

import java.time.Duration;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// The stop of something that bounds by itself how long it waits for others, but not how long for
/// its own threads; a gate that is to end must not be kept by those.
final class BoundedStop {
  private static final Logger LOG = LoggerFactory.getLogger(BoundedStop.class);

  private BoundedStop() {}

  /// Stops it on a thread of its own, which keeps nothing from ending, and is told when its time is
  /// over.
  ///
  /// @return whether it has stopped
  static boolean within(Duration limit, Runnable stop) {
    FutureTask<Boolean> stopping = new FutureTask<>(stop, true);
    Thread.ofPlatform().daemon().name("http-stop").start(stopping);
    try {
      return stopping.get(limit.toNanos(), TimeUnit.NANOSECONDS);
    } catch (TimeoutException e) {
      LOG.error("the web server did not stop within {}; the rest is stopped without it", limit, e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } catch (ExecutionException e) {
      throw new IllegalStateException("the web server cannot be stopped", e.getCause());
    } finally {
      stopping.cancel(true);
    }
    return false;
  }
}
