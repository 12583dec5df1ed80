package dev.sallyport.gate;

import static dev.sallyport.problem.ProblemType.APPROVAL_EXPIRED;
import static dev.sallyport.problem.ProblemType.APPROVAL_REQUIRED;
import static dev.sallyport.problem.ProblemType.FORBIDDEN;
import static dev.sallyport.problem.ProblemType.INVALID_REQUEST;
import static dev.sallyport.problem.ProblemType.WRONG_STATE;

import dev.sallyport.domain.PrincipalKind;
import dev.sallyport.domain.Role;
import dev.sallyport.fixture.TestCaller;
import dev.sallyport.fixture.TestCaller.Reply;
import dev.sallyport.gate.ApprovalSteps.Waiting;
import dev.sallyport.gate.RefusalGates.Previewed;
import java.time.Duration;
import java.util.List;

/// Refusals that are met by who decides on a change, and by who wants its token.
final class RefusalsOfApprovals {
  private static final Duration TOO_LONG = Duration.ofMinutes(125);
  private static final int TRIES = 3;

  private RefusalsOfApprovals() {}

  static List<Refusal> ofDeciders() {
    return List.of(
        new Refusal(
            FORBIDDEN,
            "the requester decides",
            "",
            at -> {
              TestCaller both =
                  at.caller("rita", PrincipalKind.PERSON, Role.REQUESTER, Role.APPROVER);
              return approve(both, at.previewed(both, "asked"));
            }),
        new Refusal(
            FORBIDDEN,
            "no person decides",
            "",
            at ->
                approve(
                    at.caller("robot", PrincipalKind.SERVICE, Role.APPROVER),
                    at.previewed("asked"))),
        new Refusal(
            FORBIDDEN,
            "no approver decides",
            "",
            at -> approve(at.operator, at.previewed("asked"))),
        new Refusal(
            FORBIDDEN,
            "the policy denies the change since",
            "",
            at -> approve(at.stricter(at.approver("ada")), at.previewed("blog"))),
        new Refusal(
            FORBIDDEN,
            "of none of the groups",
            "",
            at -> approve(at.approver("walt", "web"), at.previewed("groups"))),
        new Refusal(
            INVALID_REQUEST,
            "without the number",
            "ask its requester for the two-digit number",
            at -> approve(at.approver("ada"), at.previewed("risky"))),
        new Refusal(
            FORBIDDEN,
            "with another number",
            "That is not the number that the requester was shown",
            at -> wrongNumber(at, at.previewed("risky"))),
        new Refusal(
            FORBIDDEN,
            "with too many other numbers",
            "You have sent too many wrong numbers",
            at -> {
              Previewed change = at.previewed("risky");
              for (int i = 0; i < TRIES; i++) {
                wrongNumber(at, change);
              }
              return wrongNumber(at, change);
            }),
        new Refusal(
            WRONG_STATE,
            "rejects what they approved",
            "nobody decides on a plan twice",
            at -> {
              Previewed change = at.previewed("asked");
              at.approve(at.approver("ada"), change);
              return ApprovalSteps.decide(at.approver("ada"), "reject", change.waiting());
            }),
        new Refusal(
            WRONG_STATE,
            "the change was cancelled",
            "so it takes no decisions",
            at -> approve(at.approver("ada"), cancelled(at))),
        new Refusal(
            WRONG_STATE,
            "another plan",
            "planHash is not that of this change's plan. Look at the plan again, and decide",
            at -> approve(at.approver("ada"), otherPlan(at.previewed("asked")))),
        new Refusal(
            APPROVAL_EXPIRED,
            "approves too late",
            "The time for approving this plan",
            at -> {
              Previewed change = at.previewed("asked");
              at.pass(TOO_LONG);
              return approve(at.approver("ada"), change);
            }),
        new Refusal(
            FORBIDDEN,
            "no operator breaks the glass",
            "Only a person with the role operator",
            at -> breakGlass(at.approver("ada"), at.previewed("risky").waiting())),
        new Refusal(
            FORBIDDEN,
            "the policy has no glass to break",
            "The target's policy lets nobody do without approvals",
            at -> breakGlass(at.operator, at.previewed("asked").waiting())),
        new Refusal(
            WRONG_STATE,
            "breaks the glass for another plan",
            "planHash is not that of this change's plan. Look at the plan again.",
            at -> breakGlass(at.operator, otherPlan(at.previewed("risky")))),
        new Refusal(
            WRONG_STATE,
            "breaks the glass twice",
            "so it awaits no approval to do without",
            at -> {
              Waiting change = at.previewed("risky").waiting();
              breakGlass(at.operator, change);
              return breakGlass(at.operator, change);
            }),
        new Refusal(
            APPROVAL_EXPIRED,
            "breaks the glass too late",
            "The time for approving this plan",
            at -> {
              Waiting change = at.previewed("risky").waiting();
              at.pass(TOO_LONG);
              return breakGlass(at.operator, change);
            }));
  }

