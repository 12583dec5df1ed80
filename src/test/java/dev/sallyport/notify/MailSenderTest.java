package dev.sallyport.notify;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sallyport.config.Endpoint.Mail;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.json.JsonMapper;

/// Telling people by mail, as a mail server sees it.
@Tag("integration")
class MailSenderTest {
  private final List<String> lines = new CopyOnWriteArrayList<>();
  private volatile String greeting = "220 mail.example.org ESMTP";
  private ServerSocket server;

  @BeforeEach
  void listen() throws IOException {
    server = new ServerSocket(0, 10, InetAddress.getByName("127.0.0.1"));
    Thread.ofVirtual().start(this::accept);
  }

  @AfterEach
  void close() throws IOException {
    server.close();
  }

  private void accept() {
    try {
      while (true) {
        Socket socket = server.accept();
        Thread.ofVirtual().start(() -> speak(socket));
      }
    } catch (IOException closed) {
      // The test is over.
    }
  }

  private void speak(Socket socket) {
    try (socket) {
      BufferedReader in =
          new BufferedReader(
              new InputStreamReader(socket.getInputStream(), StandardCharsets.UTF_8));
      OutputStream out = socket.getOutputStream();
      say(out, greeting);
      boolean data = false;
      for (String line = in.readLine(); line != null; line = in.readLine()) {
        lines.add(line);
        if (data) {
          data = !line.equals(".");
          if (!data) {
            say(out, "250 taken");
          }
        } else if (line.startsWith("DATA")) {
          data = true;
          say(out, "354 go on");
        } else {
          say(out, line.startsWith("QUIT") ? "221 bye" : "250 fine");
        }
      }
    } catch (IOException e) {
      // The other side has gone.
    }
  }

  private static void say(OutputStream out, String line) throws IOException {
    out.write((line + "\r\n").getBytes(StandardCharsets.US_ASCII));
    out.flush();
  }

  private Outcome send(Optional<String> user, boolean allowPrivate) {
    Mail mail =
        new Mail(
            "people",
            "127.0.0.1",
            server.getLocalPort(),
            false,
            "gate@example.org",
            List.of("ada@example.org", "bob@example.org"),
            user,
            user.map(_ -> Path.of("password")),
            List.of("*"),
            allowPrivate);
    Notice notice =
        new Notice(
            7,
            "ab".repeat(32),
            "execution.unknown",
            Instant.parse("2026-11-26T00:59:59.123Z"),
            JsonMapper.shared().createObjectNode().put("target", "blog"),
            URI.create("https://gate.example.org/v1/changes/chg_1"));
    return new MailSender(
            mail, user.map(_ -> "hunter2").orElse(null), new AddressRules(allowPrivate))
        .send(notice);
  }

  @Test
  void a_mail_says_what_happened_and_where_to_look() {
    assertThat(send(Optional.empty(), true)).isInstanceOf(Outcome.Taken.class);

    assertThat(lines)
        .contains(
            "MAIL FROM:<gate@example.org>",
            "RCPT TO:<ada@example.org>",
            "RCPT TO:<bob@example.org>",
            "Subject: Sallyport: execution unknown on blog",
            "Message-ID: <" + "ab".repeat(32) + "@sallyport>",
            "Auto-Submitted: auto-generated",
            "https://gate.example.org/v1/changes/chg_1");
  }

  @Test
  void a_password_is_not_sent_without_tls() {
    assertThat(send(Optional.of("gate"), true)).isInstanceOf(Outcome.Failed.class);

    assertThat(lines)
        .noneMatch(line -> line.startsWith("AUTH"))
        .noneMatch(l -> l.contains("hunter2"));
  }

  @Test
  void a_private_address_is_not_connected_to_unless_it_is_meant() {
    assertThat(send(Optional.empty(), false))
        .isInstanceOfSatisfying(
            Outcome.Failed.class, failed -> assertThat(failed.reason()).contains("allowPrivate"));
    assertThat(lines).isEmpty();
  }

  @Test
  void a_server_that_does_not_want_it_is_a_failure() {
    greeting = "554 no service here";

    assertThat(send(Optional.empty(), true)).isInstanceOf(Outcome.Failed.class);
  }
}
