package dev.sallyport.gate;

import static dev.sallyport.gate.ApprovalSteps.all;
import static dev.sallyport.gate.ApprovalSteps.bodies;
import static dev.sallyport.gate.ApprovalSteps.decide;
import static dev.sallyport.gate.ApprovalSteps.decision;
import static dev.sallyport.gate.ApprovalSteps.of;
import static dev.sallyport.gate.ApprovalSteps.post;
import static dev.sallyport.gate.ApprovalSteps.refused;
import static dev.sallyport.gate.ApprovalSteps.shown;
import static dev.sallyport.gate.ApprovalSteps.stands;
import static dev.sallyport.gate.ApprovalSteps.token;
import static dev.sallyport.gate.ApprovalSteps.tokenOf;
import static dev.sallyport.gate.ApprovalSteps.trace;
import static dev.sallyport.gate.ApprovalSteps.waiting;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.sallyport.checkpoint.Checkpoint;
import dev.sallyport.domain.PrincipalKind;
import dev.sallyport.domain.Role;
import dev.sallyport.fixture.TestCaller;
import dev.sallyport.fixture.TestCaller.Reply;
import dev.sallyport.fixture.TestGate;
import dev.sallyport.gate.ApprovalSteps.Waiting;
import dev.sallyport.limit.SettableClock;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/// Groups that must agree, the time of an approval, a deploy's own one, the number, and the broken
/// glass, over HTTP.
@Tag("integration")
@Tag("tokens")
class ApprovalRoundsTest {
  private static final String RENDERED = "sha256:" + "a".repeat(64);
  private static final String GROUPS =
      "apply: { approve: [{ role: dba, count: 1 }, { role: sre, count: 2 }] }, deploy: confirm";
  private static final String DEPLOY = "apply: confirm, deploy: { approve: 1 }";
  private static final String RISKY =
      "apply: { approve: 1 }, deploy: confirm, breakGlass: operator, rules:"
          + " [{ when: 'true', safety: high, because: test }]";

  @TempDir Path folder;
  private final SettableClock clock = new SettableClock(System.currentTimeMillis());
  private final Ambient ambient = new Ambient(clock, Ambient.system().nanos(), new SecureRandom());
  private TestGate gate;
  private TestCaller agent;

  private void start(String policy) {
    String configuration =
        TestGate.WIDE_LIMITS
            + "approvals: { expireAfter: 2h, lifetime: 1h }\n"
            + TestGate.BLOG.replace(
                "apply: confirm, deploy: confirm, rollback: confirm, auto: low", policy);
    gate = TestGate.start(folder, configuration, ambient, Checkpoint.Listener.NONE);
    agent = gate.caller("docs-bot", Role.REQUESTER);
  }

  @AfterEach
  void stop() {
    gate.close();
  }

  @Test
  void everyGroupMustAgreeAndTheViewSaysWhatIsMissing() {
    start(GROUPS);
    Waiting change = waiting(agent, "groups-1");

    stands(decide(gate.approver("both", "dba", "sre"), "approve", change), "awaiting_approval", 1);
    refused(decide(gate.approver("web", "web"), "approve", change), 403, "forbidden");
    refused(decide(gate.approver("none"), "approve", change), 403, "forbidden");
    stands(decide(gate.approver("dora", "dba"), "approve", change), "awaiting_approval", 2);
    JsonNode approvals = shown(agent, change, "awaiting_approval", 2).json().required("approvals");
    assertThat(approvals.required("required").asInt()).isEqualTo(3);
    assertThat(approvals.required("action").asString()).isEqualTo("apply");
    assertThat(approvals.required("groups").toString())
        .isEqualTo(
            "[{\"group\":\"dba\",\"required\":1,\"given\":1,\"missing\":0},"
                + "{\"group\":\"sre\",\"required\":2,\"given\":1,\"missing\":1}]");
    assertThat(Instant.parse(approvals.required("expiresAt").asString()))
        .isBetween(clock.instant(), clock.instant().plus(Duration.ofHours(2)));
    refused(token(agent, change), 403, "approval-required");

    stands(decide(gate.approver("sam", "sre"), "approve", change), "awaiting_confirmation", 3);
    assertThat(agent.confirm("apply", change.key(), tokenOf(token(agent, change))).status())
        .isEqualTo(200);
  }

