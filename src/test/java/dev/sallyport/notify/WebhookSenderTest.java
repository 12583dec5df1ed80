package dev.sallyport.notify;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sallyport.config.Endpoint.Webhook.Format;
import dev.sallyport.notify.Receiver.Got;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.MessageDigest;
import java.security.PublicKey;
import java.security.Signature;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Arrays;
import java.util.Base64;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/// Telling an endpoint over HTTP, as the endpoint sees it.
@Tag("integration")
class WebhookSenderTest {
  private static final InstantSource CLOCK =
      InstantSource.fixed(Instant.parse("2026-11-26T01:00:00Z"));
  private static final byte[] SECRET =
      "0123456789abcdef0123456789abcdef".getBytes(StandardCharsets.UTF_8);
  private static final Optional<URI> PUBLIC = Optional.of(URI.create("https://gate.example.org"));
  private static final Pattern INPUT =
      Pattern.compile(
          "sallyport=(\\((?<components>[^)]*)\\);created=(?<created>\\d+);keyid=\"k1\";alg=\"(?<alg>[^\"]+)\")");

  private static Notice notice() {
    ObjectNode fields =
        JsonMapper.shared()
            .createObjectNode()
            .put("sequence", 7)
            .put("event", "change.approved")
            .put("principal", "ada")
            .put("target", "blog")
            .put("changeId", "chg_01kb3x8x6m4q2d5f7g9h1j3k5m");
    fields.putObject("details").put("planHash", "sha256:00");
    return new Notice(
        7,
        "ab".repeat(32),
        "change.approved",
        Instant.parse("2026-11-26T00:59:59.123Z"),
        fields,
        URI.create("https://gate.example.org/v1/changes/chg_01kb3x8x6m4q2d5f7g9h1j3k5m"));
  }

  private static Outcome send(
      Receiver receiver, Format format, SigningKey key, boolean allowPrivate) {
    return send(receiver, format, key, allowPrivate, HttpPost.LONGEST);
  }

  private static Outcome send(
      Receiver receiver, Format format, SigningKey key, boolean allowPrivate, Duration longest) {
    return new WebhookSender(
            URI.create(receiver.url()),
            format,
            key,
            Reach.of(new AddressRules(allowPrivate)),
            longest,
            PUBLIC,
            CLOCK)
        .send(notice());
  }

  /// What a receiver does by RFC 9421 section 3.2, written from the RFC alone.
  private static boolean verifies(Got got, String url, byte[] secret, PublicKey key)
      throws Exception {
    Matcher input = INPUT.matcher(got.fields().get("signature-input"));
    assertThat(input.matches()).isTrue();
    String digest =
        Base64.getEncoder().encodeToString(MessageDigest.getInstance("SHA-256").digest(got.body()));
    if (!got.fields().get("content-digest").equals("sha-256=:" + digest + ":")) {
      return false;
    }
    StringBuilder base = new StringBuilder();
    for (String quoted : input.group("components").split(" ")) {
      String name = quoted.replace("\"", "");
      String value =
          switch (name) {
            case "@method" -> got.line().split(" ")[0];
            case "@target-uri" -> url;
            default -> got.fields().get(name);
          };
      base.append(quoted).append(": ").append(value).append('\n');
    }
    base.append("\"@signature-params\": ").append(input.group(1));
    byte[] message = base.toString().getBytes(StandardCharsets.US_ASCII);
    String sent = got.fields().get("signature");
    byte[] signature =
        Base64.getDecoder().decode(sent.substring("sallyport=:".length(), sent.length() - 1));
    if (input.group("alg").equals("ed25519")) {
      Signature verifier = Signature.getInstance("Ed25519");
      verifier.initVerify(key);
      verifier.update(message);
      return verifier.verify(signature);
    }
    Mac mac = Mac.getInstance("HmacSHA256");
    mac.init(new SecretKeySpec(secret, "HmacSHA256"));
    return Arrays.equals(mac.doFinal(message), signature);
  }

  @Test
  void a_cloud_event_comes_signed_and_every_part_of_it_counts() throws Exception {
    KeyPair pair = KeyPairGenerator.getInstance("Ed25519").generateKeyPair();
    try (Receiver receiver = new Receiver(_ -> Receiver.OK)) {
      assertThat(send(receiver, Format.CLOUDEVENTS, SigningKey.Hmac.of("k1", SECRET), true))
          .isInstanceOf(Outcome.Taken.class);
      assertThat(
              send(
                  receiver,
                  Format.CLOUDEVENTS,
                  new SigningKey.Ed25519("k1", pair.getPrivate()),
                  true))
          .isInstanceOf(Outcome.Taken.class);

      for (Got got : receiver.await(2)) {
        assertThat(verifies(got, receiver.url(), SECRET, pair.getPublic())).isTrue();
        assertThat(verifies(got, receiver.url() + "c", SECRET, pair.getPublic())).isFalse();
        byte[] changed = got.body().clone();
        changed[10] ^= 1;
        assertThat(
                verifies(
                    new Got(got.line(), got.fields(), changed),
                    receiver.url(),
                    SECRET,
                    pair.getPublic()))
            .isFalse();
      }
      Got first = receiver.got().getFirst();
      assertThat(first.line()).isEqualTo("POST /hook?a=b HTTP/1.1");
      assertThat(first.fields().get("content-type"))
          .isEqualTo("application/cloudevents+json; charset=utf-8");
      JsonNode event = first.json();
      assertThat(event.path("specversion").asString()).isEqualTo("1.0");
      assertThat(event.path("id").asString()).isEqualTo("ab".repeat(32));
      assertThat(event.path("source").asString()).isEqualTo("https://gate.example.org");
      assertThat(event.path("type").asString()).isEqualTo("dev.sallyport.change.approved");
      assertThat(event.path("subject").asString()).startsWith("chg_");
      assertThat(event.path("time").asString()).isEqualTo("2026-11-26T00:59:59.123Z");
      assertThat(event.path("data").path("link").asString()).contains("/v1/changes/chg_");
    }
  }

