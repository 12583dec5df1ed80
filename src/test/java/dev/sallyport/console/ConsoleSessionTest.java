package dev.sallyport.console;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sallyport.audit.AuditDraft;
import dev.sallyport.audit.AuditEvent;
import dev.sallyport.authenticate.ApiKey;
import dev.sallyport.checkpoint.Checkpoint;
import dev.sallyport.domain.Role;
import dev.sallyport.fixture.TestCaller;
import dev.sallyport.fixture.TestCaller.Reply;
import dev.sallyport.fixture.TestGate;
import dev.sallyport.gate.Ambient;
import dev.sallyport.store.SettableClock;
import dev.sallyport.store.Store;
import java.net.http.HttpRequest.BodyPublishers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.json.JsonMapper;

/// Signing in, staying in, and what a browser is told, as seen over HTTP.
@Tag("integration")
class ConsoleSessionTest {
  private static final String PROXY = "server: { trustedProxies: [127.0.0.1] }\n";

  @TempDir private Path folder;

  @Test
  void aPersonSignsInAndOutAgain() {
    try (ConsoleGate gate = ConsoleGate.start(folder)) {
      FormBrowser ada = new FormBrowser(gate.url());

      Reply in = ada.signIn(gate.person("ada", Role.APPROVER).key());

      assertThat(in.status()).isEqualTo(303);
      assertThat(in.header("Location")).isEqualTo("/console/waiting");
      assertThat(in.header("Set-Cookie"))
          .matches("sallyport=[0-9a-f]{64}; Path=/; HttpOnly; SameSite=Strict");
      Reply page = ada.get("/console/waiting");
      assertThat(page.status()).isEqualTo(200);
      String before = ada.session();
      Reply out = ada.post("/console/sign-out", "form-token", FormBrowser.token(page));
      assertThat(out.status()).isEqualTo(303);
      ada.takeSession(before);
      assertThat(ada.isIn()).isFalse();
    }
  }

  @Test
  void behindTlsTheCookieIsForTheHostAloneAndNeverSentWithoutTls() {
    try (ConsoleGate gate = ConsoleGate.start(folder, PROXY, Ambient.system())) {
      String key = gate.person("ada", Role.APPROVER).key();
      FormBrowser ada = new FormBrowser(gate.url(), "X-Forwarded-Proto", "https");

      assertThat(ada.signIn(key).header("Set-Cookie"))
          .matches("__Host-sallyport=[0-9a-f]{64}; Path=/; HttpOnly; SameSite=Strict; Secure");
      assertThat(ada.isIn()).isTrue();
      FormBrowser bob = new FormBrowser(gate.url(), "Forwarded", "for=192.0.2.1;proto=https");
      assertThat(bob.signIn(key).header("Set-Cookie")).endsWith("; Secure");
    }
  }

  @Test
  void anybodyElsesWordForTlsDoesNotCount() {
    try (ConsoleGate gate = ConsoleGate.start(folder)) {
      FormBrowser ada = new FormBrowser(gate.url(), "X-Forwarded-Proto", "https");

      assertThat(ada.signIn(gate.person("ada", Role.APPROVER).key()).header("Set-Cookie"))
          .startsWith("sallyport=")
          .doesNotContain("Secure");
    }
  }

  @Test
  void onlyAPersonsValidKeySignsIn() {
    try (ConsoleGate gate = ConsoleGate.start(folder)) {
      FormBrowser browser = new FormBrowser(gate.url());

      Reply agents = browser.signIn(gate.agent("docs-bot").key());
      assertThat(agents.status()).isEqualTo(403);
      assertThat(agents.text()).contains("a key of kind agent");
      for (String wrong : List.of("", "x", "spk_abc", "spk_aaaaaaaaaaaa_" + "b".repeat(43))) {
        assertThat(browser.signIn(wrong).status()).as(wrong).isEqualTo(401);
      }
      assertThat(browser.isIn()).isFalse();
    }
  }

  @Test
  void p10_failedSignInsCountInTheLimitBeforeAuthentication() {
    String few =
        TestGate.WIDE_LIMITS.replace(
            "unauthenticated: { limit: 20000, window: 1s }",
            "unauthenticated: { limit: 6, window: 60s }");
    try (TestGate gate =
        TestGate.start(folder, few + TestGate.BLOG, Ambient.system(), Checkpoint.Listener.NONE)) {
      FormBrowser browser = new FormBrowser(gate.url());
      String token = FormBrowser.token(browser.get("/console/sign-in"));
      List<Integer> statuses =
          Stream.generate(
                  () ->
                      browser
                          .post("/console/sign-in", "form-token", token, "key", "wrong")
                          .status())
              .limit(8)
              .toList();

      assertThat(statuses).startsWith(401, 401, 401, 401, 401).endsWith(429, 429);
    }
  }

