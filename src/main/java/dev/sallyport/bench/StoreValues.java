package dev.sallyport.bench;

import dev.sallyport.audit.AuditDraft;
import dev.sallyport.audit.AuditEvent;
import dev.sallyport.change.Change;
import dev.sallyport.change.ChangeState;
import dev.sallyport.change.Safety;
import dev.sallyport.domain.Action;
import dev.sallyport.domain.IdempotencyKey;
import dev.sallyport.domain.Ids;
import dev.sallyport.domain.Operation;
import dev.sallyport.domain.Outcome;
import dev.sallyport.domain.PlanHash;
import dev.sallyport.domain.PrincipalId;
import dev.sallyport.domain.Reversibility;
import dev.sallyport.domain.SafetyLevel;
import dev.sallyport.domain.TargetName;
import dev.sallyport.gate.Ambient;
import dev.sallyport.store.Executions.Ending;
import dev.sallyport.store.Executions.Intent;
import dev.sallyport.store.Executions.TokenUse;
import dev.sallyport.store.Executions.WhileUnknown;
import dev.sallyport.store.IssuedToken;
import dev.sallyport.store.RequestKey;
import dev.sallyport.store.StoredRequest.StoredAnswer;
import dev.sallyport.target.PlanMaterial;
import java.time.Duration;
import java.time.Instant;
import java.util.HexFormat;
import java.util.List;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/// What a gate would hand its store for changes of the usual size.
final class StoreValues {
  static final String FINGERPRINT = "f".repeat(64);
  static final StoredAnswer ANSWER = new StoredAnswer(200, "{\"confirmToken\":null}");

  private static final PrincipalId SOMEBODY = new PrincipalId("bench");
  private static final Duration TOKEN_LIFE = Duration.ofHours(1);
  private static final int HASH_BYTES = 32;
  private static final int TRACE_BYTES = 16;
  private static final int DIFF_LINES = 20;

  private final Ambient ambient;
  private final Ids ids;

  StoreValues(Ambient ambient) {
    this.ambient = ambient;
    this.ids = new Ids(ambient.clock(), ambient.random());
  }

  /// A previewed change with its token.
  record Previewed(Change change, IssuedToken token) {}

  /// The key of a preview on that target; a target of its own, as one runs one change at a time.
  RequestKey key(String target) {
    return new RequestKey(
        SOMEBODY,
        new TargetName(target),
        Action.PREVIEW,
        new IdempotencyKey("key-" + hex(TRACE_BYTES)));
  }

  Previewed previewed(RequestKey key) {
    Instant now = ambient.clock().instant();
    Change change =
        new Change(
            ids.changeId(),
            key.principal(),
            key.target(),
            key.key(),
            "Measure the store",
            null,
            ChangeState.AWAITING_CONFIRMATION,
            new PlanHash("sha256:" + hex(HASH_BYTES)),
            new PlanMaterial(
                Operation.CHANGE,
                "base",
                "1 file changed",
                "+ a line of a plan\n".repeat(DIFF_LINES),
                object().put("files", 1),
                object().put("commit", hex(TRACE_BYTES))),
            new Safety(SafetyLevel.LOW, SafetyLevel.LOW, Reversibility.REVERSIBLE, List.of()),
            ids.executionId(),
            now,
            now);
    return new Previewed(
        change,
        new IssuedToken(hex(HASH_BYTES), change.id(), "header.payload", now, now.plus(TOKEN_LIFE)));
  }

  Intent apply(Previewed previewed) {
    Change change = previewed.change();
    return new Intent(
        new RequestKey(change.requester(), change.target(), Action.APPLY, change.key()),
        FINGERPRINT,
        change,
        change.execution(),
        new TokenUse.Consume(previewed.token().hash()),
        hex(TRACE_BYTES),
        "{\"action\":\"apply\"}",
        WhileUnknown.BLOCK,
        List.of(draft(AuditEvent.EXECUTION_STARTED), draft(AuditEvent.TOKEN_USED)));
  }

  Ending ending() {
    return new Ending(
        Outcome.SUCCEEDED,
        null,
        object().put("commit", hex(TRACE_BYTES)),
        ANSWER,
        ChangeState.after(Action.APPLY, Outcome.SUCCEEDED),
        List.of(draft(AuditEvent.EXECUTION_FINISHED)));
  }

  AuditDraft draft(AuditEvent event) {
    return new AuditDraft(
        event, hex(TRACE_BYTES), SOMEBODY, null, null, null, object().put("n", 1));
  }

  private String hex(int bytes) {
    byte[] bits = new byte[bytes];
    ambient.random().nextBytes(bits);
    return HexFormat.of().formatHex(bits);
  }

  private static ObjectNode object() {
    return JsonNodeFactory.instance.objectNode();
  }
}