  @Test
  void slack_gets_a_text_in_which_nothing_is_a_mention() {
    try (Receiver receiver = new Receiver(_ -> Receiver.OK)) {
      send(receiver, Format.SLACK, null, true);

      JsonNode message = receiver.await(1).getFirst().json();
      assertThat(message.path("text").asString())
          .isEqualTo(
              "Sallyport: change approved on blog by ada: chg_01kb3x8x6m4q2d5f7g9h1j3k5m"
                  + " <https://gate.example.org/v1/changes/chg_01kb3x8x6m4q2d5f7g9h1j3k5m|look at it>");
      assertThat(message.path("parse").asString()).isEqualTo("none");
    }
  }

  /// Names are checked before they come into a record; a message does not rely on that.
  @ParameterizedTest
  @ValueSource(
      strings = {
        "<!channel> <@U024BE7LH> <#C024BE7LR>",
        "<https://evil.example|look at it>",
        "blog> <https://evil.example",
        "blog&lt;https://evil.example|x&gt;",
        "*bold* `code` \n> quoted\n<mailto:evil@example.org|ada>",
        "\u202e\u2066\u200b\u001b]8;;https://evil.example\u0007 \u009b31m \u2028"
      })
  void no_name_becomes_a_link_a_mention_or_a_line(String name) {
    ObjectNode fields = JsonMapper.shared().createObjectNode();
    fields.put("target", name).put("principal", name);
    fields.putObject("details").put("reason", name);
    Notice notice =
        new Notice(7, "ab".repeat(32), "change.rejected", Instant.EPOCH, fields, notice().link());

    String text = JsonMapper.shared().readTree(SlackMessage.of(notice)).required("text").asString();

    // The only thing in angle brackets is the gate's own link.
    assertThat(text.indexOf('<')).isEqualTo(text.lastIndexOf('<'));
    assertThat(text.indexOf('>')).isEqualTo(text.lastIndexOf('>'));
    assertThat(text).contains(" <https://gate.example.org/v1/changes/chg_");
    assertThat(text.replace("&amp;", "").replace("&lt;", "").replace("&gt;", ""))
        .doesNotContain("&");
    assertThat(text)
        .doesNotContain("\n", "\u202e", "\u2066", "\u200b", "\u001b", "\u0007", "\u009b", "\u2028");
    // As a cloud event it is data, and comes out as it went in.
    assertThat(
            JsonMapper.shared()
                .readTree(CloudEvent.of(notice, PUBLIC))
                .at("/data/details/reason")
                .asString())
        .isEqualTo(name);
  }

  @ParameterizedTest
  @ValueSource(ints = {301, 302, 307, 308})
  void a_redirect_is_not_followed(int status) {
    try (Receiver elsewhere = new Receiver(_ -> Receiver.OK);
        Receiver receiver =
            new Receiver(
                _ ->
                    "HTTP/1.1 %d Moved\r\nLocation: %s\r\n\r\n"
                        .formatted(status, elsewhere.url()))) {
      assertThat(send(receiver, Format.CLOUDEVENTS, null, true))
          .isEqualTo(new Outcome.Refused("it answered " + status + "; redirects are not followed"));
      assertThat(elsewhere.got()).isEmpty();
    }
  }

  @Test
  void p10_what_answers_badly_or_not_at_all_is_a_failure_in_bounded_time() {
    for (String answer :
        new String[] {
          "HTTP/1.1 500 Oh\r\n\r\n",
          "HTTP/1.1 429 Later\r\n\r\n",
          "SSH-2.0-OpenSSH_9.9\r\n",
          "x".repeat(100_000),
          "HTTP/1.1 102 Wait\r\n\r\n".repeat(50)
        }) {
      try (Receiver receiver = new Receiver(_ -> answer)) {
        assertThat(send(receiver, Format.CLOUDEVENTS, null, true))
            .isInstanceOf(Outcome.Failed.class);
      }
    }
    try (Receiver receiver = new Receiver(_ -> Receiver.SILENCE)) {
      assertThat(send(receiver, Format.CLOUDEVENTS, null, true, Duration.ofMillis(300)))
          .isEqualTo(new Outcome.Failed("it did not answer in time"));
    }
    try (Receiver receiver = new Receiver(_ -> "HTTP/1.1 404 No\r\n\r\n")) {
      assertThat(send(receiver, Format.CLOUDEVENTS, null, true))
          .isEqualTo(new Outcome.Refused("it answered 404"));
    }
  }

  @Test
  void loopback_is_not_connected_to_unless_it_is_meant() {
    try (Receiver receiver = new Receiver(_ -> Receiver.OK)) {
      assertThat(send(receiver, Format.CLOUDEVENTS, null, false))
          .isInstanceOfSatisfying(
              Outcome.Failed.class, failed -> assertThat(failed.reason()).contains("allowPrivate"));
      URI byName = URI.create(receiver.url().replace("127.0.0.1", "localhost"));
      assertThat(
              new WebhookSender(
                      byName,
                      Format.SLACK,
                      null,
                      Reach.of(new AddressRules(false)),
                      HttpPost.LONGEST,
                      PUBLIC,
                      CLOCK)
                  .send(notice()))
          .isInstanceOf(Outcome.Failed.class);
      assertThat(receiver.got()).isEmpty();
    }
  }
}