  @Test
  void whatIsNotApprovedInTimeEndsAndEveryAnswerNamesIt() {
    start(GROUPS);
    Waiting change = waiting(agent, "late-1");
    clock.advance(Duration.ofHours(2));

    refused(token(agent, change), 403, "approval-expired");
    refused(decide(gate.approver("dora", "dba"), "approve", change), 403, "approval-expired");
    await()
        .atMost(Duration.ofSeconds(60))
        .untilAsserted(
            () ->
                assertThat(agent.get("/v1/changes/" + change.id()).json().required("state"))
                    .hasToString("\"expired\""));
    refused(token(agent, change), 403, "approval-expired");
    refused(decide(gate.approver("dora", "dba"), "approve", change), 403, "approval-expired");
    refused(decide(gate.approver("dora", "dba"), "reject", change), 403, "approval-expired");
    assertThat(all(folder, ambient))
        .filteredOn(body -> body.path("event").asString("").equals("approval.expired"))
        .singleElement()
        .satisfies(body -> assertThat(body.path("changeId").asString("")).isEqualTo(change.id()));
  }

  @Test
  void tokenNeverOutlivesTheApprovalItStandsOn() {
    start("apply: { approve: 1 }");
    Waiting change = waiting(agent, "token-1");
    decide(gate.approver("ada"), "approve", change);
    Instant approved = clock.instant();
    clock.advance(Duration.ofMinutes(55));
    Reply token = token(agent, change);

    assertThat(Instant.parse(token.json().required("confirmBy").asString()))
        .isBetween(approved.plus(Duration.ofMinutes(59)), approved.plus(Duration.ofHours(1)));
    clock.advance(Duration.ofMinutes(6));
    assertThat(agent.confirm("apply", change.key(), tokenOf(token)).slug())
        .isIn("approval-expired", "confirm-token-expired");
    assertThat(gate.published()).doesNotExist();
  }

  @Test
  void approvalThatWasNotUsedInTimeGivesNoToken() {
    start("apply: { approve: 1 }");
    Waiting change = waiting(agent, "unused-1");
    decide(gate.approver("ada"), "approve", change);
    clock.advance(Duration.ofMinutes(61));

    refused(token(agent, change), 403, "approval-expired");
  }

  @Test
  void deployWaitsForItsOwnApprovalAndRunsOnceByItsOwnToken() {
    start(DEPLOY);
    String key = "deploy-1";
    Reply preview = agent.preview(key, "index.html", "<h1>New</h1>\n");
    String applyToken = preview.result().required("confirmToken").asString();
    Waiting change = of(key, preview);
    TestCaller ada = gate.approver("ada");

    refused(decide(ada, "approve", change), 409, "wrong-state");
    assertThat(agent.confirm("apply", key, applyToken).status()).isEqualTo(200);
    refused(agent.confirm("deploy", key, applyToken), 403, "approval-required");
    refused(token(agent, change), 403, "approval-required");
    assertThat(
            shown(agent, change, "applied", 0)
                .json()
                .required("approvals")
                .required("action")
                .asString())
        .isEqualTo("deploy");

    stands(decide(ada, "approve", change), "applied", 1);
    refused(decide(gate.approver("bob"), "reject", change), 409, "wrong-state");
    refused(agent.confirm("deploy", key, applyToken), 403, "confirm-token-mismatch");
    Reply fetched = token(agent, change);
    assertThat(fetched.json().required("state").asString()).isEqualTo("applied");
    assertThat(token(agent, change).text()).isEqualTo(fetched.text());
    assertThat(gate.published()).doesNotExist();
    Reply deployed = agent.confirm("deploy", key, tokenOf(fetched));
    assertThat(deployed.status()).as(deployed.text()).isEqualTo(200);
    assertThat(agent.confirm("deploy", key, tokenOf(fetched)).replayed()).isTrue();
    shown(agent, change, "deployed", 1);
    refused(token(agent, change), 409, "wrong-state");
    assertThat(agent.preview(key, "index.html", "<h1>New</h1>\n").result().toString())
        .contains(applyToken);
  }

