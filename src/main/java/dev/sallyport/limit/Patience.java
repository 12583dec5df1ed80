package dev.sallyport.limit;

import dev.sallyport.store.StoreUnavailableException;
import dev.sallyport.trace.Trace;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/// Asks on a virtual thread of its own and waits no longer than it is told. Who asks in vain is
/// free; the question's thread is interrupted, so that a store that has not begun with it leaves
/// it.
final class Patience {
  private final Semaphore asking;
  private final int mostAsking;

  /// @param mostAsking how many questions may be open at a time, given up ones included
  Patience(int mostAsking) {
    this.mostAsking = mostAsking;
    this.asking = new Semaphore(mostAsking);
  }

  /// The answer, if it comes in time.
  <T> T within(Duration patience, Supplier<T> question) throws Unanswered {
    if (!asking.tryAcquire()) {
      throw new Unanswered(mostAsking + " questions wait for the store already", null, false);
    }
    CompletableFuture<T> answer = new CompletableFuture<>();
    Thread asker =
        Thread.ofVirtual().name("limit-store").start(Trace.carried(() -> answer(question, answer)));
    try {
      return answer.get(patience.toNanos(), TimeUnit.NANOSECONDS);
    } catch (TimeoutException e) {
      asker.interrupt();
      throw new Unanswered(
          "the store did not answer within " + patience.toMillis() + " ms", null, false);
    } catch (InterruptedException e) {
      asker.interrupt();
      Thread.currentThread().interrupt();
      throw new Unanswered("the request's thread was interrupted", e, true);
    } catch (ExecutionException e) {
      String what =
          e.getCause() instanceof StoreUnavailableException
              ? "the store cannot be reached"
              : "the store failed";
      throw new Unanswered(what, e.getCause(), false);
    }
  }

  private <T> void answer(Supplier<T> question, CompletableFuture<T> answer) {
    try {
      answer.complete(question.get());
    } catch (RuntimeException | Error e) {
      answer.completeExceptionally(e);
    } finally {
      asking.release();
    }
  }

  /// There was no answer, and why.
  static final class Unanswered extends Exception {
    private static final long serialVersionUID = 1L;
    private final boolean callersOwn;

    Unanswered(String reason, @Nullable Throwable cause, boolean callersOwn) {
      super(reason, cause);
      this.callersOwn = callersOwn;
    }

    /// Whether it says nothing about the store.
    boolean isCallersOwn() {
      return callersOwn;
    }

    @Override
    public String getMessage() {
      return String.valueOf(super.getMessage());
    }
  }
}
