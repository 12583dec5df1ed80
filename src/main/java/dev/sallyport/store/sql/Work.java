package dev.sallyport.store.sql;

import dev.sallyport.store.StoreUnavailableException;
import dev.sallyport.store.StoreUnavailableException.Why;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/// Something that waits for a thread with a connection. Its caller parks; whoever comes first, the
/// thread that takes it or the caller that gives up, decides whether it happens.
public final class Work<T> {
  private enum State {
    WAITING,
    TAKEN,
    GIVEN_UP
  }

  private final AtomicReference<State> state = new AtomicReference<>(State.WAITING);
  private final CompletableFuture<T> result = new CompletableFuture<>();

  /// Of the thread that looks at deadlines.
  private boolean askedForMore;

  /// Whether it is still wanted; from now on its caller waits for the end.
  public boolean take() {
    return state.compareAndSet(State.WAITING, State.TAKEN);
  }

  public void complete(T value) {
    result.complete(value);
  }

  public void fail(Throwable cause) {
    result.completeExceptionally(cause);
  }

  /// Waits for the end.
  ///
  /// @throws StoreUnavailableException when it was not taken in time, and nothing has happened; or
  ///     when it was not done in time, and then it may still happen
  public T await(Deadlines deadlines, Duration takenWithin, Duration doneWithin) {
    boolean interrupted = false;
    try (Deadlines.Mark _ = deadlines.mark(() -> late(doneWithin), takenWithin)) {
      while (true) {
        try {
          return result.get();
        } catch (InterruptedException e) {
          interrupted = true;
          if (state.compareAndSet(State.WAITING, State.GIVEN_UP)) {
            throw new StoreUnavailableException("interrupted before the store began", e);
          }
        }
      }
    } catch (ExecutionException e) {
      Throwable cause = e.getCause();
      throw rethrown(cause == null ? e : cause);
    } finally {
      if (interrupted) {
        Thread.currentThread().interrupt();
      }
    }
  }

  private @Nullable Duration late(Duration doneWithin) {
    if (state.compareAndSet(State.WAITING, State.GIVEN_UP)) {
      fail(new StoreUnavailableException(Why.TOO_SLOW, "the store did not begin in time"));
      return null;
    }
    if (!askedForMore) {
      askedForMore = true;
      return doneWithin;
    }
    fail(
        new StoreUnavailableException(
            Why.TOO_SLOW, "the store did not finish in time; it may still happen"));
    return null;
  }

  private static RuntimeException rethrown(Throwable cause) {
    return switch (cause) {
      case StoreUnavailableException away ->
          // One trouble may have failed many callers; each gets an exception of its own.
          new StoreUnavailableException(away.why(), String.valueOf(away.getMessage()), away);
      case RuntimeException fault -> fault;
      case Error error -> throw error;
      default -> new IllegalStateException(cause);
    };
  }
}
