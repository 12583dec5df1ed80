package dev.sallyport.store;

import dev.sallyport.audit.AuditDraft;
import dev.sallyport.change.Change;
import dev.sallyport.change.ChangeState;
import dev.sallyport.domain.Action;
import dev.sallyport.domain.ChangeId;
import dev.sallyport.domain.ExecutionId;
import dev.sallyport.domain.Outcome;
import dev.sallyport.domain.PrincipalId;
import dev.sallyport.domain.TargetName;
import dev.sallyport.store.StoredRequest.StoredAnswer;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.node.ObjectNode;

/// Executions: how one begins, ends, and is found again after a crash.
public interface Executions {
  /// Consumes the token, claims the key, takes the target's lease, moves the change, records the
  /// execution as running and writes the audit records: together or not at all (P1, P2). Anything
  /// but `Begun` has changed nothing.
  Beginning begin(Intent intent);

  /// @param fingerprint of the request, SHA-256 hex
  /// @param change for [TokenUse.None], a change that does not exist yet and is recorded too, in
  ///     the state that its action begins from; otherwise the recorded one
  /// @param echo the request as its answer repeats it, JSON; kept so that an answer can be made
  ///     after a crash
  /// @param audit written with it; `execution.started` and the token's record among them
  record Intent(
      RequestKey request,
      String fingerprint,
      Change change,
      ExecutionId execution,
      TokenUse token,
      String traceId,
      String echo,
      List<AuditDraft> audit) {}

  /// What the execution does with a confirm token.
  sealed interface TokenUse {
    /// Consumes it: apply and rollback.
    record Consume(String hash) implements TokenUse {}

    /// Uses it once more after its apply succeeded: deploy.
    record Reuse(String hash) implements TokenUse {}

    /// Needs none: auto, where the policy allows it.
    record None() implements TokenUse {}
  }

  sealed interface Beginning {
    /// @param fence grows with every lease of the target; a holder with an older one has lost it
    record Begun(long fence) implements Beginning {}

    /// The idempotency key was claimed before.
    record Held(StoredRequest request) implements Beginning {}

    record TokenRefused(Reason reason) implements Beginning {
      /// Why a token that is rightly signed was not consumed.
      public enum Reason {
        UNKNOWN,
        USED,
        EXPIRED,
        VOID
      }
    }

    /// An operator froze the target, or all of them; the token stays good until it expires.
    record Frozen(Freezes.Freeze freeze) implements Beginning {}

    /// Another execution holds the target.
    record Busy(ExecutionId holder, Instant since) implements Beginning {}

    /// The change is not in a state from which the action begins.
    record WrongState(ChangeState state) implements Beginning {}
  }

  /// Records how an execution ended, its answer under its key, the change's state, and gives the
  /// lease back: together. Where the outcome is `unknown` the lease stays with the execution until
  /// it is settled, so that nothing else runs on the target. False, and nothing recorded, where the
  /// execution is no longer running as far as the store knows (another gate has settled it).
  boolean finish(ExecutionId id, Ending ending);

  /// @param answer what every copy of the request is answered with from now on; null keeps the one
  ///     stored
  /// @param state what becomes of the change
  /// @param audit `execution.finished` among them
  record Ending(
      Outcome outcome,
      @Nullable String detail,
      ObjectNode output,
      StoredAnswer answer,
      ChangeState state,
      List<AuditDraft> audit) {}

  /// @param detail why it failed or is unknown
  /// @param echo the request as its answer repeats it, JSON
  /// @param endedAt null while it runs
  record Execution(
      ExecutionId id,
      ChangeId change,
      TargetName target,
      PrincipalId principal,
      Action action,
      State state,
      @Nullable String detail,
      ObjectNode output,
      String traceId,
      String echo,
      RequestKey request,
      Instant startedAt,
      @Nullable Instant endedAt) {
    /// Whether it runs, and otherwise how it ended.
    public enum State {
      RUNNING,
      SUCCEEDED,
      FAILED,
      UNKNOWN
    }
  }

  Optional<Execution> find(ExecutionId id);

  /// A change's executions, oldest first.
  List<Execution> ofChange(ChangeId id);

  /// Moves running executions whose gate is gone to `unknown`, each with its audit record
  /// `execution.unknown`; their leases stay until they are settled.
  ///
  /// @return those that this call moved and those found `unknown` already, at most `limit`
  List<Execution> cutOff(int limit);

  /// Records how an `unknown` execution was settled, as [#finish] does; false where it is not
  /// `unknown`.
  boolean settle(ExecutionId id, Ending ending);

  /// Says that this gate lives; until the lease has passed without it, other gates leave its
  /// executions alone.
  void heartbeat();

  /// How many run now, by every gate.
  int running();
}
