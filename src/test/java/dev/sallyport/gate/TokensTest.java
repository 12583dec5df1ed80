package dev.sallyport.gate;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sallyport.domain.PrincipalKind;
import dev.sallyport.domain.Role;
import dev.sallyport.fixture.StoreFile;
import dev.sallyport.fixture.TestCaller;
import dev.sallyport.fixture.TestCaller.Reply;
import dev.sallyport.fixture.TestGate;
import dev.sallyport.limit.SettableClock;
import dev.sallyport.token.KeyringFile;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.Base64;
import java.util.Set;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/// Confirm tokens over HTTP: what they look like, and each way in which one is refused.
@Tag("tokens")
@Tag("integration")
class TokensTest {
  private static final String CONFIGURATION =
      TestGate.WIDE_LIMITS
          + TestGate.BLOG
          + """
            docs:
              kind: site
              repository: ./var/docs.git
              import: ./site
              publish: ./var/www/docs
          """;
  private static final JsonMapper JSON = JsonMapper.shared();

  @TempDir Path folder;
  private final SettableClock clock = new SettableClock(System.currentTimeMillis());
  private final Ambient ambient = new Ambient(clock, System::nanoTime, new SecureRandom());
  private TestGate gate;
  private TestCaller agent;
  private String token = "";

  @BeforeEach
  void start() {
    gate = new Blocker(Blocker.IN_TARGET).start(folder, ambient, CONFIGURATION);
    agent =
        gate.caller(
            "docs-bot", PrincipalKind.AGENT, Set.of(Role.REQUESTER), Set.of("blog", "docs"));
    token = agent.token("token-1", "index.html", "new\n");
  }

  @AfterEach
  void stop() {
    gate.close();
  }

  @Test
  void itIsACompactJwsWithTheClaimsThatBindIt() {
    assertThat(token).matches("spt_[A-Za-z0-9_-]+\\.[A-Za-z0-9_-]+\\.[A-Za-z0-9_-]{43}");
    JsonNode header = part(0);
    assertThat(header.required("alg").asString()).isEqualTo("HS256");
    assertThat(header.required("typ").asString()).isEqualTo("confirm+jwt");
    assertThat(header.required("kid").asString()).isNotBlank();
    JsonNode claims = part(1);
    assertThat(claims.propertyNames())
        .containsExactlyInAnyOrder("jti", "sub", "aud", "key", "chg", "act", "pln", "iat", "exp");
    assertThat(claims.required("sub").asString()).isEqualTo("docs-bot");
    assertThat(claims.required("aud").asString()).isEqualTo("blog");
    assertThat(claims.required("act").asString()).isEqualTo("apply");
    assertThat(claims.required("key").asString()).isEqualTo("token-1");
    assertThat(claims.required("exp").asLong() - claims.required("iat").asLong()).isEqualTo(600);
    assertThat(Base64.getUrlDecoder().decode(claims.required("jti").asString()))
        .hasSizeGreaterThanOrEqualTo(16);
  }

  @Test
  void onlyItsHashIsStored() throws Exception {
    String stored = StoreFile.of(folder).text("SELECT token_hash FROM confirm_tokens");
    byte[] hash =
        java.security.MessageDigest.getInstance("SHA-256")
            .digest(token.getBytes(StandardCharsets.US_ASCII));
    assertThat(stored).isEqualTo(java.util.HexFormat.of().formatHex(hash));
  }

  @Test
  void oneThatIsMissingOrNotOneIsSaidToBe() {
    isRefused(agent.execute(TestCaller.body("apply", "token-1")), "confirm-token-missing");
    for (String bad :
        new String[] {
          "x",
          "spt_",
          "spt_a",
          "spt_a.b",
          "spt_a.b.c.d",
          "spt_a.b.c",
          "spt_..",
          token + "=",
          token.substring(4),
          " " + token,
          token + "\n",
          "spk_" + token.substring(4)
        }) {
      Reply reply = agent.confirm("apply", "token-1", bad);
      assertThat(reply.slug()).as("%s: %s", bad, reply.text()).isEqualTo("confirm-token-malformed");
      isRefused(reply, "confirm-token-malformed");
    }
    staysGood();
  }

