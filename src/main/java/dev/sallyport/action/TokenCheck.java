package dev.sallyport.action;

import static dev.sallyport.problem.ProblemType.CONFIRM_TOKEN_EXPIRED;
import static dev.sallyport.problem.ProblemType.CONFIRM_TOKEN_MISMATCH;
import static dev.sallyport.problem.ProblemType.CONFIRM_TOKEN_MISSING;

import dev.sallyport.change.Change;
import dev.sallyport.change.ChangeState;
import dev.sallyport.contract.PresentedToken;
import dev.sallyport.domain.Action;
import dev.sallyport.problem.Problem;
import dev.sallyport.problem.Step;
import dev.sallyport.store.Store;
import dev.sallyport.token.ConfirmToken;
import dev.sallyport.token.ConfirmTokens;
import dev.sallyport.token.TokenClaims;
import java.util.Optional;

/// Whether a confirm token is the gate's, and the caller's for just this. Says nothing of whether
/// it was used: that is for the execution's beginning alone to find out (P1).
final class TokenCheck {
  private static final Problem DEPLOY_TOKEN =
      Problem.of(
          CONFIRM_TOKEN_MISMATCH,
          "The target's policy wants the deploy approved by itself. Once it is, fetch its own token at"
              + " POST /v1/changes/{id}/token, and deploy with that.");

  private final Store store;
  private final ConfirmTokens tokens;
  private final ApprovalCheck approvals;

  TokenCheck(Store store, ConfirmTokens tokens, ApprovalCheck approvals) {
    this.store = store;
    this.tokens = tokens;
    this.approvals = approvals;
  }

  /// A token that is ours, is this caller's for this, and the change it is for.
  record Confirmed(ConfirmToken token, TokenClaims claims, Change change) {}

  Step<Confirmed> confirm(Ask ask) {
    PresentedToken presented = ask.request().confirmToken();
    if (presented == null || presented.value().isEmpty()) {
      return Step.refuse(
          CONFIRM_TOKEN_MISSING,
          "Preview the change first, and send the confirmToken of its answer.");
    }
    ConfirmToken token = new ConfirmToken(presented.value());
    return switch (tokens.verify(token)) {
      case Step.Refused<TokenClaims>(Problem problem) -> Step.refuse(problem);
      case Step.Passed<TokenClaims>(TokenClaims claims) -> match(ask, token, claims);
    };
  }

  private Step<Confirmed> match(Ask ask, ConfirmToken token, TokenClaims claims) {
    boolean forThis =
        claims.sub().equals(ask.principal().id())
            && claims.aud().equals(ask.target().name())
            && claims.key().equals(ask.key())
            && isFor(claims.act(), ask.request().action());
    Optional<Change> change = forThis ? store.changes().find(claims.chg()) : Optional.empty();
    if (change.isEmpty() || !change.get().planHash().equals(claims.pln())) {
      return Step.refuse(
          CONFIRM_TOKEN_MISMATCH,
          "The token is for another principal, target, idempotency key, action or plan.");
    }
    if (ask.request().action() == Action.DEPLOY
        && claims.act() == Action.APPLY
        && approvals.wants(change.get(), Action.DEPLOY)) {
      return Step.refuse(
          approvals
              .missing(change.get(), Action.DEPLOY)
              .filter(problem -> change.get().state() != ChangeState.AWAITING_CONFIRMATION)
              .orElse(DEPLOY_TOKEN));
    }
    if (!claims.exp().isAfter(store.clock().instant())) {
      return Step.refuse(
          CONFIRM_TOKEN_EXPIRED,
          "The token expired at %s; preview again under a new idempotency key."
              .formatted(claims.exp()));
    }
    return Step.pass(new Confirmed(token, claims, change.get()));
  }

  /// A deploy takes the token of its apply once more, or one of its own.
  private static boolean isFor(Action act, Action asked) {
    return act == asked || (asked == Action.DEPLOY && act == Action.APPLY);
  }
}
