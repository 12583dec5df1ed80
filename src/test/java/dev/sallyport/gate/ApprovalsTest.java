package dev.sallyport.gate;

import static dev.sallyport.gate.ApprovalSteps.bodies;
import static dev.sallyport.gate.ApprovalSteps.decide;
import static dev.sallyport.gate.ApprovalSteps.post;
import static dev.sallyport.gate.ApprovalSteps.refused;
import static dev.sallyport.gate.ApprovalSteps.shown;
import static dev.sallyport.gate.ApprovalSteps.stands;
import static dev.sallyport.gate.ApprovalSteps.token;
import static dev.sallyport.gate.ApprovalSteps.trace;
import static dev.sallyport.gate.ApprovalSteps.waiting;
import static org.assertj.core.api.Assertions.assertThat;

import dev.sallyport.checkpoint.Checkpoint;
import dev.sallyport.domain.PrincipalKind;
import dev.sallyport.domain.Role;
import dev.sallyport.fixture.Rush;
import dev.sallyport.fixture.TestCaller;
import dev.sallyport.fixture.TestCaller.Reply;
import dev.sallyport.fixture.TestGate;
import dev.sallyport.gate.ApprovalSteps.Waiting;
import dev.sallyport.limit.SettableClock;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// A change that two other people must approve, over HTTP.
@Tag("integration")
@Tag("tokens")
class ApprovalsTest {
  private static final String CONFIGURATION =
      TestGate.WIDE_LIMITS
          + TestGate.BLOG.replace(
              "apply: confirm, deploy: confirm, rollback: confirm",
              "apply: { approve: 2 }, deploy: confirm, rollback: { approve: 1 }");

  @TempDir Path folder;
  private final SettableClock clock = new SettableClock(System.currentTimeMillis());
  private Ambient ambient;
  private TestGate gate;
  private TestCaller agent;
  private TestCaller ada;
  private TestCaller bob;

  @BeforeEach
  void start() {
    ambient = new Ambient(clock, Ambient.system().nanos(), new SecureRandom());
    gate = TestGate.start(folder, CONFIGURATION, ambient, Checkpoint.Listener.NONE);
    agent = gate.caller("docs-bot", Role.REQUESTER);
    ada = person("ada", Role.APPROVER);
    bob = person("bob", Role.APPROVER);
  }

  @AfterEach
  void stop() {
    gate.close();
  }

  private TestCaller person(String name, Role... roles) {
    return gate.caller(name, PrincipalKind.PERSON, Set.of(roles), Set.of("blog"));
  }

  private String approved(Waiting change) {
    decide(ada, "approve", change);
    stands(decide(bob, "approve", change), "awaiting_confirmation", 2);
    Reply token = token(agent, change);
    assertThat(token.status()).as(token.text()).isEqualTo(200);
    return token.json().required("confirmToken").asString();
  }

  private List<String> records(String trace) {
    return bodies(folder, ambient, trace).stream()
        .map(body -> body.path("event").asString("") + " " + body.path("principal").asString(""))
        .toList();
  }

  @Test
  void twoOthersApproveAndTheRequesterAppliesAndDeploys() {
    Waiting change = waiting(agent, "two-1");
    assertThat(
            agent
                .get("/v1/changes/" + change.id())
                .json()
                .required("approvals")
                .required("required")
                .asInt())
        .isEqualTo(2);

    stands(decide(ada, "approve", change), "awaiting_approval", 1);
    shown(agent, change, "awaiting_approval", 1);
    stands(decide(bob, "approve", change), "awaiting_confirmation", 2);
    Reply first = token(agent, change);
    Reply again = token(agent, change);
    assertThat(again.text()).isEqualTo(first.text());
    String token = first.json().required("confirmToken").asString();

    assertThat(agent.confirm("apply", change.key(), token).status()).isEqualTo(200);
    assertThat(agent.confirm("deploy", change.key(), token).status()).isEqualTo(200);
    shown(agent, change, "deployed", 2);
    refused(token(agent, change), 409, "wrong-state");
  }

  @Test
  void rollbackNeedsTheApprovalThatItsOwnPolicyAsksFor() {
    Waiting change = waiting(agent, "back-1");
    agent.confirm("apply", change.key(), approved(change));

    Waiting undo = waiting("undo-1", agent.previewRollback("undo-1"));
    stands(decide(ada, "approve", undo), "awaiting_confirmation", 1);
    String token = token(agent, undo).json().required("confirmToken").asString();
    assertThat(agent.confirm("rollback", "undo-1", token).status()).isEqualTo(200);
  }

  @Test
  void onlyOtherPeopleWithTheRoleCount() {
    TestCaller cleo = person("cleo", Role.REQUESTER, Role.APPROVER);
    Waiting change = waiting(cleo, "own-1");

    refused(decide(cleo, "approve", change), 403, "forbidden");
    refused(decide(cleo, "reject", change), 403, "forbidden");
    refused(decide(gate.caller("robot", Role.APPROVER), "approve", change), 403, "forbidden");
    refused(decide(person("olga", Role.OPERATOR), "approve", change), 403, "forbidden");
    refused(decide(agent, "approve", change), 404, "unknown-change");
    TestCaller elsewhere =
        gate.caller("eve", PrincipalKind.PERSON, Set.of(Role.APPROVER), Set.of("shop"));
    refused(decide(elsewhere, "approve", change), 404, "unknown-change");
    shown(cleo, change, "awaiting_approval", 0);
  }

