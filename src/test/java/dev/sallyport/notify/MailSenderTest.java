package dev.sallyport.notify;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sallyport.config.Endpoint.Mail;
import dev.sallyport.fixture.SelfSigned;
import java.net.InetAddress;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import javax.net.ssl.SSLSocketFactory;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/// Telling people by mail, as a mail server sees it.
@Tag("integration")
class MailSenderTest {
  private static final Notice NOTICE =
      new Notice(
          7,
          "ab".repeat(32),
          "execution.unknown",
          Instant.parse("2026-11-26T00:59:59.123Z"),
          JsonMapper.shared().createObjectNode().put("target", "blog"),
          URI.create("https://gate.example.org/v1/changes/chg_1"));

  /// Whom the machine knows.
  private static final SSLSocketFactory ANYBODYS = (SSLSocketFactory) SSLSocketFactory.getDefault();

  private static final Outcome NO_GOOD_TLS =
      new Outcome.Failed("its TLS certificate or handshake is not good");

  /// The user's name twice, and the password.
  private static final String AUTH = "AUTH PLAIN Z2F0ZQBnYXRlAGh1bnRlcjI=";

  private static SelfSigned key;
  private MailServer server;

  @BeforeAll
  static void make(@TempDir Path folder) {
    key = SelfSigned.in(folder);
  }

  @BeforeEach
  void listen() {
    server = new MailServer(key.context());
  }

  @AfterEach
  void close() {
    server.close();
  }

  /// With the password of `gate`, and taking the server's certificate for good.
  private Outcome sendTo(String host, SSLSocketFactory tls, boolean implicitTls) {
    Mail mail = mail(host, Optional.of("gate"), implicitTls);
    Reach reach = new Reach(_ -> InetAddress.getLoopbackAddress(), _ -> true, tls);
    return new MailSender(mail, "hunter2", reach, MailSender.LONGEST).send(NOTICE);
  }

  private Outcome send(Optional<String> user, boolean allowPrivate) {
    Mail mail = mail("127.0.0.1", user, false);
    Reach reach = Reach.of(new AddressRules(allowPrivate));
    String password = user.isPresent() ? "hunter2" : null;
    return new MailSender(mail, password, reach, MailSender.LONGEST).send(NOTICE);
  }

  private Mail mail(String host, Optional<String> user, boolean implicitTls) {
    return new Mail(
        "people",
        host,
        server.port(),
        implicitTls,
        "gate@example.org",
        List.of("ada@example.org", "bob@example.org"),
        user,
        user.map(_ -> Path.of("password")),
        List.of("*"),
        true);
  }

  @Test
  void a_mail_says_what_happened_and_where_to_look() {
    assertThat(send(Optional.empty(), true)).isInstanceOf(Outcome.Taken.class);

    assertThat(server.lines())
        .contains(
            "MAIL FROM:<gate@example.org>",
            "RCPT TO:<ada@example.org>",
            "RCPT TO:<bob@example.org>",
            "Subject: Sallyport: execution unknown on blog",
            "Message-ID: <" + "ab".repeat(32) + "@sallyport>",
            "Auto-Submitted: auto-generated",
            "https://gate.example.org/v1/changes/chg_1");
  }

  /// Names are checked before they come into a record; a mail does not rely on that.
  @ParameterizedTest
  @ValueSource(
      strings = {
        "blog\r\nBcc: evil@example.org\r\n\r\nClick here",
        "blog\nBcc: evil@example.org",
        "blog\rBcc: evil@example.org",
        "blog\r\n.\r\nRCPT TO:<evil@example.org>\r\n",
        "blog\u2028Bcc: evil@example.org\u202e\u001b[2J\u009b31m"
      })
  void no_name_becomes_a_header_a_recipient_or_a_command(String name) {
    ObjectNode fields = JsonMapper.shared().createObjectNode();
    fields.put("target", name).put("principal", name).put("traceId", name);
    fields.putObject("details").put("reason", name);
    Notice notice =
        new Notice(7, NOTICE.id(), "change.rejected", NOTICE.at(), fields, NOTICE.link());
    Reach reach = Reach.of(new AddressRules(true));
    Mail mail = mail("127.0.0.1", Optional.empty(), false);

    assertThat(new MailSender(mail, null, reach, MailSender.LONGEST).send(notice))
        .isInstanceOf(Outcome.Taken.class);

    assertThat(server.lines())
        .filteredOn(line -> line.startsWith("RCPT"))
        .containsExactly("RCPT TO:<ada@example.org>", "RCPT TO:<bob@example.org>");
    assertThat(server.lines())
        .noneMatch(line -> line.startsWith("Bcc") || line.startsWith("Click"))
        .filteredOn(line -> line.startsWith("Subject:"))
        .hasSize(1);
    assertThat(String.join("", server.lines()))
        .doesNotContain("\u202e", "\u001b", "\u009b", "\u2028");
  }

