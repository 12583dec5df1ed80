package dev.sallyport.http;

import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.io.Content;
import org.eclipse.jetty.io.EofException;
import org.eclipse.jetty.server.Handler;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.util.Callback;

/// Reads on, for a while, what a client still sends of a body that nobody wanted, after the answer
/// has gone out. A connection that is closed over unread bytes is reset, and the reset can overtake
/// the answer, so that the client never learns why it was refused (RFC 9112, section 9.6).
final class Lingering extends Handler.Wrapper {
  private final long mostBytes;
  private final Duration longest;

  /// @param mostBytes how much of an unwanted body is read at most
  /// @param longest how long it is read at most
  Lingering(long mostBytes, Duration longest) {
    this.mostBytes = mostBytes;
    this.longest = longest;
  }

  @Override
  public boolean handle(Request request, Response response, Callback callback) throws Exception {
    // Who waits to be told to send has not sent anything.
    if (request.getHeaders().contains(HttpHeader.EXPECT)) {
      return super.handle(request, response, callback);
    }
    return super.handle(request, response, new Linger(request, callback));
  }

  /// The end of one request: its answer has been written when it succeeds.
  private final class Linger extends Callback.Nested {
    private final Request request;
    private final AtomicBoolean ended = new AtomicBoolean();
    private long read;

    Linger(Request request, Callback callback) {
      super(callback);
      this.request = request;
    }

    @Override
    public void succeeded() {
      if (drain()) {
        var unused =
            request
                .getComponents()
                .getScheduler()
                .schedule(this::giveUp, longest.toMillis(), TimeUnit.MILLISECONDS);
        request.demand(this::goOn);
      }
    }

    private void goOn() {
      if (!ended.get() && drain()) {
        request.demand(this::goOn);
      }
    }

    /// Reads what is there.
    ///
    /// @return whether there may be more to wait for; otherwise the request has ended
    private boolean drain() {
      while (true) {
        Content.Chunk chunk = request.read();
        if (chunk == null) {
          return true;
        }
        read += chunk.remaining();
        boolean over = chunk.isLast() || Content.Chunk.isFailure(chunk) || read > mostBytes;
        chunk.release();
        if (over) {
          end();
          return false;
        }
      }
    }

    /// Ends the request while it still waits for more, which to Jetty is no success; the connection
    /// closes, and nobody is told, since the answer has gone out.
    private void giveUp() {
      if (ended.compareAndSet(false, true)) {
        super.failed(new EofException("a body that nobody wanted took too long"));
      }
    }

    private void end() {
      if (ended.compareAndSet(false, true)) {
        super.succeeded();
      }
    }
  }
}
