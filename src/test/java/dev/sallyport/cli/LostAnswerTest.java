package dev.sallyport.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import dev.sallyport.cli.Program.Ran;
import dev.sallyport.domain.Role;
import dev.sallyport.fixture.SiteFiles;
import dev.sallyport.fixture.TestCaller;
import dev.sallyport.fixture.TestGate;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// A network between the command line and the gate that loses answers.
@Tag("integration")
class LostAnswerTest {
  @TempDir Path folder;

  /// Hands requests on to the gate, and hangs up instead of answering the next few.
  private static final class Network implements AutoCloseable {
    final AtomicInteger toLose = new AtomicInteger();
    final AtomicInteger lost = new AtomicInteger();
    private final HttpClient client = HttpClient.newHttpClient();
    private final HttpServer server;
    private final String gate;

    Network(String gate) throws IOException {
      this.gate = gate;
      server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
      server.createContext("/", this::handOn);
      server.start();
    }

    String url() {
      return "http://127.0.0.1:" + server.getAddress().getPort();
    }

    private void handOn(HttpExchange exchange) throws IOException {
      try {
        HttpRequest request =
            HttpRequest.newBuilder(URI.create(gate + exchange.getRequestURI()))
                .header("Authorization", exchange.getRequestHeaders().getFirst("Authorization"))
                .timeout(Duration.ofSeconds(60))
                .header("Content-Type", "application/json")
                .method(
                    exchange.getRequestMethod(),
                    BodyPublishers.ofByteArray(exchange.getRequestBody().readAllBytes()))
                .build();
        HttpResponse<byte[]> response = client.send(request, BodyHandlers.ofByteArray());
        if (toLose.getAndUpdate(n -> Math.max(0, n - 1)) > 0) {
          lost.incrementAndGet();
          return;
        }
        exchange.sendResponseHeaders(response.statusCode(), response.body().length);
        exchange.getResponseBody().write(response.body());
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
      } finally {
        exchange.close();
      }
    }

    @Override
    public void close() {
      server.stop(0);
      client.close();
    }
  }

  @Test
  void p5_a_lost_answer_is_fetched_with_the_same_key_and_the_change_happens_once()
      throws IOException {
    try (TestGate gate = TestGate.start(folder);
        Network network = new Network(gate.url())) {
      TestCaller caller = gate.caller("docs-bot", Role.REQUESTER);
      Program bot = Program.of(new TestCaller(network.url(), caller.key()), folder);
      Path page = Files.writeString(folder.resolve("new.html"), "<h1>One</h1>\n");
      SiteFiles site = new SiteFiles(gate.repository(), gate.published().getParent());
      long before = site.commits();

      network.toLose.set(1);
      assertThat(
              bot.run(
                      "preview",
                      "blog",
                      "--command",
                      "One",
                      "--key",
                      "one-1",
                      "--edit",
                      "index.html=" + page)
                  .status())
          .isZero();
      network.toLose.set(2);
      Ran applied = bot.run("apply", "one-1");

      assertThat(applied.status()).as(applied.err()).isZero();
      assertThat(applied.out()).startsWith("applied");
      assertThat(applied.err())
          .contains("sending the same request again (1 of 5)", "(2 of 5)")
          .doesNotContain("spt_");
      assertThat(network.lost).hasValue(3);
      assertThat(site.commits()).isEqualTo(before + 1);
    }
  }

  @Test
  void what_stays_lost_is_said_to_be_unknown_and_what_has_no_key_is_never_sent_twice()
      throws IOException {
    try (TestGate gate = TestGate.start(folder);
        Network network = new Network(gate.url())) {
      TestCaller caller = gate.caller("docs-bot", Role.REQUESTER, Role.OPERATOR);
      Program bot = Program.of(new TestCaller(network.url(), caller.key()), folder);
      Path page = Files.writeString(folder.resolve("new.html"), "<h1>One</h1>\n");
      bot.run(
          "preview", "blog", "--command", "One", "--key", "one-1", "--edit", "index.html=" + page);

      network.toLose.set(100);
      Ran applied = bot.run("apply", "one-1");
      assertThat(applied.status()).isEqualTo(4);
      assertThat(applied.err()).contains("Run the same command again with the key one-1");
      assertThat(network.lost).hasValue(6);

      Ran frozen = bot.run("freeze", "--target", "blog", "--reason", "why");
      assertThat(frozen.status()).isEqualTo(4);
      assertThat(network.lost).hasValue(7);
      assertThat(bot.run("status").status()).isEqualTo(5);

      network.toLose.set(0);
      assertThat(bot.run("apply", "one-1").out()).startsWith("applied");
    }
  }
}
