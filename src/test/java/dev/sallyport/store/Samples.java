package dev.sallyport.store;

import dev.sallyport.audit.AuditDraft;
import dev.sallyport.audit.AuditEvent;
import dev.sallyport.change.Change;
import dev.sallyport.change.ChangeState;
import dev.sallyport.change.Safety;
import dev.sallyport.domain.Action;
import dev.sallyport.domain.ChangeId;
import dev.sallyport.domain.IdempotencyKey;
import dev.sallyport.domain.Ids;
import dev.sallyport.domain.Operation;
import dev.sallyport.domain.Outcome;
import dev.sallyport.domain.PlanHash;
import dev.sallyport.domain.PrincipalId;
import dev.sallyport.domain.Reversibility;
import dev.sallyport.domain.SafetyLevel;
import dev.sallyport.domain.TargetName;
import dev.sallyport.store.Approvals.NewRound;
import dev.sallyport.store.Executions.Ending;
import dev.sallyport.store.Executions.Intent;
import dev.sallyport.store.Executions.TokenUse;
import dev.sallyport.store.Executions.WhileUnknown;
import dev.sallyport.store.Requests.Claim;
import dev.sallyport.store.StoredRequest.StoredAnswer;
import dev.sallyport.target.PlanMaterial;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.HexFormat;
import java.util.List;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/// Values to fill a store with, each new one different from those before.
public final class Samples {
  public static final Duration TOKEN_LIFE = Duration.ofMinutes(10);
  public static final Duration APPROVAL_WAIT = Duration.ofHours(24);
  public static final Duration CLAIM_LIFE = Duration.ofMinutes(1);
  public static final PrincipalId ADA = new PrincipalId("ada");
  public static final TargetName BLOG = new TargetName("blog");
  static final String FINGERPRINT = "f".repeat(64);
  static final String ECHO = "{\"action\":\"apply\"}";
  static final StoredAnswer ANSWER = new StoredAnswer(200, "{\"confirmToken\":null}");

  private final InstantSource clock;
  private final SecureRandom random = new SecureRandom();
  private final Ids ids;

  public Samples(InstantSource clock) {
    this.clock = clock;
    this.ids = new Ids(clock, random);
  }

  /// A previewed change with its token, as a store holds it.
  public record Previewed(Change change, IssuedToken token) {}

  public RequestKey key(Action action) {
    return new RequestKey(ADA, BLOG, action, new IdempotencyKey("key-" + hex(8)));
  }

  RequestKey key(Change change, Action action) {
    return new RequestKey(change.requester(), change.target(), action, change.key());
  }

  public Change change(RequestKey key) {
    return change(key, Operation.CHANGE);
  }

  Change change(RequestKey key, Operation operation) {
    Instant now = clock.instant();
    return new Change(
        ids.changeId(),
        key.principal(),
        key.target(),
        key.key(),
        "Change the headline, Ünïcödé and all",
        JsonNodeFactory.instance.stringNode("docs-bot"),
        ChangeState.AWAITING_CONFIRMATION,
        new PlanHash("sha256:" + hex(32)),
        new PlanMaterial(
            operation,
            "base-1",
            "1 file changed",
            "--- a\n+++ b\n",
            object().put("files", 1),
            object().put("commit", "c0ffee")),
        new Safety(
            SafetyLevel.LOW,
            SafetyLevel.MEDIUM,
            Reversibility.EXTERNALLY_REVERSIBLE,
            List.of("why")),
        ids.executionId(),
        now,
        now);
  }

  public IssuedToken token(ChangeId change) {
    Instant now = clock.instant();
    return new IssuedToken(hex(32), change, "header.payload", now, now.plus(TOKEN_LIFE));
  }

  public Previewed previewed(Store store) {
    return previewed(store, key(Action.PREVIEW), Operation.CHANGE);
  }

  public Previewed previewed(Store store, RequestKey key, Operation operation) {
    return previewed(store, key, operation, List.of());
  }

  Previewed previewed(Store store, RequestKey key, Operation operation, List<NewRound> rounds) {
    Claim.Claimed claim = (Claim.Claimed) store.requests().claim(key, FINGERPRINT, CLAIM_LIFE);
    Change change = change(key, operation);
    IssuedToken token = token(change.id());
    boolean done =
        store
            .requests()
            .complete(
                key,
                claim.number(),
                change,
                token,
                rounds,
                ANSWER,
                List.of(draft(AuditEvent.CHANGE_PREVIEWED), draft(AuditEvent.TOKEN_MINTED)));
    if (!done) {
      throw new AssertionError("the preview's claim was lost");
    }
    return new Previewed(change, token);
  }

  /// A previewed change that has no token yet, because others must approve it first.
  public Change awaitingApproval(Store store) {
    return awaitingApproval(store, List.of(new NewRound(Action.APPLY, APPROVAL_WAIT, null)));
  }

  Change awaitingApproval(Store store, List<NewRound> rounds) {
    RequestKey key = key(Action.PREVIEW);
    Claim.Claimed claim = (Claim.Claimed) store.requests().claim(key, FINGERPRINT, CLAIM_LIFE);
    Change change = change(key).inState(ChangeState.AWAITING_APPROVAL);
    boolean done =
        store
            .requests()
            .complete(
                key,
                claim.number(),
                change,
                null,
                rounds,
                ANSWER,
                List.of(draft(AuditEvent.CHANGE_PREVIEWED)));
    if (!done) {
      throw new AssertionError("the preview's claim was lost");
    }
    return change;
  }

  public Intent apply(Previewed previewed) {
    return intent(previewed.change(), Action.APPLY, new TokenUse.Consume(previewed.token().hash()));
  }

  public Intent deploy(Previewed previewed) {
    return intent(previewed.change(), Action.DEPLOY, new TokenUse.Reuse(previewed.token().hash()));
  }

  public Intent intent(Change change, Action action, TokenUse token) {
    return new Intent(
        key(change, action),
        FINGERPRINT,
        change,
        action == Action.APPLY ? change.execution() : ids.executionId(),
        token,
        hex(16),
        ECHO,
        WhileUnknown.BLOCK,
        List.of(draft(AuditEvent.EXECUTION_STARTED), draft(AuditEvent.TOKEN_USED)));
  }

  /// The same intent under another idempotency key.
  public Intent underAnotherKey(Intent intent) {
    return new Intent(
        key(intent.request().action()),
        intent.fingerprint(),
        intent.change(),
        ids.executionId(),
        intent.token(),
        intent.traceId(),
        intent.echo(),
        intent.whileUnknown(),
        intent.audit());
  }

  public Ending ending(Action action, Outcome outcome) {
    return new Ending(
        outcome,
        outcome == Outcome.SUCCEEDED ? null : "why",
        object().put("commit", "c0ffee"),
        new StoredAnswer(outcome == Outcome.SUCCEEDED ? 200 : 500, "{}"),
        ChangeState.after(action, outcome),
        List.of(draft(AuditEvent.EXECUTION_FINISHED)));
  }

  public AuditDraft draft(AuditEvent event) {
    return new AuditDraft(event, hex(16), ADA, BLOG, null, null, object().put("n", 1));
  }

  String hex(int bytes) {
    byte[] bits = new byte[bytes];
    random.nextBytes(bits);
    return HexFormat.of().formatHex(bits);
  }

  static ObjectNode object() {
    return JsonNodeFactory.instance.objectNode();
  }
}
