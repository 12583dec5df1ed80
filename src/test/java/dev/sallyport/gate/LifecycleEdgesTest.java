package dev.sallyport.gate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.sallyport.audit.AuditDraft;
import dev.sallyport.audit.AuditEvent;
import dev.sallyport.domain.PrincipalId;
import dev.sallyport.domain.PrincipalKind;
import dev.sallyport.domain.Role;
import dev.sallyport.fixture.SiteFiles;
import dev.sallyport.fixture.TestCaller;
import dev.sallyport.fixture.TestCaller.Reply;
import dev.sallyport.fixture.TestGate;
import dev.sallyport.store.Store;
import java.net.http.HttpRequest.BodyPublishers;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// The edges of a change's life over HTTP: out of order, out of sight, out of reach.
@Tag("integration")
class LifecycleEdgesTest {
  private static final String CONFIGURATION =
      TestGate.WIDE_LIMITS
          + TestGate.BLOG
          + """
            docs:
              kind: site
              repository: ./var/docs.git
              import: ./site
              publish: ./var/www/docs
              policy: { apply: deny, deploy: confirm, rollback: confirm, auto: deny }
          """;

  @TempDir Path folder;
  private final Blocker blocker = new Blocker(Blocker.IN_TARGET);
  private TestGate gate;
  private TestCaller agent;

  @BeforeEach
  void start() {
    gate = blocker.start(folder, Ambient.system(), CONFIGURATION);
    agent = gate.caller("docs-bot", Role.REQUESTER);
  }

  @AfterEach
  void stop() {
    blocker.release();
    gate.close();
  }

  @Test
  void aSecondApplyOrDeployIsAReplayAndTouchesNothing() {
    String token = agent.token("twice-1", "index.html", "new\n");
    Reply applied = agent.confirm("apply", "twice-1", token);
    Reply deployed = agent.confirm("deploy", "twice-1", token);
    SiteFiles site = SiteFiles.of(gate);
    int commits = site.commits();

    assertThat(agent.confirm("apply", "twice-1", token).text()).isEqualTo(applied.text());
    assertThat(agent.confirm("deploy", "twice-1", token).text()).isEqualTo(deployed.text());
    assertThat(site.commits()).isEqualTo(commits);
    assertThat(site.deployments()).isEqualTo(1);
  }

  @Test
  void afterARollbackTheUndoneChangeIsNotDeployedAgain() {
    String token = agent.token("undone-1", "index.html", "new\n");
    agent.confirm("apply", "undone-1", token);
    Reply undo = agent.previewRollback("undo-1");
    Reply undone =
        agent.confirm("rollback", "undo-1", undo.result().required("confirmToken").asString());
    assertThat(undone.status()).as(undone.text()).isEqualTo(200);

    Reply deployed = agent.confirm("deploy", "undone-1", token);

    assertThat(deployed.status()).as(deployed.text()).isNotEqualTo(200).isLessThan(503);
    assertThat(SiteFiles.of(gate).published().entrySet())
        .noneMatch(
            file -> file.getKey().startsWith("current") && file.getValue().contains("new\n"));
  }

  @Test
  void planAndReadLeaveNothingBehind() {
    SiteFiles site = SiteFiles.of(gate);
    String head = site.head();
    for (String action : List.of("plan", "list", "read", "status")) {
      var body =
          action.equals("plan")
              ? TestCaller.edit("plan", "unused-1", "index.html", "new\n")
              : TestCaller.body(action, "unused-1");
      if (action.equals("read")) {
        body.putObject("parameters").put("path", "index.html");
      }
      Reply reply = agent.execute(body);
      assertThat(reply.status()).as(reply.text()).isEqualTo(200);
      assertThat(reply.replayed()).isFalse();
    }
    assertThat(site.head()).isEqualTo(head);
    assertThat(agent.get("/v1/changes").json().required("items").isEmpty()).isTrue();
    assertThat(site.published())
        .as("but for the mark whose folder it is")
        .containsOnlyKeys(".site");
  }

  @Test
  void changesAreSeenByTheirRequesterAndByThoseWhoseWorkItIs() {
    Reply mine = agent.preview("mine-1", "index.html", "new\n");
    Reply applied =
        agent.confirm("apply", "mine-1", mine.result().required("confirmToken").asString());
    String change = "/v1/changes/" + mine.result().required("changeId").asString();
    String execution = "/v1/executions/" + applied.result().required("executionId").asString();
    TestCaller other = gate.caller("other-bot", Role.REQUESTER);
    TestCaller auditor = gate.caller("auditor-1", Role.AUDITOR);
    TestCaller elsewhere =
        gate.caller("auditor-2", PrincipalKind.PERSON, Set.of(Role.AUDITOR), Set.of("docs"));

    for (String path : List.of(change, execution)) {
      assertThat(agent.get(path).status()).isEqualTo(200);
      assertThat(auditor.get(path).status()).isEqualTo(200);
      assertThat(other.get(path).slug()).isEqualTo("unknown-change");
      assertThat(elsewhere.get(path).slug()).isEqualTo("unknown-change");
    }
    assertThat(ids(other.get("/v1/changes"))).isEmpty();
    assertThat(ids(elsewhere.get("/v1/changes"))).isEmpty();
    assertThat(ids(auditor.get("/v1/changes"))).isEqualTo(ids(agent.get("/v1/changes"))).hasSize(1);
    assertThat(auditor.get(change).text()).doesNotContain("spt_");
  }

