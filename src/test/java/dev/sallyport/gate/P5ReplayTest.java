package dev.sallyport.gate;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sallyport.domain.PrincipalKind;
import dev.sallyport.domain.Role;
import dev.sallyport.fixture.SiteFiles;
import dev.sallyport.fixture.TestCaller;
import dev.sallyport.fixture.TestCaller.Reply;
import dev.sallyport.fixture.TestGate;
import dev.sallyport.limit.SettableClock;
import dev.sallyport.store.Store;
import java.io.IOException;
import java.net.http.HttpRequest.BodyPublishers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// P5 over HTTP: the same key gives the same answer, and stands for one request.
@Tag("integration")
class P5ReplayTest {
  private static final String TWO_SITES =
      TestGate.WIDE_LIMITS
          + TestGate.BLOG
          + """
            docs:
              kind: site
              repository: ./var/docs.git
              import: ./site
              publish: ./var/www/docs
          """;

  @TempDir Path folder;
  private final SettableClock clock = new SettableClock(System.currentTimeMillis());
  private final Blocker blocker = new Blocker(Blocker.IN_TARGET);
  private TestGate gate;
  private TestCaller agent;

  @BeforeEach
  void start() {
    gate = blocker.start(folder, ambient(), TWO_SITES);
    agent =
        gate.caller(
            "docs-bot", PrincipalKind.AGENT, Set.of(Role.REQUESTER), Set.of("blog", "docs"));
  }

  @AfterEach
  void stop() {
    blocker.release();
    gate.close();
  }

  private Ambient ambient() {
    return new Ambient(clock, System::nanoTime, new SecureRandom());
  }

  @Test
  void p5_theSameBytesGetTheSameAnswer() {
    Reply first = agent.preview("same-1", "index.html", "new\n");
    replays(agent.preview("same-1", "index.html", "new\n"), first);
  }

  @Test
  void p5_keyOrderWhiteSpaceAndEscapesMakeNoDifference() {
    Reply first =
        agent.post(
            "/v1/execute",
            """
            {"action":"preview","target":"blog","idempotencyKey":"order-1","command":"Change it",
             "parameters":{"edits":[{"path":"index.html","content":"new\\n"}]}}""");
    assertThat(first.status()).as(first.text()).isEqualTo(200);

    replays(
        agent.post(
            "/v1/execute",
            """
            { "parameters" : { "edits" : [ { "content" : "n\\u0065w\\n", "path" : "index.html" } ] },
              "command" : "Change it",
              "idempotencyKey" : "order-1", "target" : "blog", "action" : "preview" }
            """),
        first);
  }

  @Test
  void p5_theKeyMayComeInTheHeaderInstead() {
    Reply first = agent.preview("header-1", "index.html", "new\n");
    var body = TestCaller.edit("preview", "header-1", "index.html", "new\n");
    body.remove("idempotencyKey");

    replays(withHeader(body.toString(), "\"header-1\""), first);
    Reply both =
        withHeader(
            TestCaller.edit("preview", "header-1", "index.html", "new\n").toString(),
            "\"header-1\"");
    replays(both, first);
  }

  @Test
  void p5_twoDifferentKeysInOneRequestAreAMistake() {
    Reply reply =
        withHeader(
            TestCaller.edit("preview", "body-1", "index.html", "new\n").toString(), "\"header-2\"");

    assertThat(reply.status()).isEqualTo(400);
    assertThat(reply.slug()).isEqualTo("invalid-request");
  }

  @Test
  void p5_anotherPayloadUnderTheSameKeyIsRefused() {
    agent.token("other-1", "index.html", "new\n");

    Reply other = agent.preview("other-1", "index.html", "newer\n");

    assertThat(other.status()).isEqualTo(422);
    assertThat(other.slug()).isEqualTo("idempotency-key-reused");
  }

  @Test
  void p5_actorAndTokenAreNoPartOfThePayload() {
    Reply first = agent.preview("actor-1", "index.html", "new\n");
    replays(
        agent.execute(
            TestCaller.edit("preview", "actor-1", "index.html", "new\n").put("actor", "somebody")),
        first);
  }

