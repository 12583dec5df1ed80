package dev.sallyport.notify;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// One POST over HTTP/1.1 on a connection of its own, of whose answer only the status counts. The
/// usual clients look a name up by themselves and follow it wherever it leads; here the address
/// that was looked at is the one that is connected to. Redirects are not followed.
final class HttpPost {
  /// How long to try to connect.
  static final Duration LONGEST_CONNECT = Duration.ofSeconds(5);

  /// How long all of it may take.
  static final Duration LONGEST = Duration.ofSeconds(10);

  /// The longest first line of an answer; nothing beyond it is read.
  static final int MOST_STATUS_LINE = 1024;

  private static final Pattern STATUS_LINE = Pattern.compile("HTTP/1\\.[01] ([1-5][0-9]{2})( .*)?");
  private static final int LEAST_FINAL = 200;
  private static final int MOST_INTERIM = 5;
  private static final int MOST_INTERIM_BYTES = 8192;

  private HttpPost() {}

  /// What came is no answer.
  static final class NoHttpException extends IOException {
    private static final long serialVersionUID = 1L;

    NoHttpException() {
      super("no HTTP");
    }
  }

  /// @return the answer's status
  static int send(URI url, Map<String, String> fields, byte[] body, Reach reach, Duration longest)
      throws IOException {
    boolean tls = "https".equals(url.getScheme());
    int port = url.getPort() >= 0 ? url.getPort() : tls ? 443 : 80;
    String host = bare(url.getHost());
    try (Socket plain = new GuardedSocket(reach);
        TimeLimit limit = new TimeLimit(longest)) {
      limit.covers(plain);
      try {
        plain.connect(
            InetSocketAddress.createUnresolved(host, port), (int) LONGEST_CONNECT.toMillis());
        Socket socket = tls ? reach.secured(plain, host, port) : plain;
        write(socket.getOutputStream(), url, fields, body);
        return status(socket.getInputStream());
      } catch (IOException e) {
        if (limit.isOver()) {
          throw new SocketTimeoutException("limit LONGEST");
        }
        throw e;
      }
    }
  }

  /// Without the brackets that an IPv6 address has in a URL.
  private static String bare(String host) {
    return host.startsWith("[") ? host.substring(1, host.length() - 1) : host;
  }

  private static void write(OutputStream out, URI url, Map<String, String> fields, byte[] body)
      throws IOException {
    String path = url.getRawPath() == null || url.getRawPath().isEmpty() ? "/" : url.getRawPath();
    StringBuilder head = new StringBuilder("POST ").append(path);
    if (url.getRawQuery() != null) {
      head.append('?').append(url.getRawQuery());
    }
    head.append(" HTTP/1.1\r\nHost: ").append(url.getRawAuthority());
    head.append("\r\nUser-Agent: sallyport\r\nConnection: close\r\nContent-Length: ")
        .append(body.length)
        .append("\r\n");
    fields.forEach((name, value) -> head.append(name).append(": ").append(value).append("\r\n"));
    out.write(head.append("\r\n").toString().getBytes(StandardCharsets.US_ASCII));
    out.write(body);
    out.flush();
  }

  private static int status(InputStream in) throws IOException {
    for (int interim = 0; interim <= MOST_INTERIM; interim++) {
      Matcher line = STATUS_LINE.matcher(line(in));
      if (!line.matches()) {
        throw new NoHttpException();
      }
      int status = Integer.parseInt(line.group(1));
      if (status >= LEAST_FINAL) {
        return status;
      }
      int read = 0;
      for (String field = line(in); !field.isEmpty(); field = line(in)) {
        read += field.length();
        if (read > MOST_INTERIM_BYTES) {
          throw new NoHttpException();
        }
      }
    }
    throw new NoHttpException();
  }

  private static String line(InputStream in) throws IOException {
    StringBuilder line = new StringBuilder();
    for (int next = in.read(); next != '\n'; next = in.read()) {
      if (next < 0 || line.length() == MOST_STATUS_LINE) {
        throw new NoHttpException();
      }
      line.append((char) next);
    }
    return line.toString().stripTrailing();
  }
}