  @Test
  void deployTokenAppliesNothing() {
    start(DEPLOY);
    Reply preview = agent.preview("other-1", "index.html", "<h1>New</h1>\n");
    Waiting change = of("other-1", preview);
    agent.confirm("apply", "other-1", preview.result().required("confirmToken").asString());
    decide(gate.approver("ada"), "approve", change);

    refused(
        agent.confirm("apply", "other-2", tokenOf(token(agent, change))),
        403,
        "confirm-token-mismatch");
  }

  @Test
  void rejectedDeployEndsTheChange() {
    start(DEPLOY);
    Reply preview = agent.preview("no-1", "index.html", "<h1>New</h1>\n");
    Waiting change = of("no-1", preview);
    agent.confirm("apply", "no-1", preview.result().required("confirmToken").asString());

    stands(decide(gate.approver("ada"), "reject", change), "rejected", 0);
    refused(token(agent, change), 409, "wrong-state");
    assertThat(gate.published()).doesNotExist();
  }

  @Test
  void decisionRecordsWhatItIsBoundToAndWhatWasRendered() {
    start("apply: { approve: 1 }");
    Waiting change = waiting(agent, "bound-1");
    ObjectNode body = decision(change).put("rendered", RENDERED).put("openMillis", 5300);

    Reply approved = post(gate.approver("ada"), change, "approve", body.toString());

    assertThat(approved.status()).as(approved.text()).isEqualTo(200);
    JsonNode details = bodies(folder, ambient, trace(approved)).getFirst().required("details");
    assertThat(details.required("rendered").asString()).isEqualTo(RENDERED);
    assertThat(details.required("openMillis").asLong()).isEqualTo(5300);
    assertThat(details.required("planHash").asString()).isEqualTo(change.hash());
    assertThat(details.required("requester").asString()).isEqualTo("docs-bot");
    assertThat(details.required("base").asString()).isNotEmpty();
    assertThat(details.required("policy").asString()).matches("sha256:[0-9a-f]{64}");
    assertThat(details.required("binding").asString()).matches("sha256:[0-9a-f]{64}");
  }

  @Test
  void approvalUnderAnotherPolicyCountsNoMore() {
    start("apply: { approve: 1 }");
    Waiting change = waiting(agent, "policy-1");
    decide(gate.approver("ada"), "approve", change);
    gate.close();
    start("apply: { approve: 1 }, auto: high");

    refused(token(agent, change), 403, "approval-required");
  }

  @Test
  void riskyPlanNeedsTheNumberThatItsRequesterWasShown() {
    start(RISKY);
    Reply preview = agent.preview("risky-1", "index.html", "<h1>New</h1>\n");
    Waiting change = waiting("risky-1", preview);
    int number = preview.result().required("confirmNumber").asInt();
    TestCaller ada = gate.approver("ada");

    assertThat(number).isBetween(10, 99);
    assertThat(
            agent.preview("risky-1", "index.html", "<h1>New</h1>\n").result().get("confirmNumber"))
        .isEqualTo(preview.result().get("confirmNumber"));
    assertThat(agent.get("/v1/changes/" + change.id()).json().required("confirmNumber").asInt())
        .isEqualTo(number);
    assertThat(ada.get("/v1/changes/" + change.id()).json().has("confirmNumber")).isFalse();
    refused(decide(ada, "approve", change), 400, "invalid-request");
    stands(
        post(ada, change, "approve", decision(change).put("confirmNumber", number).toString()),
        "awaiting_confirmation",
        1);
  }

