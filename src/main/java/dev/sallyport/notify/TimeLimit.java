package dev.sallyport.notify;

import java.io.IOException;
import java.net.Socket;
import java.time.Duration;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/// Closes a connection that is not done in time. A write that nobody takes, and an answer that
/// comes a byte at a time, have no other end.
final class TimeLimit implements AutoCloseable {
  private static final ScheduledExecutorService WATCH =
      Executors.newSingleThreadScheduledExecutor(
          Thread.ofPlatform().daemon().name("notify-watch").factory());

  private final ScheduledFuture<?> end;
  private @Nullable Socket socket;
  private boolean late;

  TimeLimit(Duration longest) {
    end = WATCH.schedule(this::cut, longest.toMillis(), TimeUnit.MILLISECONDS);
  }

  /// Has it closed when time is up, which may be now.
  synchronized void covers(Socket covered) {
    socket = covered;
    if (late) {
      cut();
    }
  }

  synchronized boolean isOver() {
    return late;
  }

  private synchronized void cut() {
    late = true;
    try {
      if (socket != null) {
        socket.close();
      }
    } catch (IOException e) {
      // It is closed.
    }
  }

  @Override
  public void close() {
    end.cancel(false);
  }
}
