package dev.sallyport.http;

import dev.sallyport.gate.Incoming;
import dev.sallyport.problem.Problem;
import dev.sallyport.problem.ProblemType;
import dev.sallyport.problem.Step;
import io.javalin.http.Context;
import jakarta.servlet.http.HttpServletRequest;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.Collections;
import org.eclipse.jetty.http.BadMessageException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Turns a Javalin request into the gate's own form.
final class Exchange {
  private static final Logger LOG = LoggerFactory.getLogger(Exchange.class);

  private Exchange() {}

  /// @param mostBytes the largest body taken
  static Incoming incoming(Context context, String route, long mostBytes) {
    return new Incoming(
        context.req().getMethod(),
        route,
        context.path(),
        peer(context.req().getRemoteAddr()),
        name -> Collections.list(context.req().getHeaders(name)),
        context.pathParamMap(),
        context.queryParamMap(),
        () -> read(context, mostBytes));
  }

  private static Step<byte[]> read(Context context, long mostBytes) {
    if (context.req().getContentLengthLong() > mostBytes) {
      return tooLarge(mostBytes);
    }
    try (InputStream in = context.req().getInputStream()) {
      byte[] body = in.readNBytes((int) mostBytes + 1);
      return body.length > mostBytes ? tooLarge(mostBytes) : Step.pass(body);
    } catch (IOException e) {
      return Step.refuse(
          ProblemType.MALFORMED_JSON, "The body ended before it was complete; send it again.");
    } catch (BadMessageException e) {
      // The server's own limit on slow bodies ends the reading in this way.
      return Step.refuse(
          ProblemType.MALFORMED_JSON, "The body came too slowly, or broken; send it again.");
    }
  }

  /// Sends an answer while the request's body may still come in. Jetty would wait for what is there
  /// of it, give up the rest, and with it the chance to read on ([Lingering]).
  static void sendBeforeBodyEnds(Context context) {
    HttpServletRequest request = context.req();
    if (request.getContentLengthLong() <= 0 && request.getHeader("Transfer-Encoding") == null) {
      return;
    }
    try (InputStream result = context.resultInputStream()) {
      byte[] body = result == null ? new byte[0] : result.readAllBytes();
      context.res().setContentLength(body.length);
      context.res().getOutputStream().write(body);
      context.res().flushBuffer();
    } catch (IOException e) {
      LOG.debug("the client went before its answer", e);
    }
  }

  private static Step<byte[]> tooLarge(long mostBytes) {
    return Step.refuse(
        Problem.of(
            ProblemType.PAYLOAD_TOO_LARGE,
            "The body is over the limit of %d bytes (server.maxBody).".formatted(mostBytes)));
  }

  /// The peer's address, which the server gives as digits, so that nothing is looked up.
  private static InetAddress peer(String digits) {
    try {
      return InetAddress.getByName(digits);
    } catch (UnknownHostException e) {
      throw new IllegalStateException("the server gave no address of the peer", e);
    }
  }
}
