package dev.sallyport.gate;

import static dev.sallyport.gate.ApprovalSteps.decide;
import static dev.sallyport.gate.ApprovalSteps.refused;
import static dev.sallyport.gate.ApprovalSteps.shown;
import static dev.sallyport.gate.ApprovalSteps.stands;
import static dev.sallyport.gate.ApprovalSteps.token;
import static dev.sallyport.gate.ApprovalSteps.tokenOf;
import static dev.sallyport.gate.ApprovalSteps.waiting;
import static org.assertj.core.api.Assertions.assertThat;

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
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// What a token and an approval are still good for after a freeze, and after the target moved.
@Tag("integration")
@Tag("tokens")
class TokenExpiryTest {
  private static final String FREEZE = "{\"reason\":\"incident 9\"}";

  @TempDir Path folder;
  private final SettableClock clock = new SettableClock(System.currentTimeMillis());
  private TestGate gate;
  private TestCaller agent;

  private void start(String configuration) {
    gate =
        TestGate.start(
            folder,
            TestGate.WIDE_LIMITS + configuration,
            new Ambient(clock, Ambient.system().nanos(), new SecureRandom()),
            Checkpoint.Listener.NONE);
    agent = gate.caller("docs-bot", Role.REQUESTER);
  }

  @AfterEach
  void stop() {
    gate.close();
  }

  @Test
  void aFreezeNeitherShortensNorLengthensWhatAWaitingTokenHas() {
    start(TestGate.BLOG);
    TestCaller operator =
        gate.caller("ops", PrincipalKind.PERSON, Set.of(Role.OPERATOR), Set.of("*"));
    String inTime = agent.token("early-1", "index.html", "early\n");
    String late = agent.token("late-1", "about.html", "late\n");
    operator.post("/v1/freeze", FREEZE);
    clock.advance(Duration.ofMinutes(9));
    refused(agent.confirm("apply", "early-1", inTime), 403, "frozen");
    operator.post("/v1/unfreeze", "{}");

    Reply applied = agent.confirm("apply", "early-1", inTime);
    assertThat(applied.status()).as(applied.text()).isEqualTo(200);
    operator.post("/v1/freeze", FREEZE);
    clock.advance(Duration.ofMinutes(2));
    operator.post("/v1/unfreeze", "{}");
    refused(agent.confirm("apply", "late-1", late), 403, "confirm-token-expired");
  }

  @Test
  void anotherPlanVoidsWhatWasApprovedAndIsApprovedByItself() {
    start(TestGate.BLOG.replace("apply: confirm", "apply: { approve: 1 }"));
    TestCaller ada = gate.approver("ada");
    Waiting first = waiting(agent, "first-1");
    Waiting other = waiting(agent, "other-1");
    stands(decide(ada, "approve", first), "awaiting_confirmation", 1);
    stands(decide(ada, "approve", other), "awaiting_confirmation", 1);
    String void1 = tokenOf(token(agent, first));
    assertThat(agent.confirm("apply", other.key(), tokenOf(token(agent, other))).status())
        .isEqualTo(200);

    refused(agent.confirm("apply", first.key(), void1), 409, "plan-stale");
    refused(decide(gate.approver("bob"), "approve", first), 409, "wrong-state");
    refused(token(agent, first), 409, "wrong-state");
    Waiting again = waiting(agent, "first-2");
    assertThat(again.hash()).isNotEqualTo(first.hash());
    shown(agent, again, "awaiting_approval", 0);
    refused(token(agent, again), 403, "approval-required");
  }
}