  @Test
  void aRevokedKeyEndsItsSessionsAtOnce() {
    try (ConsoleGate gate = ConsoleGate.start(folder)) {
      String key = gate.person("ada", Role.APPROVER).key();
      FormBrowser ada = new FormBrowser(gate.url());
      ada.signIn(key);
      assertThat(ada.isIn()).isTrue();

      try (Store store = TestGate.openStore(folder, Ambient.system())) {
        store
            .apiKeys()
            .revoke(
                ApiKey.parse(key).orElseThrow().id(),
                new AuditDraft(
                    AuditEvent.KEY_REVOKED,
                    AuditDraft.NO_TRACE,
                    null,
                    null,
                    null,
                    null,
                    JsonMapper.shared().createObjectNode()));
      }

      assertThat(ada.isIn()).isFalse();
    }
  }

  @Test
  void signingOutEverywhereEndsTheSessionsOfEveryBrowser() {
    try (ConsoleGate gate = ConsoleGate.start(folder)) {
      String key = gate.person("ada", Role.APPROVER).key();
      FormBrowser one = new FormBrowser(gate.url());
      FormBrowser two = new FormBrowser(gate.url());
      one.signIn(key);
      two.signIn(key);

      Reply out =
          one.post(
              "/console/sign-out-everywhere",
              "form-token",
              FormBrowser.token(one.get("/console/waiting")));

      assertThat(out.status()).isEqualTo(303);
      assertThat(two.isIn()).isFalse();
    }
  }

  @Test
  void aSessionEndsIdleAndAtTheEndOfItsLife() {
    SettableClock clock = new SettableClock(Ambient.system().clock().instant());
    Ambient ambient = new Ambient(clock, System::nanoTime, Ambient.system().random());
    String settings = "console: { sessionIdle: 10m, sessionLife: 1h }\n";
    try (ConsoleGate gate = ConsoleGate.start(folder, settings, ambient)) {
      String key = gate.person("ada", Role.APPROVER).key();
      FormBrowser ada = new FormBrowser(gate.url());
      ada.signIn(key);
      for (int i = 0; i < 5; i++) {
        clock.advance(Duration.ofMinutes(9));
        assertThat(ada.isIn()).isTrue();
      }
      clock.advance(Duration.ofMinutes(9));
      assertThat(ada.isIn()).isTrue();
      clock.advance(Duration.ofMinutes(6));
      assertThat(ada.isIn()).as("after an hour").isFalse();

      ada.signIn(key);
      clock.advance(Duration.ofMinutes(10));
      assertThat(ada.isIn()).as("after ten idle minutes").isFalse();
    }
  }

  @Test
  void aPageThatRefreshesItselfDoesNotKeepASessionAlive() {
    SettableClock clock = new SettableClock(Ambient.system().clock().instant());
    Ambient ambient = new Ambient(clock, System::nanoTime, Ambient.system().random());
    try (ConsoleGate gate = ConsoleGate.start(folder, "console: { sessionIdle: 10m }\n", ambient)) {
      FormBrowser ada = new FormBrowser(gate.url(), "HX-Request", "true");
      ada.signIn(gate.person("ada", Role.APPROVER).key());
      clock.advance(Duration.ofMinutes(9));
      assertThat(ada.isIn()).isTrue();
      clock.advance(Duration.ofMinutes(9));

      Reply late = ada.get("/console/waiting");

      assertThat(late.status()).isEqualTo(401);
      assertThat(late.header("HX-Redirect")).startsWith("/console/sign-in");
    }
  }

  @Test
  void aFormOfAnotherSiteOrSessionDecidesNothing() {
    try (ConsoleGate gate = ConsoleGate.start(folder)) {
      TestCaller agent = gate.agent("docs-bot");
      String id = ConsoleGate.propose(agent, "k-1", "Greet", "<h1>Hi</h1>\n");
      String plan = ConsoleGate.planHash(agent, id);
      FormBrowser ada = new FormBrowser(gate.url());
      FormBrowser eve = new FormBrowser(gate.url());
      ada.signIn(gate.person("ada", Role.APPROVER).key());
      eve.signIn(gate.person("eve", Role.APPROVER).key());
      String page = "/console/changes/" + id;
      String hers = FormBrowser.token(ada.get(page));
      String others = FormBrowser.token(eve.get(page));

      assertThat(ada.post(page + "/approve", "planHash", plan).status()).isEqualTo(403);
      assertThat(ada.post(page + "/approve", "form-token", others, "planHash", plan).status())
          .isEqualTo(403);
      assertThat(
              ada.postAs("cross-site", page + "/approve", "form-token", hers, "planHash", plan)
                  .status())
          .isEqualTo(403);
      assertThat(ada.get(page + "/approve?form-token=" + hers + "&planHash=" + plan).status())
          .isEqualTo(404);
      assertThat(agent.get("/v1/changes/" + id).json().at("/approvals/given").asInt()).isZero();

      assertThat(ada.post(page + "/approve", "form-token", hers, "planHash", plan).status())
          .isEqualTo(303);
      assertThat(agent.get("/v1/changes/" + id).json().at("/approvals/given").asInt()).isOne();
    }
  }

