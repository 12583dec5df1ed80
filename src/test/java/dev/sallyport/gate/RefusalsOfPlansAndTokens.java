package dev.sallyport.gate;

import static dev.sallyport.problem.ProblemType.AUTO_NOT_PERMITTED;
import static dev.sallyport.problem.ProblemType.CONFIRM_TOKEN_BAD_SIGNATURE;
import static dev.sallyport.problem.ProblemType.CONFIRM_TOKEN_EXPIRED;
import static dev.sallyport.problem.ProblemType.CONFIRM_TOKEN_MALFORMED;
import static dev.sallyport.problem.ProblemType.CONFIRM_TOKEN_MISMATCH;
import static dev.sallyport.problem.ProblemType.CONFIRM_TOKEN_MISSING;
import static dev.sallyport.problem.ProblemType.CONFIRM_TOKEN_USED;
import static dev.sallyport.problem.ProblemType.FORBIDDEN;
import static dev.sallyport.problem.ProblemType.IDEMPOTENCY_KEY_REUSED;
import static dev.sallyport.problem.ProblemType.PLAN_REFUSED;
import static dev.sallyport.problem.ProblemType.PLAN_STALE;
import static dev.sallyport.problem.ProblemType.WRONG_STATE;

import dev.sallyport.gate.RefusalGates.Previewed;
import dev.sallyport.token.KeyringFile;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.List;

/// Refusals that are met by a plan, or by who comes with a confirm token.
final class RefusalsOfPlansAndTokens {
  private static final Duration LONGER_THAN_A_TOKEN = Duration.ofMinutes(11);

  private RefusalsOfPlansAndTokens() {}

  static List<Refusal> ofPlans() {
    return List.of(
        new Refusal(
            FORBIDDEN,
            "the policy denies the action",
            "so there is nothing to confirm",
            at ->
                at.agent.execute(
                    at.body("preview", "blog", at.name())
                        .put("command", "Undo")
                        .put("operation", "rollback"))),
        new Refusal(
            FORBIDDEN,
            "a rule denies the plan",
            "The target's policy refuses this plan",
            at -> at.agent.execute(at.edit("preview", "blog", at.name(), "legal/terms.html"))),
        new Refusal(
            FORBIDDEN,
            "harder to undo than the policy allows",
            "The target's policy refuses this plan",
            at -> at.agent.execute(at.edit("preview", "fixed", at.name()))),
        new Refusal(
            FORBIDDEN,
            "the policy denies it since",
            "The target's policy denies",
            at -> at.stricter(at.agent).execute(at.confirmation("apply", at.previewed("blog")))),
        new Refusal(
            FORBIDDEN,
            "the policy allows less of what is hard to undo since",
            "The target declares its",
            at -> at.stricter(at.agent).execute(at.confirmation("apply", at.previewed("twice")))),
        new Refusal(
            PLAN_REFUSED,
            "a protected path",
            "",
            at -> at.agent.execute(at.edit("preview", "blog", at.name(), "admin/index.html"))),
        new Refusal(
            AUTO_NOT_PERMITTED,
            "the policy knows no auto",
            "does not allow auto.",
            at -> at.agent.execute(at.edit("auto", "asked", at.name()))),
        new Refusal(
            AUTO_NOT_PERMITTED,
            "the plan is assessed higher",
            "whose assessed safety is medium",
            at -> at.agent.execute(at.edit("auto", "blog", at.name(), "look.css"))),
        new Refusal(
            PLAN_STALE,
            "the target has moved",
            "The target or the plan has changed since the preview",
            at -> {
              Previewed change = at.previewed("blog");
              at.move("blog");
              return at.agent.execute(at.confirmation("apply", change));
            }),
        new Refusal(
            PLAN_STALE,
            "the plan is another in one byte",
            "The target or the plan has changed since the preview",
            at -> {
              Previewed change = at.previewed("blog");
              at.store()
                  .update("UPDATE plans SET diff = diff || ' ' WHERE change_id = ?", change.id());
              return at.agent.execute(at.confirmation("apply", change));
            }));
  }