  @Test
  void aTargetOutsideTheKeyLooksLikeOneThatIsNotThere() {
    List<String> details = new ArrayList<>();
    for (String target : List.of("docs", "no-such-target")) {
      Reply reply =
          agent.execute(
              TestCaller.edit("preview", "hint-1", "index.html", "x").put("target", target));
      assertThat(reply.status()).isEqualTo(404);
      assertThat(reply.slug()).isEqualTo("unknown-target");
      details.add(reply.json().required("detail").asString());
    }
    assertThat(details.getFirst()).isEqualTo(details.getLast());
    assertThat(agent.get("/v1/targets").text()).contains("\"blog\"").doesNotContain("\"docs\"");
    assertThat(agent.execute(TestCaller.body("status", "x-1")).text()).doesNotContain("\"docs\"");
  }

  @Test
  void changesArePagedNewestFirst() {
    List<String> made = new ArrayList<>();
    for (int i = 0; i < 7; i++) {
      made.addFirst(
          agent
              .preview("page-" + i, "index.html", i + "\n")
              .result()
              .required("changeId")
              .asString());
    }
    List<String> found = new ArrayList<>();
    String cursor = "";
    for (int page = 0; page < 4; page++) {
      Reply reply = agent.get("/v1/changes?limit=2" + cursor);
      found.addAll(ids(reply));
      assertThat(ids(reply)).hasSizeLessThanOrEqualTo(2);
      assertThat(reply.json().has("next")).isEqualTo(page < 3);
      cursor = "&cursor=" + reply.json().path("next").asString("");
    }
    assertThat(found).isEqualTo(made);
  }

  @Test
  void rolesAndRevokedKeysAreHeeded() {
    TestCaller auditor = gate.caller("auditor-1", Role.AUDITOR);
    assertThat(auditor.preview("role-1", "index.html", "x").slug()).isEqualTo("forbidden");
    assertThat(auditor.execute(TestCaller.body("list", "role-1")).status()).isEqualTo(200);

    String keyId = agent.key().split("_")[1];
    try (Store store = TestGate.openStore(folder, Ambient.system())) {
      assertThat(
              store
                  .apiKeys()
                  .revoke(
                      keyId,
                      new AuditDraft(
                          AuditEvent.KEY_REVOKED,
                          AuditDraft.NO_TRACE,
                          new PrincipalId("admin"),
                          null,
                          null,
                          null,
                          JsonMapper.shared().createObjectNode())))
          .isTrue();
    }
    assertThat(agent.get("/v1/changes").slug()).isEqualTo("unauthenticated");
  }

  @Test
  void autoIsForWhatIsAssessedLowEnoughAndDeclaredSo() {
    Reply declaredHigh =
        agent.execute(
            TestCaller.edit("auto", "auto-1", "index.html", "new\n").put("safetyLevel", "high"));
    assertThat(declaredHigh.status()).as(declaredHigh.text()).isEqualTo(403);
    assertThat(declaredHigh.slug()).isEqualTo("auto-not-permitted");

    TestCaller both =
        gate.caller(
            "both-bot", PrincipalKind.AGENT, Set.of(Role.REQUESTER), Set.of("blog", "docs"));
    Reply denied =
        both.execute(TestCaller.edit("auto", "auto-2", "index.html", "x").put("target", "docs"));
    assertThat(denied.slug()).isEqualTo("auto-not-permitted");
    Reply noPreview =
        both.execute(TestCaller.edit("preview", "deny-1", "index.html", "x").put("target", "docs"));
    assertThat(noPreview.slug()).isEqualTo("forbidden");
    assertThat(
            agent
                .execute(
                    TestCaller.edit("auto", "auto-1", "index.html", "new\n")
                        .put("safetyLevel", "low"))
                .status())
        .isEqualTo(200);
  }

  @Test
  void whoWillNotWaitIsToldWhereToLook() {
    String token = agent.token("async-1", "index.html", "new\n");
    blocker.arm();
    Reply accepted =
        agent.send(
            "/v1/execute",
            request ->
                request
                    .header("Content-Type", "application/json")
                    .header("Prefer", "respond-async")
                    .POST(
                        BodyPublishers.ofString(
                            TestCaller.body("apply", "async-1")
                                .put("confirmToken", token)
                                .toString())));

    assertThat(accepted.status()).as(accepted.text()).isEqualTo(202);
    assertThat(accepted.json().required("eventType").asString()).isEqualTo("accepted");
    String location = accepted.header("Location");
    assertThat(location)
        .isEqualTo("/v1/executions/" + accepted.result().required("executionId").asString());
    assertThat(agent.get(location).json().required("state").asString()).isEqualTo("running");
    blocker.release();
    await()
        .atMost(Duration.ofSeconds(60))
        .until(() -> agent.get(location).json().required("state").asString().equals("succeeded"));
    Reply later = agent.confirm("apply", "async-1", token);
    assertThat(later.replayed()).isTrue();
    assertThat(later.json().required("eventType").asString()).isEqualTo("applied");
  }

  private static List<String> ids(Reply reply) {
    List<String> ids = new ArrayList<>();
    for (JsonNode item : reply.json().required("items")) {
      ids.add(item.required("changeId").asString());
    }
    return ids;
  }
}