  @Test
  void p5_aKeyBelongsToItsCaller() {
    TestCaller other = gate.caller("other-bot", Role.REQUESTER);
    Reply mine = agent.preview("mine-1", "index.html", "new\n");

    Reply theirs = other.preview("mine-1", "index.html", "different\n");

    assertThat(theirs.status()).as(theirs.text()).isEqualTo(200);
    assertThat(theirs.replayed()).isFalse();
    assertThat(changeId(theirs)).isNotEqualTo(changeId(mine));
  }

  @Test
  void p5_aKeyBelongsToItsTargetAndAction() {
    Reply blog = agent.preview("one-key", "index.html", "new\n");
    Reply docs =
        agent.execute(
            TestCaller.edit("preview", "one-key", "index.html", "new\n").put("target", "docs"));
    Reply applied = agent.confirm("apply", "one-key", token(blog));
    Reply deployed = agent.confirm("deploy", "one-key", token(blog));

    assertThat(docs.status()).as(docs.text()).isEqualTo(200);
    assertThat(docs.replayed()).isFalse();
    assertThat(applied.status()).as(applied.text()).isEqualTo(200);
    assertThat(deployed.status()).as(deployed.text()).isEqualTo(200);
    assertThat(deployed.replayed()).isFalse();
  }

  @Test
  void p5_aCopySentWhileTheFirstRunsIsToldSo() throws Exception {
    String token = agent.token("slow-1", "index.html", "new\n");
    blocker.arm();
    CompletableFuture<Reply> first =
        CompletableFuture.supplyAsync(
            () -> agent.confirm("apply", "slow-1", token), Thread::startVirtualThread);
    blocker.awaitReached();

    Reply copy = agent.confirm("apply", "slow-1", token);

    assertThat(copy.status()).isEqualTo(409);
    assertThat(copy.slug()).isEqualTo("idempotency-in-progress");
    assertThat(copy.header("Retry-After")).isNotEmpty();
    String location = copy.header("Location");
    assertThat(agent.get(location).json().required("state").asString()).isEqualTo("running");
    blocker.release();
    Reply done = first.get(60, TimeUnit.SECONDS);
    replays(agent.confirm("apply", "slow-1", token), done);
    assertThat(agent.get(location).json().required("state").asString()).isEqualTo("succeeded");
  }

  @Test
  void p5_aFailureIsStoredAndItsTokenSpent() throws IOException {
    String token = agent.token("fails-1", "index.html", "new\n");
    assertThat(agent.confirm("apply", "fails-1", token).status()).isEqualTo(200);
    Path www = TestGate.data(folder).resolve("www");
    Path publish = www.resolve("blog");
    Files.createDirectories(www);
    if (Files.exists(publish)) {
      Files.move(publish, www.resolve("moved-away"));
    }
    Files.writeString(publish, "a file where a folder should be");

    Reply failed = agent.confirm("deploy", "fails-1", token);
    Files.delete(publish);
    Reply again = agent.confirm("deploy", "fails-1", token);

    assertThat(failed.status()).as(failed.text()).isEqualTo(502);
    assertThat(failed.slug()).isEqualTo("execution-failed");
    assertThat(failed.text()).doesNotContain(folder.toString());
    replays(again, failed);
    assertThat(gate.published()).doesNotExist();
    Reply otherwise =
        agent.execute(
            TestCaller.body("deploy", "fails-1")
                .put("confirmToken", token)
                .put("command", "Again"));
    assertThat(otherwise.slug()).isEqualTo("idempotency-key-reused");
  }

  @Test
  void p5_everyAnswerIsTheSameAfterARestart() {
    Reply preview = agent.preview("restart-1", "index.html", "new\n");
    Reply applied = agent.confirm("apply", "restart-1", token(preview));
    Reply waiting = agent.preview("restart-2", "about.html", "newer\n");
    gate.close();
    gate = blocker.start(folder, ambient(), TWO_SITES);
    agent = new TestCaller(gate.url(), agent.key());

    replays(agent.preview("restart-1", "index.html", "new\n"), preview);
    replays(agent.confirm("apply", "restart-1", token(preview)), applied);
    replays(agent.preview("restart-2", "about.html", "newer\n"), waiting);
    assertThat(agent.confirm("apply", "restart-2", token(waiting)).status()).isEqualTo(200);
  }

