package dev.sallyport.action;

import dev.sallyport.audit.AuditDraft;
import dev.sallyport.audit.AuditEvent;
import dev.sallyport.change.Change;
import dev.sallyport.domain.Action;
import dev.sallyport.problem.Problem;
import dev.sallyport.problem.ProblemType;
import dev.sallyport.problem.Step;
import dev.sallyport.store.Changes.Issuing;
import dev.sallyport.store.IssuedToken;
import dev.sallyport.store.Store;
import dev.sallyport.token.ConfirmToken;
import dev.sallyport.token.ConfirmTokens;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import tools.jackson.databind.json.JsonMapper;

/// Gives the requester of an approved change its confirm token: the first time a fresh one, then
/// the same one for as long as it stands. A change never gets a second token, and neither does a
/// deploy that wants its own approval.
public final class TokenIssue {
  private final Store store;
  private final ConfirmTokens tokens;
  private final TokenMint mint;
  private final TokenObserver observer;

  /// @param lifetime how long a confirm token stands
  public TokenIssue(
      Store store,
      ConfirmTokens tokens,
      Duration lifetime,
      SecureRandom random,
      TokenObserver observer) {
    this.store = store;
    this.tokens = tokens;
    this.mint = new TokenMint(tokens, store.clock(), random, lifetime);
    this.observer = observer;
  }

  /// A token that stands.
  public record Live(ConfirmToken token, Instant expiresAt) {
    @Override
    public String toString() {
      return "Live[token=" + ConfirmToken.PREFIX + "[redacted], expiresAt=" + expiresAt + "]";
    }
  }

  /// @param action what the token is for
  /// @param latest until when what others approved holds; the token goes no further
  public Step<Live> issue(Change change, Action action, Instant latest, String traceId) {
    Optional<TokenMint.Fresh> minted = mint.mint(change, action, latest);
    if (minted.isEmpty()) {
      return Step.refuse(ApprovalCheck.EXPIRED);
    }
    TokenMint.Fresh fresh = minted.get();
    boolean forDeploy = action == Action.DEPLOY;
    return switch (store
        .changes()
        .issue(fresh.issued(), forDeploy, minted(change, fresh, traceId))) {
      case Issuing.Issued() -> {
        observer.minted();
        yield Step.pass(new Live(fresh.token(), fresh.issued().expiresAt()));
      }
      case Issuing.Standing(IssuedToken standing) -> again(standing);
      case Issuing.NotApproved() -> Step.refuse(ApprovalCheck.EXPIRED);
      case Issuing.WrongState(var state) ->
          Step.refuse(
              ProblemType.WRONG_STATE,
              "The change is %s, so there is nothing to confirm.".formatted(state.wire()));
    };
  }

  private Step<Live> again(IssuedToken standing) {
    if (!standing.expiresAt().isAfter(store.clock().instant())) {
      return Step.refuse(
          ProblemType.CONFIRM_TOKEN_EXPIRED,
          "The change's token expired at %s; preview again under a new idempotency key."
              .formatted(standing.expiresAt()));
    }
    return tokens
        .mintAgain(standing.claims())
        .map(token -> Step.pass(new Live(token, standing.expiresAt())))
        .orElseGet(
            () ->
                Step.refuse(
                    Problem.of(
                        ProblemType.CONFIRM_TOKEN_BAD_SIGNATURE,
                        "The key that signed the change's token is retired; preview again under a"
                            + " new idempotency key.")));
  }

  private static AuditDraft minted(Change change, TokenMint.Fresh fresh, String traceId) {
    return new AuditDraft(
        AuditEvent.TOKEN_MINTED,
        traceId,
        change.requester(),
        change.target(),
        change.id(),
        null,
        JsonMapper.shared()
            .createObjectNode()
            .put("jti", fresh.claims().jti())
            .put("for", fresh.claims().act().wire())
            .put("expiresAt", fresh.issued().expiresAt().toString()));
  }
}
