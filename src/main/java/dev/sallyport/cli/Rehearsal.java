package dev.sallyport.cli;

import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import sun.misc.Signal;

/// Starts a gate as `serve` does, asks it, and stops it: what a Java machine has to see once to
/// make its cache of loaded classes. The launcher runs it after a build; it is no command.
///
/// No more than that, since each start pays for all that is in the cache, needed or not.
final class Rehearsal {
  private static final long LONGEST_SECONDS = 120;
  private static final String LISTENING = "listening on ";

  private Rehearsal() {}

  /// @param arguments the folder for what the gate keeps
  public static void main(String[] arguments) throws Exception {
    System.exit(serve(Path.of(arguments[0])));
  }

  private static int serve(Path data) throws Exception {
    String[] arguments = {"serve", "--port", "0", "--data", data.toString()};
    Answering answering = new Answering();
    CompletableFuture<Integer> ended =
        CompletableFuture.supplyAsync(
            () -> answering.until(Main.execute(arguments, new PrintWriter(answering, true))));
    ask(answering.url());
    Signal.raise(new Signal("TERM"));
    return ended.get(LONGEST_SECONDS, TimeUnit.SECONDS);
  }

  /// Over a bare connection, since the classes of a client would stand in the cache of every gate.
  private static void ask(URI gate) throws IOException {
    for (String path : List.of("/health/ready", "/metrics", "/v1/targets")) {
      try (Socket socket = new Socket(gate.getHost(), gate.getPort())) {
        socket.getOutputStream().write(request(path).getBytes(StandardCharsets.US_ASCII));
        socket.getInputStream().transferTo(OutputStream.nullOutputStream());
      }
    }
  }

  private static String request(String path) {
    return "GET "
        + path
        + " HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n"
        + "Authorization: Bearer spk_nobody_nothing\r\n\r\n";
  }

  /// What the gate prints, waited for.
  private static final class Answering extends StringWriter {
    private final CompletableFuture<URI> url = new CompletableFuture<>();

    @Override
    public void flush() {
      String said = toString();
      if (said.startsWith(LISTENING) && said.endsWith("\n")) {
        url.complete(URI.create(said.strip().substring(LISTENING.length())));
      }
    }

    /// Says that nothing more will come.
    int until(int status) {
      url.completeExceptionally(new IllegalStateException("the gate ended with " + status));
      return status;
    }

    URI url() throws InterruptedException, ExecutionException, TimeoutException {
      return url.get(LONGEST_SECONDS, TimeUnit.SECONDS);
    }
  }
}