  @Test
  void a_password_is_not_sent_without_tls() {
    assertThat(send(Optional.of("gate"), true)).isInstanceOf(Outcome.Failed.class);

    assertThat(server.lines())
        .noneMatch(line -> line.startsWith("AUTH"))
        .noneMatch(l -> l.contains("hunter2"));
  }

  @Test
  void a_private_address_is_not_connected_to_unless_it_is_meant() {
    assertThat(send(Optional.empty(), false))
        .isInstanceOfSatisfying(
            Outcome.Failed.class, failed -> assertThat(failed.reason()).contains("allowPrivate"));
    assertThat(server.lines()).isEmpty();
  }

  @Test
  void a_server_that_does_not_want_it_is_a_failure() {
    server.greets("554 no service here");

    assertThat(send(Optional.empty(), true)).isInstanceOf(Outcome.Failed.class);
  }

  @Test
  void a_password_goes_over_tls_to_the_server_whose_certificate_is_good() {
    SSLSocketFactory known = key.context().getSocketFactory();
    server.offersTls();

    assertThat(sendTo(SelfSigned.NAME, known, false)).isInstanceOf(Outcome.Taken.class);

    assertThat(server.lines()).containsSubsequence("STARTTLS", AUTH, "DATA");
    assertThat(server.overTls()).containsSubsequence(AUTH, "DATA");
  }

  @Test
  void a_server_that_begins_with_tls_is_spoken_to_with_tls() {
    SSLSocketFactory known = key.context().getSocketFactory();
    server.beginsWithTls();

    assertThat(sendTo("127.0.0.1", known, true)).isInstanceOf(Outcome.Taken.class);
    assertThat(server.overTls()).contains(AUTH, "DATA");
    int before = server.lines().size();
    assertThat(sendTo("two.example.org", known, true)).isEqualTo(NO_GOOD_TLS);
    assertThat(sendTo("127.0.0.1", ANYBODYS, true)).isEqualTo(NO_GOOD_TLS);
    assertThat(server.lines()).hasSize(before);
  }

  @ParameterizedTest
  @ValueSource(strings = {"two.example.org", "127.0.0.2"})
  void a_server_of_another_name_gets_no_password(String host) {
    server.offersTls();

    assertThat(sendTo(host, key.context().getSocketFactory(), false)).isEqualTo(NO_GOOD_TLS);

    assertThat(server.lines()).contains("STARTTLS");
    assertThat(server.overTls()).isEmpty();
  }

  @Test
  void a_server_whose_certificate_nobody_vouches_for_gets_no_password() {
    server.offersTls();

    assertThat(sendTo(SelfSigned.NAME, ANYBODYS, false)).isEqualTo(NO_GOOD_TLS);

    assertThat(server.overTls()).isEmpty();
  }

  @Test
  void a_mail_that_was_taken_is_taken_even_if_the_server_does_not_say_goodbye() {
    server.hangsUpAt("QUIT");

    assertThat(send(Optional.empty(), true)).isInstanceOf(Outcome.Taken.class);
  }

  @Test
  void p10_a_server_that_drips_its_answers_is_left_when_the_time_of_a_mail_is_over() {
    server.drips();
    Mail mail = mail("127.0.0.1", Optional.empty(), false);
    Reach reach = Reach.of(new AddressRules(true));

    Outcome outcome = new MailSender(mail, null, reach, Duration.ofMillis(300)).send(NOTICE);

    assertThat(outcome).isEqualTo(new Outcome.Failed("it did not answer in time"));
    assertThat(server.lines()).doesNotContain("DATA");
    assertThat(MailSender.LONGEST).isLessThan(Courier.HOLD);
  }

  @Test
  void p10_a_server_that_speaks_without_end_is_left_when_it_has_said_enough() {
    server.greets("220-on and on\r\n".repeat(GuardedSocket.MOST_BYTES / 10));

    assertThat(send(Optional.empty(), true))
        .isEqualTo(new Outcome.Failed("it says more than 1048576 bytes"));
  }
}