  @Test
  void p5_replayComesBeforeTheToken() {
    Reply preview = agent.preview("spent-1", "index.html", "new\n");
    Reply applied = agent.confirm("apply", "spent-1", token(preview));

    replays(agent.confirm("apply", "spent-1", token(preview)), applied);
    replays(agent.execute(TestCaller.body("apply", "spent-1")), applied);
    replays(agent.confirm("apply", "spent-1", "spt_a.b.c"), applied);
    clock.advance(Duration.ofHours(1));
    replays(agent.confirm("apply", "spent-1", token(preview)), applied);
  }

  @Test
  void p5_aRefusalIsNotStored() {
    Reply refused = agent.preview("again-1", "admin/index.html", "new\n");
    assertThat(refused.status()).isEqualTo(422);
    assertThat(refused.slug()).isEqualTo("plan-refused");

    Reply other = agent.preview("again-1", "index.html", "new\n");
    assertThat(other.status()).as(other.text()).isEqualTo(200);
    assertThat(other.replayed()).isFalse();

    assertThat(agent.confirm("apply", "again-1", "spt_a.b.c").slug())
        .isEqualTo("confirm-token-malformed");
    assertThat(agent.confirm("apply", "again-1", token(other)).status()).isEqualTo(200);
  }

  @Test
  void p5_aBusyTargetLeavesTheTokenGood() throws Exception {
    String first = agent.token("busy-1", "index.html", "new\n");
    String second = agent.token("busy-2", "index.html", "newer\n");
    blocker.arm();
    CompletableFuture<Reply> running =
        CompletableFuture.supplyAsync(
            () -> agent.confirm("apply", "busy-1", first), Thread::startVirtualThread);
    blocker.awaitReached();

    Reply busy = agent.confirm("apply", "busy-2", second);

    assertThat(busy.status()).isEqualTo(409);
    assertThat(busy.slug()).isEqualTo("target-busy");
    blocker.release();
    assertThat(running.get(60, TimeUnit.SECONDS).status()).isEqualTo(200);
    // Its plan is void now, since the first one moved the branch; but the token was not spent.
    assertThat(agent.confirm("apply", "busy-2", second).slug()).isEqualTo("plan-stale");
  }

  @Test
  void p5_readingStoresNothing() {
    var list = TestCaller.body("list", "read-1");
    Reply first = agent.execute(list);
    SiteFiles.of(gate).push(folder.resolve("clone"), "more.html", "more\n");
    Reply second = agent.execute(list);

    assertThat(first.status()).as(first.text()).isEqualTo(200);
    assertThat(second.replayed()).isFalse();
    assertThat(second.text()).contains("more.html");
  }

  @Test
  void p5_anExpiredPreviewIsReplayedWithItsExpiredToken() {
    Reply preview = agent.preview("expired-1", "index.html", "new\n");
    clock.advance(Duration.ofMinutes(11));

    replays(agent.preview("expired-1", "index.html", "new\n"), preview);
    assertThat(agent.confirm("apply", "expired-1", token(preview)).slug())
        .isEqualTo("confirm-token-expired");
  }

  @Test
  void p5_aKeyIsForgottenAfterItsRetention() {
    Reply first = agent.preview("old-1", "index.html", "new\n");
    clock.advance(Duration.ofDays(31));
    try (Store store = TestGate.openStore(folder, ambient())) {
      assertThat(store.requests().forget(Duration.ofDays(30), 10)).isEqualTo(1);
    }

    Reply anew = agent.preview("old-1", "index.html", "new\n");

    assertThat(anew.status()).as(anew.text()).isEqualTo(200);
    assertThat(anew.replayed()).isFalse();
    assertThat(changeId(anew)).isNotEqualTo(changeId(first));
    assertThat(agent.confirm("apply", "old-1", token(anew)).status()).isEqualTo(200);
  }

  private Reply withHeader(String body, String key) {
    return agent.send(
        "/v1/execute",
        request ->
            request
                .header("Content-Type", "application/json")
                .header("Idempotency-Key", key)
                .POST(BodyPublishers.ofString(body)));
  }

  private static void replays(Reply again, Reply first) {
    assertThat(again.replayed()).as(again.text()).isTrue();
    assertThat(again.status()).isEqualTo(first.status());
    assertThat(again.text()).isEqualTo(first.text());
  }

  private static String changeId(Reply preview) {
    return preview.result().required("changeId").asString();
  }

  private static String token(Reply preview) {
    return preview.result().required("confirmToken").asString();
  }
}
