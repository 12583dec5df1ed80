package dev.sallyport.notify;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSocket;

/// A mail server on loopback that takes whatever comes, as well or badly as the test says.
final class MailServer implements AutoCloseable {
  private static final long DRIP_MILLIS = 20;

  private final SSLContext context;
  private final ServerSocket server;
  private final AtomicInteger connections = new AtomicInteger();
  private final List<String> lines = new CopyOnWriteArrayList<>();
  private final List<String> overTls = new CopyOnWriteArrayList<>();
  private final CountDownLatch closed = new CountDownLatch(1);
  private volatile String greeting = "220 mail.example.org ESMTP";
  private volatile String hangsUpAt = "nothing";
  private volatile boolean startTls;
  private volatile boolean implicitTls;
  private volatile boolean drips;

  MailServer(SSLContext context) {
    this.context = context;
    try {
      server = new ServerSocket(0, 10, InetAddress.getByName("127.0.0.1"));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    Thread.ofVirtual().start(this::accept);
  }

  int port() {
    return server.getLocalPort();
  }

  int connections() {
    return connections.get();
  }

  /// All that was said to it.
  List<String> lines() {
    return lines;
  }

  /// What of it was said over TLS.
  List<String> overTls() {
    return overTls;
  }

  void greets(String line) {
    greeting = line;
  }

  void offersTls() {
    startTls = true;
  }

  void beginsWithTls() {
    implicitTls = true;
  }

  void hangsUpAt(String command) {
    hangsUpAt = command;
  }

  /// Says every answer a byte at a time, and never to its end.
  void drips() {
    drips = true;
  }

  private void accept() {
    try {
      while (true) {
        Socket socket = server.accept();
        connections.incrementAndGet();
        Thread.ofVirtual().start(() -> serve(socket));
      }
    } catch (IOException over) {
      // The test is over.
    }
  }

  private void serve(Socket socket) {
    try (socket) {
      Socket spoken = implicitTls ? secured(socket) : socket;
      say(spoken, greeting);
      if (speak(spoken, implicitTls)) {
        speak(secured(socket), true);
      }
    } catch (IOException e) {
      // The other side has gone.
    }
  }

  /// @return whether it goes on with TLS
  private boolean speak(Socket socket, boolean tls) throws IOException {
    BufferedReader in =
        new BufferedReader(new InputStreamReader(socket.getInputStream(), StandardCharsets.UTF_8));
    boolean data = false;
    for (String line = in.readLine(); line != null; line = in.readLine()) {
      lines.add(line);
      if (tls) {
        overTls.add(line);
      }
      if (line.startsWith(hangsUpAt)) {
        return false;
      }
      if (data) {
        data = !line.equals(".");
        if (!data) {
          say(socket, "250 taken");
        }
      } else {
        data = line.equals("DATA");
        say(socket, answer(line, tls));
        if (line.equals("STARTTLS")) {
          return true;
        }
      }
    }
    return false;
  }

  private String answer(String line, boolean tls) {
    return switch (line.split(" ")[0]) {
      case "EHLO" ->
          "250-mail.example.org\r\n250 " + (startTls && !tls ? "STARTTLS" : "AUTH PLAIN");
      case "STARTTLS" -> "220 go on";
      case "AUTH" -> "235 it is you";
      case "DATA" -> "354 go on";
      case "QUIT" -> "221 bye";
      default -> "250 fine";
    };
  }

  private Socket secured(Socket plain) throws IOException {
    SSLSocket socket =
        (SSLSocket) context.getSocketFactory().createSocket(plain, null, plain.getPort(), true);
    socket.setUseClientMode(false);
    socket.startHandshake();
    return socket;
  }

  private void say(Socket socket, String line) throws IOException {
    OutputStream out = socket.getOutputStream();
    out.write((line + (drips ? "" : "\r\n")).getBytes(StandardCharsets.US_ASCII));
    out.flush();
    try {
      while (drips && !closed.await(DRIP_MILLIS, TimeUnit.MILLISECONDS)) {
        out.write('.');
        out.flush();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  @Override
  public void close() {
    closed.countDown();
    try {
      server.close();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