  @Test
  void anOversizeOneIsMalformedOrAgainstTheContract() {
    Reply reply = agent.confirm("apply", "token-1", "spt_" + "a".repeat(100_000) + ".b.c");
    assertThat(reply.slug()).isIn("confirm-token-malformed", "invalid-request");
    staysGood();
  }

  @Test
  void anEditedPayloadDoesNotVerify() {
    ObjectNode claims = (ObjectNode) part(1);
    claims.put("exp", claims.required("exp").asLong() + 3600);
    isRefused(with(parts()[0], encode(claims), parts()[2]), "confirm-token-bad-signature");
    claims.put("sub", "somebody-else");
    isRefused(with(parts()[0], encode(claims), parts()[2]), "confirm-token-bad-signature");
    staysGood();
  }

  @Test
  void anEditedHeaderDoesNotVerify() {
    for (String alg : new String[] {"none", "None", "HS384", "RS256"}) {
      ObjectNode header = ((ObjectNode) part(0)).put("alg", alg);
      Reply reply = with(encode(header), parts()[1], parts()[2]);
      assertThat(reply.slug())
          .as(alg)
          .isIn("confirm-token-bad-signature", "confirm-token-malformed");
      Reply bare =
          agent.confirm("apply", "token-1", "spt_" + encode(header) + "." + parts()[1] + ".");
      assertThat(bare.slug()).isEqualTo("confirm-token-malformed");
    }
    isRefused(
        with(encode(((ObjectNode) part(0)).put("typ", "JWT")), parts()[1], parts()[2]),
        "confirm-token-bad-signature");
    isRefused(
        with(encode(((ObjectNode) part(0)).put("kid", "00000000")), parts()[1], parts()[2]),
        "confirm-token-bad-signature");
    ObjectNode withoutKid = (ObjectNode) part(0);
    withoutKid.remove("kid");
    isRefused(with(encode(withoutKid), parts()[1], parts()[2]), "confirm-token-bad-signature");
    staysGood();
  }

  @Test
  void anotherSpellingOfTheSameSignatureIsNotTheToken() {
    // 43 characters of base64url hold 258 bits; the last two are none of the 256 of the signature.
    String alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";
    int last = alphabet.indexOf(token.charAt(token.length() - 1));
    for (int other = last & ~3; other < (last & ~3) + 4; other++) {
      if (other != last) {
        isRefused(
            agent.confirm(
                "apply",
                "token-1",
                token.substring(0, token.length() - 1) + alphabet.charAt(other)),
            "confirm-token-bad-signature");
      }
    }
    isRefused(
        agent.confirm(
            "apply",
            "token-1",
            token.substring(0, token.length() - 1)
                + (char) (token.charAt(token.length() - 1) == 'Q' ? 'g' : 'Q')),
        "confirm-token-bad-signature");
    staysGood();
  }

  @Test
  void anotherKeyUnderTheSameNameDoesNotVerify() throws Exception {
    Mac mac = Mac.getInstance("HmacSHA256");
    mac.init(new SecretKeySpec(new byte[32], "HmacSHA256"));
    String signed = parts()[0] + "." + parts()[1];
    String signature =
        Base64.getUrlEncoder()
            .withoutPadding()
            .encodeToString(mac.doFinal(signed.getBytes(StandardCharsets.US_ASCII)));
    isRefused(with(parts()[0], parts()[1], signature), "confirm-token-bad-signature");
    staysGood();
  }