  @Test
  void onePersonCountsOnceUnderAnyNumberOfKeys() {
    Waiting change = waiting(agent, "once-1");
    TestCaller adaAgain = person("ada", Role.APPROVER);

    stands(decide(ada, "approve", change), "awaiting_approval", 1);
    stands(decide(ada, "approve", change), "awaiting_approval", 1);
    stands(decide(adaAgain, "approve", change), "awaiting_approval", 1);
    refused(decide(ada, "reject", change), 409, "wrong-state");
    shown(agent, change, "awaiting_approval", 1);
  }

  @Test
  void decisionOnAnotherPlanIsRefusedAndSoIsABodyWithoutOne() {
    Waiting change = waiting(agent, "hash-1");
    Waiting wrong = new Waiting(change.key(), change.id(), "sha256:" + "0".repeat(64));

    refused(decide(ada, "approve", wrong), 409, "wrong-state");
    refused(decide(ada, "reject", wrong), 409, "wrong-state");
    refused(post(ada, change, "approve", "{}"), 400, "invalid-request");
    refused(
        post(ada, change, "reject", "{\"planHash\":\"" + change.hash() + "\"}"),
        400,
        "invalid-request");
    refused(
        post(
            ada,
            change,
            "approve",
            "{\"planHash\":\"" + change.hash() + "\",\"reason\":\" \\u0000\"}"),
        400,
        "invalid-request");
    shown(agent, change, "awaiting_approval", 0);
  }

  @Test
  void noTokenBeforeApprovalAndNoneForOthers() {
    Waiting change = waiting(agent, "token-1");

    refused(token(agent, change), 403, "approval-required");
    decide(ada, "approve", change);
    refused(token(agent, change), 403, "approval-required");
    refused(token(ada, change), 403, "forbidden");
    refused(token(gate.caller("other-bot", Role.REQUESTER), change), 404, "unknown-change");
  }

  @Test
  void rejectedAndCancelledChangesTakeNothingMore() {
    Waiting rejected = waiting(agent, "end-1");
    stands(decide(ada, "reject", rejected), "rejected", 0);
    refused(decide(bob, "approve", rejected), 409, "wrong-state");
    refused(token(agent, rejected), 409, "wrong-state");
    refused(post(agent, rejected, "cancel", "{}"), 409, "wrong-state");

    Waiting cancelled = waiting(agent, "end-2");
    refused(post(ada, cancelled, "cancel", "{}"), 403, "forbidden");
    stands(post(agent, cancelled, "cancel", "{}"), "cancelled", 0);
    stands(post(agent, cancelled, "cancel", "{}"), "cancelled", 0);
    refused(decide(bob, "approve", cancelled), 409, "wrong-state");
  }

  @Test
  void cancelledChangeTakesItsTokenWithIt() {
    Waiting change = waiting(agent, "void-1");
    String token = approved(change);
    stands(post(agent, change, "cancel", "{\"reason\":\"not today\"}"), "cancelled", 2);

    refused(agent.confirm("apply", change.key(), token), 409, "wrong-state");
    assertThat(gate.published()).doesNotExist();
  }

  @Test
  void expiredTokenIsNotRenewed() {
    Waiting change = waiting(agent, "late-1");
    String token = approved(change);
    clock.advance(Duration.ofMinutes(11));

    Reply late = token(agent, change);
    // The gate's housekeeping may have ended the change meanwhile.
    assertThat(late.slug()).isIn("confirm-token-expired", "wrong-state");
    refused(agent.confirm("apply", change.key(), token), 403, "confirm-token-expired");
    refused(decide(person("cleo", Role.APPROVER), "approve", change), 409, "wrong-state");
  }

  @Test
  void twoApproveAndOneRejectsAtOnceWithOneConsistentEnd() {
    TestCaller cleo = person("cleo", Role.APPROVER);
    for (int round = 0; round < 5; round++) {
      Waiting change = waiting(agent, "race-" + round);
      List<TestCaller> people = List.of(ada, bob, cleo);

      List<Reply> replies =
          Rush.of(3, i -> decide(people.get(i), i == 2 ? "reject" : "approve", change));

      String end = agent.get("/v1/changes/" + change.id()).json().required("state").asString();
      assertThat(end).isIn("awaiting_confirmation", "rejected");
      assertThat(replies)
          .filteredOn(reply -> reply.json().path("state").asString("").equals(end))
          .hasSize(1);
      assertThat(token(agent, change).status()).isEqualTo(end.equals("rejected") ? 409 : 200);
    }
  }

  @Test
  void p8_everyDecisionIsOnRecordWithItsTrace() {
    Waiting change = waiting(agent, "record-1");
    Reply first = decide(ada, "approve", change);
    Reply second = decide(bob, "approve", change);
    Reply token = token(agent, change);
    Reply cancelled = post(agent, change, "cancel", "{}");
    Reply rejected = decide(ada, "reject", waiting(agent, "record-2"));

    assertThat(records(trace(first))).containsExactly("change.approved ada");
    assertThat(records(trace(second))).containsExactly("change.approved bob");
    assertThat(records(trace(token))).containsExactly("token.minted docs-bot");
    assertThat(records(trace(cancelled))).containsExactly("change.cancelled docs-bot");
    assertThat(records(trace(rejected))).containsExactly("change.rejected ada");
  }
}