  @Test
  void wrongNumberIsRecordedAndTheThirdOneBarsTheApprover() {
    start(RISKY);
    Reply preview = agent.preview("risky-2", "index.html", "<h1>New</h1>\n");
    Waiting change = waiting("risky-2", preview);
    int number = preview.result().required("confirmNumber").asInt();
    String right = decision(change).put("confirmNumber", number).toString();
    String wrong = decision(change).put("confirmNumber", number == 99 ? 10 : 99).toString();
    TestCaller ada = gate.approver("ada");

    for (int i = 0; i < 3; i++) {
      Reply refusal = post(ada, change, "approve", wrong);
      refused(refusal, 403, "forbidden");
      assertThat(bodies(folder, ambient, trace(refusal)))
          .singleElement()
          .satisfies(
              body -> assertThat(body.required("event").asString()).isEqualTo("approval.refused"));
    }
    refused(post(ada, change, "approve", right), 403, "forbidden");
    shown(agent, change, "awaiting_approval", 0);
    stands(post(gate.approver("bob"), change, "approve", right), "awaiting_confirmation", 1);
  }

  @Test
  void operatorBreaksTheGlassOnRecordAndTheRequesterGoesOn() {
    start(RISKY);
    Waiting change = waiting(agent, "glass-1");
    waiting(agent, "glass-2");
    TestCaller olga =
        gate.caller("olga", PrincipalKind.PERSON, Set.of(Role.OPERATOR), Set.of("blog"));

    refused(post(agent, change, "break-glass", decision(change).toString()), 403, "forbidden");
    refused(
        post(
            gate.caller("robot", Role.OPERATOR),
            change,
            "break-glass",
            decision(change).toString()),
        403,
        "forbidden");
    refused(
        post(olga, change, "break-glass", "{\"planHash\":\"" + change.hash() + "\"}"),
        400,
        "invalid-request");
    Waiting wrong = new Waiting(change.key(), change.id(), "sha256:" + "0".repeat(64));
    refused(post(olga, wrong, "break-glass", decision(wrong).toString()), 409, "wrong-state");
    Reply broken = post(olga, change, "break-glass", decision(change).toString());
    stands(broken, "awaiting_confirmation", 0);
    refused(post(olga, change, "break-glass", decision(change).toString()), 409, "wrong-state");

    assertThat(agent.confirm("apply", change.key(), tokenOf(token(agent, change))).status())
        .isEqualTo(200);
    JsonNode record = bodies(folder, ambient, trace(broken)).getFirst();
    assertThat(record.required("event").asString()).isEqualTo("break_glass.used");
    assertThat(record.required("principal").asString()).isEqualTo("olga");
    assertThat(record.required("details").required("reason").asString()).isEqualTo("looked at it");
    JsonNode listed = olga.get("/v1/changes?breakGlass=true").json().required("items");
    assertThat(listed).hasSize(1);
    assertThat(listed.get(0).required("changeId").asString()).isEqualTo(change.id());
    assertThat(
            olga.get("/v1/changes/" + change.id())
                .json()
                .required("breakGlass")
                .get(0)
                .required("by")
                .asString())
        .isEqualTo("olga");
    assertThat(olga.get("/metrics").text()).contains("sallyport_break_glass_total 1");
  }

  @Test
  void glassDoesNotBreakWhereThePolicySaysNothingOfIt() {
    start("apply: { approve: 1 }");
    Waiting change = waiting(agent, "glass-3");
    TestCaller olga =
        gate.caller("olga", PrincipalKind.PERSON, Set.of(Role.OPERATOR), Set.of("blog"));

    refused(post(olga, change, "break-glass", decision(change).toString()), 403, "forbidden");
    shown(agent, change, "awaiting_approval", 0);
  }
}