  static List<Refusal> ofTokens() {
    return List.of(
        new Refusal(
            CONFIRM_TOKEN_MISSING,
            "none is sent",
            "Preview the change first",
            at -> at.agent.execute(at.body("apply", "blog", at.previewed("blog").key()))),
        new Refusal(
            CONFIRM_TOKEN_MALFORMED,
            "half of one",
            "is not of the form spt_ and three parts",
            at ->
                at.agent.execute(
                    at.body("apply", "blog", at.previewed("blog").key())
                        .put("confirmToken", "spt_a.b"))),
        new Refusal(
            CONFIRM_TOKEN_BAD_SIGNATURE,
            "signed by nobody",
            "The token's signature does not verify",
            at -> {
              Previewed change = at.previewed("blog");
              String unsigned = change.token().substring(0, change.token().lastIndexOf('.') + 1);
              return at.agent.execute(
                  at.confirmation("apply", change).put("confirmToken", unsigned + "A".repeat(43)));
            }),
        new Refusal(
            CONFIRM_TOKEN_BAD_SIGNATURE,
            "its key is retired",
            "The key that signed the change's token is retired",
            at -> {
              KeyringFile keyring = KeyringFile.open(at.keys(), at.clock, new SecureRandom());
              String old = keyring.keys().getFirst().kid();
              Previewed change = at.previewed("blog");
              at.pass(Duration.ofSeconds(1));
              keyring.rotate();
              keyring.retire(old);
              return ApprovalSteps.token(at.agent, change.waiting());
            }),
        new Refusal(
            CONFIRM_TOKEN_MISMATCH,
            "another principal's",
            "The token is for another principal, target, idempotency key, action or plan",
            at -> at.other.execute(at.confirmation("apply", at.previewed("blog")))),
        new Refusal(
            CONFIRM_TOKEN_MISMATCH,
            "for another target",
            "The token is for another principal, target, idempotency key, action or plan",
            at ->
                at.agent.execute(
                    at.confirmation("apply", at.previewed("blog")).put("target", "twice"))),
        new Refusal(
            CONFIRM_TOKEN_MISMATCH,
            "under another key",
            "The token is for another principal, target, idempotency key, action or plan",
            at ->
                at.agent.execute(
                    at.confirmation("apply", at.previewed("blog"))
                        .put("idempotencyKey", at.name()))),
        new Refusal(
            CONFIRM_TOKEN_MISMATCH,
            "for another action",
            "The token is for another principal, target, idempotency key, action or plan",
            at -> at.agent.execute(at.confirmation("rollback", at.previewed("twice")))),
        new Refusal(
            CONFIRM_TOKEN_MISMATCH,
            "the apply's, where the deploy has its own",
            "The target's policy wants the deploy approved by itself",
            at -> {
              Previewed change = at.applied("twice");
              at.approve(at.approver("ada"), change);
              return at.agent.execute(at.confirmation("deploy", change));
            }),
        new Refusal(
            CONFIRM_TOKEN_MISMATCH,
            "not on record",
            "The token is not one that this gate has on record",
            at -> {
              Previewed change = at.previewed("blog");
              at.store().update("DELETE FROM confirm_tokens WHERE change_id = ?", change.id());
              return at.agent.execute(at.confirmation("apply", change));
            }),
        new Refusal(
            CONFIRM_TOKEN_EXPIRED,
            "sent too late",
            "The token expired at",
            at -> {
              Previewed change = at.previewed("blog");
              at.pass(LONGER_THAN_A_TOKEN);
              return at.agent.execute(at.confirmation("apply", change));
            }),
        new Refusal(
            CONFIRM_TOKEN_EXPIRED,
            "asked for too late",
            "The change's token expired at",
            at -> {
              Previewed change = at.previewed("blog");
              at.pass(LONGER_THAN_A_TOKEN);
              return ApprovalSteps.token(at.agent, change.waiting());
            }),
        new Refusal(
            CONFIRM_TOKEN_USED,
            "sent once more, its answer forgotten",
            "The token has been used",
            at -> {
              Previewed change = at.applied("blog");
              at.store()
                  .update(
                      "DELETE FROM requests WHERE action = 'apply' AND idempotency_key = ?",
                      change.key());
              return at.agent.execute(at.confirmation("apply", change));
            }),
        new Refusal(
            WRONG_STATE,
            "the change was cancelled",
            "so its token is void",
            at -> {
              Previewed change = at.previewed("blog");
              ApprovalSteps.post(at.agent, change.waiting(), "cancel", "{}");
              return at.agent.execute(at.confirmation("apply", change));
            }),
        new Refusal(
            WRONG_STATE,
            "a deploy before its apply",
            "Apply the change before deploying it",
            at -> at.agent.execute(at.confirmation("deploy", at.previewed("blog")))),
        new Refusal(
            WRONG_STATE,
            "the change has ended, whatever its token says",
            "so it cannot be",
            at -> {
              Previewed change = at.previewed("blog");
              at.store().update("UPDATE changes SET state = 'expired' WHERE id = ?", change.id());
              return at.agent.execute(at.confirmation("apply", change));
            }),
        new Refusal(
            IDEMPOTENCY_KEY_REUSED,
            "another proposal under the key",
            "This idempotency key was used for another request",
            at ->
                at.agent.execute(
                    at.edit("preview", "blog", at.previewed("blog").key(), "about.html"))));
  }
}
