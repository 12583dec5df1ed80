package dev.sallyport.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpServer;
import dev.sallyport.cli.Program.Ran;
import dev.sallyport.fixture.TestCaller;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// A watch whose connection breaks goes on after the last event that it has.
class BrokenWatchTest {
  private static final String ID = "exe_01kb3x8x6m4q2d5f7g9h1j3k5p";
  private static final List<String> PARTS =
      List.of(
          "event: state\ndata: {\"state\":\"running\"}\n\nid: 1\nevent: output\ndata: {\"text\":\"one\"}\n\n"
              + "id: 2\nevent: output\ndata: {\"te",
          "id: 2\nevent: output\ndata: {\"text\":\"two\"}\n\n: nothing new\n\n",
          "event: end\ndata: {\"executionId\":\"" + ID + "\",\"state\":\"succeeded\"}\n\n");

  @TempDir Path folder;

  @Test
  void nothingIsMissedAndNothingComesTwice() throws Exception {
    List<String> asked = new CopyOnWriteArrayList<>();
    HttpServer server =
        HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.createContext(
        "/v1/executions/" + ID + "/events",
        exchange -> {
          String last = exchange.getRequestHeaders().getFirst("Last-Event-ID");
          byte[] part = PARTS.get(asked.size()).getBytes(StandardCharsets.UTF_8);
          asked.add(last == null ? "none" : last);
          exchange.getResponseHeaders().add("Content-Type", "text/event-stream");
          exchange.sendResponseHeaders(200, 0);
          exchange.getResponseBody().write(part);
          exchange.close();
        });
    server.start();
    try {
      TestCaller caller =
          new TestCaller("http://127.0.0.1:" + server.getAddress().getPort(), "spk_a_b");

      Ran ran = Program.of(caller, folder).run("executions", "watch", ID);

      assertThat(ran.out()).as(ran.err()).startsWith("one\ntwo\n" + ID + "  succeeded");
      assertThat(ran.status()).isZero();
      assertThat(asked).containsExactly("none", "1", "2");
    } finally {
      server.stop(0);
    }
  }
}