  @Test
  void aSignInFormOfAnotherSiteSignsNobodyIn() {
    try (ConsoleGate gate = ConsoleGate.start(folder)) {
      String key = gate.person("eve", Role.APPROVER).key();
      FormBrowser ada = new FormBrowser(gate.url());

      assertThat(ada.post("/console/sign-in", "key", key).status()).isEqualTo(403);
      String token = FormBrowser.token(ada.get("/console/sign-in"));
      assertThat(
              ada.postAs("cross-site", "/console/sign-in", "form-token", token, "key", key)
                  .status())
          .isEqualTo(403);
      assertThat(ada.isIn()).isFalse();
    }
  }

  @Test
  void afterSigningInNobodyIsSentElsewhere() {
    try (ConsoleGate gate = ConsoleGate.start(folder)) {
      String key = gate.person("ada", Role.APPROVER).key();
      for (String next :
          List.of(
              "https://evil.example/",
              "//evil.example/console/waiting",
              "/console/../v1/audit",
              "javascript:alert(1)",
              "/console/waiting\r\nSet-Cookie: a=b")) {
        FormBrowser ada = new FormBrowser(gate.url());
        String token = FormBrowser.token(ada.get("/console/sign-in"));

        Reply in = ada.post("/console/sign-in", "form-token", token, "key", key, "next", next);

        assertThat(in.header("Location")).isEqualTo("/console/waiting");
      }
    }
  }

  @Test
  void aLinkFromAnotherSiteLeadsToItsPageAndSignsNobodyOut() {
    try (ConsoleGate gate = ConsoleGate.start(folder)) {
      FormBrowser stranger = new FormBrowser(gate.url(), "Sec-Fetch-Site", "cross-site");

      Reply once = stranger.get("/console/changes/chg_01kb3x8x6m4q2d5f7g9h1j3k5m");

      assertThat(once.status()).isEqualTo(200);
      assertThat(once.headers().allValues("Set-Cookie")).isEmpty();
      assertThat(once.text()).contains("url=/console/changes/chg_01kb3x8x6m4q2d5f7g9h1j3k5m");
    }
  }

  @Test
  void everyPageTellsTheBrowserWhatItMayDo() {
    try (ConsoleGate gate = ConsoleGate.start(folder)) {
      FormBrowser ada = new FormBrowser(gate.url());
      List<Reply> replies =
          List.of(
              ada.get("/console/sign-in"),
              ada.get("/console/nothing/here"),
              ada.get("/console/waiting"),
              ada.post("/console/sign-in", "key", "x"),
              ada.signIn(gate.person("ada", Role.APPROVER).key()),
              ada.get("/console/waiting"),
              ada.get("/console/changes/none"));

      assertThat(replies)
          .allSatisfy(
              reply -> {
                assertThat(reply.header("Content-Security-Policy"))
                    .startsWith("default-src 'none'; script-src 'self'; style-src 'self';")
                    .contains("frame-ancestors 'none'", "form-action 'self'", "base-uri 'none'")
                    .doesNotContain("unsafe");
                assertThat(reply.header("X-Frame-Options")).isEqualTo("DENY");
                assertThat(reply.header("X-Content-Type-Options")).isEqualTo("nosniff");
                assertThat(reply.header("Referrer-Policy")).isEqualTo("no-referrer");
                assertThat(reply.header("Cache-Control")).isEqualTo("no-store");
                assertThat(reply.text()).doesNotContain(" style=", "<style", " onclick=");
              });
    }
  }

  @Test
  void p7_theStoreHoldsNoSessionIdAndNoPageShowsAKey() throws Exception {
    try (ConsoleGate gate = ConsoleGate.start(folder)) {
      String key = gate.person("ada", Role.APPROVER).key();
      FormBrowser ada = new FormBrowser(gate.url());
      ada.signIn(key);
      String id = ada.session().substring("sallyport=".length());

      assertThat(ada.get("/console/waiting").text()).doesNotContain(id, key);
      try (Stream<Path> files = Files.list(TestGate.data(folder))) {
        for (Path file : files.filter(Files::isRegularFile).toList()) {
          assertThat(Files.readString(file, StandardCharsets.ISO_8859_1)).doesNotContain(id);
        }
      }
    }
  }

  @Test
  void p11_aFormThatIsNoneCostsA4xx() {
    try (ConsoleGate gate = ConsoleGate.start(folder)) {
      for (String body :
          List.of(
              "",
              "a",
              "a=%zz",
              "=",
              "&".repeat(1000),
              "form-token=%00",
              "a=1&a=2&a=3",
              "%F0%9F=%FF%FE",
              "a=" + "b".repeat(Form.MOST_BYTES))) {
        for (String type : List.of("application/x-www-form-urlencoded", "text/plain", "odd")) {
          Reply reply =
              new TestCaller(gate.url(), "")
                  .send(
                      "/console/sign-in",
                      request ->
                          request.header("Content-Type", type).POST(BodyPublishers.ofString(body)));

          assertThat(reply.status()).as(body).isBetween(400, 499);
        }
      }
    }
  }

  @Test
  void whereItIsNotEnabledThereIsNothing() {
    try (ConsoleGate gate =
        ConsoleGate.start(folder, "console: { enabled: false }\n", Ambient.system())) {
      assertThat(new TestCaller(gate.url(), "").get("/console/sign-in").status()).isEqualTo(404);
    }
  }
}
