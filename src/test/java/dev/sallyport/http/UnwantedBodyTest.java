package dev.sallyport.http;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sallyport.domain.Role;
import dev.sallyport.fixture.TestCaller;
import dev.sallyport.fixture.TestCaller.Reply;
import dev.sallyport.fixture.TestGate;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpRequest.BodyPublishers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Arrays;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// A client that is refused while it still sends learns why.
@Tag("validation")
class UnwantedBodyTest {
  private static final int ROUNDS = 100;
  private static final byte[] TWO_MEGABYTES = new byte[2 << 20];

  @TempDir private static Path folder;
  private static TestGate gate;
  private static TestCaller agent;

  @BeforeAll
  static void start() {
    Arrays.fill(TWO_MEGABYTES, (byte) ' ');
    gate = TestGate.start(folder);
    agent = gate.caller("docs-bot", Role.REQUESTER);
  }

  @AfterAll
  static void stop() {
    gate.close();
  }

  @Test
  void p11_a_client_that_sends_all_before_it_reads_gets_its_413() throws IOException {
    for (int round = 0; round < ROUNDS; round++) {
      String fields = "Authorization: Bearer " + agent.key() + "\r\n";
      assertThat(exchange(fields + "Content-Length: " + TWO_MEGABYTES.length, TWO_MEGABYTES))
          .as("round %d", round)
          .startsWith("HTTP/1.1 413 ");
      assertThat(exchange(fields + "Transfer-Encoding: chunked", chunked()))
          .as("round %d", round)
          .startsWith("HTTP/1.1 413 ");
    }
  }

  @Test
  void p11_one_without_a_key_gets_its_401() throws IOException {
    for (int round = 0; round < ROUNDS; round++) {
      assertThat(exchange("Content-Length: " + TWO_MEGABYTES.length, TWO_MEGABYTES))
          .as("round %d", round)
          .startsWith("HTTP/1.1 401 ");
    }
  }

  @Test
  void p11_the_usual_client_gets_its_413_however_it_sends() {
    for (int round = 0; round < ROUNDS; round++) {
      Reply announced =
          agent.send(
              "/v1/execute",
              request ->
                  request
                      .header("Content-Type", "application/json")
                      .POST(BodyPublishers.ofByteArray(TWO_MEGABYTES)));
      Reply streamed =
          agent.send(
              "/v1/execute",
              request ->
                  request
                      .header("Content-Type", "application/json")
                      .POST(
                          BodyPublishers.ofInputStream(
                              () -> new ByteArrayInputStream(TWO_MEGABYTES))));

      assertThat(announced.slug()).as("round %d", round).isEqualTo("payload-too-large");
      assertThat(streamed.slug()).as("round %d", round).isEqualTo("payload-too-large");
    }
  }

  @Test
  void p10_one_that_stops_sending_is_answered_at_once_and_not_waited_for() throws IOException {
    try (Socket socket = connect()) {
      OutputStream out = socket.getOutputStream();
      out.write(head("Content-Length: " + TWO_MEGABYTES.length));
      out.write(TWO_MEGABYTES, 0, 1000);
      // Ends when the gate closes; the connection's own limit of 30 s would end the test.
      socket.setSoTimeout(20_000);

      assertThat(new String(socket.getInputStream().readAllBytes(), StandardCharsets.ISO_8859_1))
          .startsWith("HTTP/1.1 401 ");
    }
  }

  private static byte[] head(String fields) {
    return ("POST /v1/execute HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\n"
            + fields
            + "\r\n\r\n")
        .getBytes(StandardCharsets.ISO_8859_1);
  }

  private static byte[] chunked() {
    byte[] start =
        (Integer.toHexString(TWO_MEGABYTES.length) + "\r\n").getBytes(StandardCharsets.ISO_8859_1);
    byte[] end = "\r\n0\r\n\r\n".getBytes(StandardCharsets.ISO_8859_1);
    byte[] all = new byte[start.length + TWO_MEGABYTES.length + end.length];
    System.arraycopy(start, 0, all, 0, start.length);
    System.arraycopy(TWO_MEGABYTES, 0, all, start.length, TWO_MEGABYTES.length);
    System.arraycopy(end, 0, all, start.length + TWO_MEGABYTES.length, end.length);
    return all;
  }

  private static Socket connect() throws IOException {
    URI url = URI.create(gate.url());
    Socket socket = new Socket(url.getHost(), url.getPort());
    socket.setSoTimeout(20_000);
    return socket;
  }

  /// Sends everything, and only then reads the answer's first line.
  private static String exchange(String fields, byte[] body) throws IOException {
    try (Socket socket = connect()) {
      OutputStream out = socket.getOutputStream();
      out.write(head(fields));
      out.write(body);
      InputStream in = socket.getInputStream();
      StringBuilder line = new StringBuilder();
      for (int next; (next = in.read()) >= 0 && next != '\n'; ) {
        line.append((char) next);
      }
      return line.toString();
    }
  }
}