  @Test
  void itFitsOnePrincipalTargetKeyAndAction() {
    TestCaller other = gate.caller("other-bot", Role.REQUESTER);
    isRefused(other.confirm("apply", "token-1", token), "confirm-token-mismatch");
    isRefused(
        agent.execute(
            TestCaller.body("apply", "token-1").put("target", "docs").put("confirmToken", token)),
        "confirm-token-mismatch");
    isRefused(agent.confirm("apply", "token-2", token), "confirm-token-mismatch");
    isRefused(agent.confirm("rollback", "token-1", token), "confirm-token-mismatch");
    staysGood();
    Reply undo = agent.previewRollback("undo-1");
    String undoToken = undo.result().required("confirmToken").asString();
    isRefused(agent.confirm("apply", "undo-1", undoToken), "confirm-token-mismatch");
    isRefused(agent.confirm("deploy", "undo-1", undoToken), "confirm-token-mismatch");
    assertThat(agent.confirm("rollback", "undo-1", undoToken).status()).isEqualTo(200);
  }

  @Test
  void itIsUsedOnceForApplyAndOnceForDeploy() {
    staysGood();
    assertThat(agent.confirm("deploy", "token-1", token).status()).isEqualTo(200);
    Reply second =
        agent.execute(
            TestCaller.body("apply", "token-1").put("confirmToken", token).put("command", "Again"));
    assertThat(second.slug()).isEqualTo("idempotency-key-reused");
    // With the stored answers gone, the token alone still says no.
    StoreFile.of(folder).update("DELETE FROM requests WHERE action IN ('apply', 'deploy')");
    isRefused(agent.confirm("apply", "token-1", token), "confirm-token-used");
    isRefused(agent.confirm("deploy", "token-1", token), "confirm-token-used");
  }

  @Test
  void itExpiresAtItsTimeAndNotBefore() {
    clock.advance(Duration.ofSeconds(598));
    staysGood();
    String next = agent.token("token-2", "index.html", "newer\n");
    clock.advance(Duration.ofSeconds(600));
    isRefused(agent.confirm("apply", "token-2", next), "confirm-token-expired");
    isRefused(agent.confirm("deploy", "token-1", token), "confirm-token-expired");
  }

  @Test
  void aRotatedKeyStillVerifiesUntilItIsRetired() throws IOException {
    KeyringFile keyring =
        KeyringFile.open(TestGate.data(folder).resolve("keys"), clock, new SecureRandom());
    String oldKid = part(0).required("kid").asString();
    clock.advance(Duration.ofSeconds(1));
    keyring.rotate();
    String next = agent.token("token-2", "about.html", "next\n");
    String nextKid =
        JSON.readTree(Base64.getUrlDecoder().decode(next.substring(4, next.indexOf('.'))))
            .required("kid")
            .asString();
    assertThat(nextKid).isNotEqualTo(oldKid);
    assertThat(agent.token("token-1", "index.html", "new\n")).isEqualTo(token);

    assertThat(keyring.retire(oldKid)).isTrue();

    isRefused(agent.confirm("apply", "token-1", token), "confirm-token-bad-signature");
    Reply replay = agent.preview("token-1", "index.html", "new\n");
    assertThat(replay.replayed()).isTrue();
    assertThat(replay.result().has("confirmToken")).isFalse();
    assertThat(agent.confirm("apply", "token-2", next).status()).isEqualTo(200);
  }

  private void staysGood() {
    Reply applied = agent.confirm("apply", "token-1", token);
    assertThat(applied.status()).as(applied.text()).isEqualTo(200);
  }

  private Reply with(String header, String payload, String signature) {
    return agent.confirm("apply", "token-1", "spt_" + header + "." + payload + "." + signature);
  }

  private static void isRefused(Reply reply, String slug) {
    assertThat(reply.slug()).as(reply.text()).isEqualTo(slug);
    assertThat(reply.status()).isEqualTo(403);
  }

  private String[] parts() {
    return token.substring(4).split("\\.");
  }

  private JsonNode part(int index) {
    return JSON.readTree(Base64.getUrlDecoder().decode(parts()[index]));
  }

  private static String encode(ObjectNode node) {
    return Base64.getUrlEncoder().withoutPadding().encodeToString(JSON.writeValueAsBytes(node));
  }
}
