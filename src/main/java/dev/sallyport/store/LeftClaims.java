package dev.sallyport.store;

import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Claims of keys under which nobody is at work: the store went away before their callers heard
/// that they had them, or before it took them back. They would lapse by themselves, but until then
/// whoever comes again with the same key would be told that the first request still runs.
public final class LeftClaims {
  /// How many are remembered; what is beyond lapses by itself.
  static final int MOST = 1_000;

  private static final Logger LOG = LoggerFactory.getLogger(LeftClaims.class);

  private final BlockingQueue<Left> left = new ArrayBlockingQueue<>(MOST);

  private record Left(RequestKey key, long claim) {}

  /// Gives a claim back.
  @FunctionalInterface
  public interface Release {
    void release(RequestKey key, long claim);
  }

  /// Asks the store about the claim, which is left where the store fails.
  public <T> T orLeave(RequestKey key, long claim, Supplier<T> ask) {
    try {
      return ask.get();
    } catch (StoreUnavailableException e) {
      if (!left.offer(new Left(key, claim))) {
        LOG.warn("{} claims of keys are left already; one more has to lapse by itself", MOST);
      }
      throw e;
    }
  }

  /// Gives all back, until the store fails.
  public void giveBack(Release release) {
    for (Left one = left.peek(); one != null; one = left.peek()) {
      release.release(one.key(), one.claim());
      left.remove(one);
    }
  }
}
