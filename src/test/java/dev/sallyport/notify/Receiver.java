package dev.sallyport.notify;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.IntFunction;
import javax.net.ServerSocketFactory;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// Somebody on loopback who is told, and answers as the test says: with a text for each request by
/// its number, or with nothing at all.
final class Receiver implements AutoCloseable {
  static final String OK = "HTTP/1.1 204 No Content\r\n\r\n";
  static final String SILENCE = "";

  private static final Duration LONGEST = Duration.ofSeconds(60);

  /// One request as it came.
  ///
  /// @param fields by lower-case name
  record Got(String line, Map<String, String> fields, byte[] body) {
    JsonNode json() {
      return JsonMapper.shared().readTree(body);
    }

    String id() {
      return json().path("id").asString("");
    }
  }

  private final ServerSocket server;
  private final IntFunction<String> answers;
  private final List<Got> got = new CopyOnWriteArrayList<>();
  private final List<Socket> open = new CopyOnWriteArrayList<>();

  Receiver(IntFunction<String> answers) {
    this(answers, ServerSocketFactory.getDefault(), "127.0.0.1", 0);
  }

  Receiver(IntFunction<String> answers, ServerSocketFactory sockets, String address, int port) {
    this.answers = answers;
    try {
      server = sockets.createServerSocket(port, 50, InetAddress.getByName(address));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    Thread.ofVirtual().start(this::accept);
  }

  int port() {
    return server.getLocalPort();
  }

  String url() {
    return "http://127.0.0.1:" + port() + "/hook?a=b";
  }

  List<Got> got() {
    return got;
  }

  List<Got> await(int count) {
    org.awaitility.Awaitility.await().atMost(LONGEST).until(() -> got.size() >= count);
    return got;
  }

  private void accept() {
    try {
      while (true) {
        Socket socket = server.accept();
        open.add(socket);
        Thread.ofVirtual().start(() -> serve(socket));
      }
    } catch (IOException closed) {
      // The test is over.
    }
  }

  private void serve(Socket socket) {
    try {
      InputStream in = socket.getInputStream();
      String line = line(in);
      Map<String, String> fields = new TreeMap<>();
      for (String field = line(in); !field.isEmpty(); field = line(in)) {
        String[] parts = field.split(": ", 2);
        fields.put(parts[0].toLowerCase(Locale.ROOT), parts[1]);
      }
      byte[] body = in.readNBytes(Integer.parseInt(fields.get("content-length")));
      int number;
      synchronized (this) {
        number = got.size();
        got.add(new Got(line, fields, body));
      }
      String answer = answers.apply(number);
      if (!answer.equals(SILENCE)) {
        socket.getOutputStream().write(answer.getBytes(StandardCharsets.US_ASCII));
        socket.close();
      }
    } catch (IOException e) {
      // The other side has gone.
    }
  }

  private static String line(InputStream in) throws IOException {
    StringBuilder line = new StringBuilder();
    for (int next = in.read(); next >= 0 && next != '\n'; next = in.read()) {
      line.append((char) next);
    }
    return line.toString().stripTrailing();
  }

  @Override
  public void close() {
    try {
      server.close();
      for (Socket socket : open) {
        socket.close();
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
