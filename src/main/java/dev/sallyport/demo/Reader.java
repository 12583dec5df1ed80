package dev.sallyport.demo;

import com.sun.net.httpserver.HttpServer;
import com.sun.net.httpserver.SimpleFileServer;
import com.sun.net.httpserver.SimpleFileServer.OutputLevel;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.URISyntaxException;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;

/// A web server on the published folder and somebody who reads it, as the site's visitors would.
final class Reader implements AutoCloseable {
  private static final Duration LONGEST = Duration.ofSeconds(10);

  private final HttpServer server;
  private final HttpClient visitor = HttpClient.newHttpClient();

  private Reader(HttpServer server) {
    this.server = server;
  }

  /// @param published an absolute folder that exists; where it leads may change
  static Reader start(Path published) {
    HttpServer server =
        SimpleFileServer.createFileServer(
            new InetSocketAddress(InetAddress.getLoopbackAddress(), 0),
            published,
            OutputLevel.NONE);
    server.start();
    return new Reader(server);
  }

  URI url() {
    return address("/");
  }

  /// A page's text as it is served now.
  String read(String path) throws IOException {
    try {
      return visitor
          .send(
              HttpRequest.newBuilder(address("/" + path)).timeout(LONGEST).build(),
              BodyHandlers.ofString(StandardCharsets.UTF_8))
          .body();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IOException("interrupted", e);
    }
  }

  private URI address(String path) {
    try {
      return new URI("http", null, "127.0.0.1", server.getAddress().getPort(), path, null, null);
    } catch (URISyntaxException e) {
      throw new IllegalArgumentException("a path of a site", e);
    }
  }

  @Override
  public void close() {
    server.stop(0);
    visitor.close();
  }
}