  static List<Refusal> ofRequesters() {
    return List.of(
        new Refusal(
            APPROVAL_REQUIRED,
            "its token before it is approved",
            "Other people must approve this plan before it can be confirmed",
            at -> ApprovalSteps.token(at.agent, at.previewed("asked").waiting())),
        new Refusal(
            APPROVAL_REQUIRED,
            "deployed before that is approved",
            "Other people must approve this plan before it can be confirmed",
            at -> at.agent.execute(at.confirmation("deploy", at.applied("twice")))),
        new Refusal(
            APPROVAL_REQUIRED,
            "approved under another policy",
            "approval that this plan has not got",
            at -> {
              Previewed change = at.previewed("asked");
              at.approve(at.approver("ada"), change);
              return ApprovalSteps.token(at.stricter(at.agent), change.waiting());
            }),
        new Refusal(
            APPROVAL_EXPIRED,
            "its token too late",
            "The time for approving this plan",
            at -> {
              Previewed change = at.previewed("asked");
              at.approve(at.approver("ada"), change);
              at.pass(TOO_LONG);
              return ApprovalSteps.token(at.agent, change.waiting());
            }),
        new Refusal(
            WRONG_STATE,
            "its token though it was cancelled",
            "so there is nothing to confirm",
            at -> ApprovalSteps.token(at.agent, cancelled(at).waiting())),
        new Refusal(
            FORBIDDEN,
            "another one's token",
            "Only the change's requester may do that",
            at -> ApprovalSteps.token(at.operator, at.previewed("asked").waiting())),
        new Refusal(
            FORBIDDEN,
            "its token with a key that may no longer",
            "The key's roles or the target's policy do not allow",
            at ->
                ApprovalSteps.token(
                    at.caller("docs-bot", PrincipalKind.AGENT, Role.AUDITOR),
                    at.previewed("asked").waiting())),
        new Refusal(
            WRONG_STATE,
            "cancelled after it was applied",
            "so it can no longer be cancelled",
            at -> ApprovalSteps.post(at.agent, at.applied("blog").waiting(), "cancel", "{}")));
  }

  private static Reply approve(TestCaller who, Previewed change) {
    return approve(who, change.waiting());
  }

  private static Reply approve(TestCaller who, Waiting change) {
    return ApprovalSteps.decide(who, "approve", change);
  }

  private static Reply breakGlass(TestCaller who, Waiting change) {
    return ApprovalSteps.post(
        who, change, "break-glass", ApprovalSteps.decision(change).toString());
  }

  private static Reply wrongNumber(RefusalGates at, Previewed change) {
    int wrong = at.number(change) == 99 ? 10 : 99;
    return ApprovalSteps.post(
        at.approver("ada"),
        change.waiting(),
        "approve",
        ApprovalSteps.decision(change.waiting()).put("confirmNumber", wrong).toString());
  }

  private static Waiting otherPlan(Previewed change) {
    return new Waiting(change.key(), change.id(), "sha256:" + "0".repeat(64));
  }

  private static Previewed cancelled(RefusalGates at) {
    Previewed change = at.previewed("asked");
    ApprovalSteps.post(at.agent, change.waiting(), "cancel", "{}");
    return change;
  }
}
