package dev.sallyport.notify;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sallyport.config.Endpoint.Mail;
import dev.sallyport.config.Endpoint.Webhook.Format;
import dev.sallyport.fixture.SelfSigned;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.net.UnknownHostException;
import java.nio.file.Path;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;
import javax.net.ServerSocketFactory;
import javax.net.ssl.SSLSocketFactory;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.json.JsonMapper;

/// Who is at the other end: what a name leads to, and whose certificate it has.
@Tag("integration")
class ReachTest {
  private static final InetAddress LOOPBACK = address("127.0.0.1");

  /// Stands for a public address: every system with Linux answers there too.
  private static final InetAddress OUTSIDE = address("127.0.0.2");

  private static final SSLSocketFactory ANYBODYS = (SSLSocketFactory) SSLSocketFactory.getDefault();
  private static final Notice NOTICE =
      new Notice(
          7,
          "ab".repeat(32),
          "execution.unknown",
          Instant.parse("2026-11-26T00:59:59.123Z"),
          JsonMapper.shared().createObjectNode().put("target", "blog"),
          null);

  private static SelfSigned key;

  @BeforeAll
  static void make(@TempDir Path folder) {
    key = SelfSigned.in(folder);
  }

  private static InetAddress address(String text) {
    try {
      return InetAddress.getByName(text);
    } catch (UnknownHostException e) {
      throw new IllegalStateException(e);
    }
  }

  private static Outcome post(String url, Reach reach) {
    return new WebhookSender(
            URI.create(url),
            Format.CLOUDEVENTS,
            null,
            reach,
            HttpPost.LONGEST,
            Optional.empty(),
            InstantSource.fixed(NOTICE.at()))
        .send(NOTICE);
  }

  private static Outcome mail(int port, boolean implicitTls, Reach reach) {
    Mail mail =
        new Mail(
            "people",
            "moving.example.org",
            port,
            implicitTls,
            "gate@example.org",
            List.of("ada@example.org"),
            Optional.empty(),
            Optional.empty(),
            List.of("*"),
            false);
    return new MailSender(mail, null, reach, MailSender.LONGEST).send(NOTICE);
  }

  private static Reach.Names inTurn(InetAddress... answers) {
    Iterator<InetAddress> turns = List.of(answers).iterator();
    return _ -> turns.next();
  }

  private static Receiver secured() {
    return new Receiver(_ -> Receiver.OK, key.context().getServerSocketFactory(), "127.0.0.1", 0);
  }

  @Test
  void over_https_the_one_whose_certificate_is_good_is_told() {
    Reach known = new Reach(_ -> LOOPBACK, _ -> true, key.context().getSocketFactory());
    try (Receiver receiver = secured()) {
      for (String host : List.of("127.0.0.1", SelfSigned.NAME)) {
        assertThat(post("https://%s:%d/hook".formatted(host, receiver.port()), known))
            .isInstanceOf(Outcome.Taken.class);
      }
      assertThat(receiver.await(2).getLast().fields().get("host")).startsWith(SelfSigned.NAME);
    }
  }

  @Test
  void a_certificate_of_another_name_or_of_nobody_known_is_refused_and_nothing_told() {
    Reach known = new Reach(_ -> LOOPBACK, _ -> true, key.context().getSocketFactory());
    Reach anybody = new Reach(_ -> LOOPBACK, _ -> true, ANYBODYS);
    Outcome refused = new Outcome.Failed("its TLS certificate or handshake is not good");
    try (Receiver receiver = secured()) {
      String port = ":" + receiver.port() + "/hook";
      assertThat(post("https://two.example.org" + port, known)).isEqualTo(refused);
      assertThat(post("https://127.0.0.2" + port, known)).isEqualTo(refused);
      assertThat(post("https://" + SelfSigned.NAME + port, anybody)).isEqualTo(refused);
      assertThat(receiver.got()).isEmpty();
    }
  }

  @Test
  @EnabledOnOs(OS.LINUX)
  void a_name_that_leads_inside_once_it_was_looked_at_leads_nowhere() {
    Predicate<InetAddress> outside = OUTSIDE::equals;
    try (Receiver inside = new Receiver(_ -> Receiver.OK);
        Receiver there =
            new Receiver(
                _ -> Receiver.OK, ServerSocketFactory.getDefault(), "127.0.0.2", inside.port())) {
      String url = "http://moving.example.org:%d/hook".formatted(inside.port());
      Reach moving = new Reach(inTurn(OUTSIDE, LOOPBACK, OUTSIDE), outside, ANYBODYS);

      assertThat(post(url, moving)).isInstanceOf(Outcome.Taken.class);
      assertThat(post(url, moving))
          .isInstanceOfSatisfying(
              Outcome.Failed.class, failed -> assertThat(failed.reason()).contains("allowPrivate"));
      assertThat(post(url, moving)).isInstanceOf(Outcome.Taken.class);

      assertThat(there.got()).as("one look-up for each connection").hasSize(2);
      assertThat(inside.got()).isEmpty();
    }
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  @EnabledOnOs(OS.LINUX)
  void nor_does_a_mail_follow_it_inside(boolean implicitTls) throws IOException {
    Predicate<InetAddress> outside = OUTSIDE::equals;
    try (MailServer inside = new MailServer(key.context());
        ServerSocket there = new ServerSocket(inside.port(), 10, OUTSIDE)) {
      Thread.ofVirtual().start(() -> hangUp(there));
      Reach moving = new Reach(inTurn(OUTSIDE, LOOPBACK), outside, ANYBODYS);

      assertThat(mail(inside.port(), implicitTls, moving))
          .isInstanceOfSatisfying(
              Outcome.Failed.class,
              failed -> assertThat(failed.reason()).doesNotContain("allowPrivate"));
      assertThat(mail(inside.port(), implicitTls, moving))
          .isInstanceOfSatisfying(
              Outcome.Failed.class, failed -> assertThat(failed.reason()).contains("allowPrivate"));

      assertThat(inside.connections()).isZero();
    }
  }

  private static void hangUp(ServerSocket server) {
    try {
      server.accept().close();
    } catch (IOException e) {
      // The test is over.
    }
  }
}
