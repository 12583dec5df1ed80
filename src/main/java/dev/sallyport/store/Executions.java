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
import dev.sallyport.target.Run.Stop;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
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
  /// @param whileUnknown whether it may begin though the target's last execution is `unknown`
  /// @param audit written with it; `execution.started` and the token's record among them
  record Intent(
      RequestKey request,
      String fingerprint,
      Change change,
      ExecutionId execution,
      TokenUse token,
      String traceId,
      String echo,
      WhileUnknown whileUnknown,
      List<AuditDraft> audit) {}

  /// What becomes of a wish to begin while nobody can tell how the target's last execution ended.
  enum WhileUnknown {
    /// The target is busy until that one is settled.
    BLOCK,
    /// The new execution takes the lease over; the other one stays `unknown` until it is settled.
    ALLOW
  }

  /// What the execution does with a confirm token.
  sealed interface TokenUse {
    /// Consumes it: apply and rollback.
    record Consume(String hash) implements TokenUse {}

    /// Uses it once more after its apply succeeded: deploy.
    record Reuse(String hash) implements TokenUse {}

    /// Needs none: auto, where the policy allows it. Nobody has seen its plan, so it begins only
    /// where nothing else has run on the target since it was planned on.
    ///
    /// @param planned how the target was held just before
    record None(Hold planned) implements TokenUse {}
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

    /// Another execution has run on the target since a plan that nobody has seen was made.
    record Moved() implements Beginning {}

    /// The change is not in a state from which the action begins.
    record WrongState(ChangeState state) implements Beginning {}
  }

  /// How a target is held now. Two that are the same, with nobody who holds it, say that nothing
  /// has run on it in between.
  Hold hold(TargetName target);

  /// @param fence of the last execution that had the target; 0 before the first
  /// @param holder `running` or `unknown`, where that one has it still; null where nobody has
  record Hold(long fence, Execution.@Nullable State holder) {
    /// Of a target on which nothing was executed yet.
    public static final Hold NEVER = new Hold(0, null);

    private static final long NO_FENCE = -1;

    /// The fence at which the target must stand still for what was planned now to be true; one that
    /// it never has where somebody was at work on it.
    public long planned() {
      return holder == Execution.State.RUNNING ? NO_FENCE : fence;
    }
  }

  /// Records how an execution ended, its answer under its key, the change's state, and gives the
  /// lease back: together. Where the outcome is `unknown` the lease stays with the execution until
  /// it is settled, so that nothing else runs on the target. False, and nothing recorded, where the
  /// execution is no longer running as far as the store knows (another gate has settled it).
  ///
  /// @param last its lines that [Outputs#append] has not taken yet, recorded with it, so that what
  ///     has ended says nothing more
  boolean finish(ExecutionId id, Ending ending, List<Outputs.Line> last);

  /// The same for an execution whose lines are all recorded.
  default boolean finish(ExecutionId id, Ending ending) {
    return finish(id, ending, List.of());
  }

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
  /// @param fence the number of its lease
  /// @param stop why somebody wants it to end early: [Stop#CANCELLED], [Stop#FROZEN] or null
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
      long fence,
      @Nullable Stop stop,
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
      UNKNOWN;

      /// The name in the store and in answers, lower case.
      public String wire() {
        return name().toLowerCase(Locale.ROOT);
      }
    }
  }

  Optional<Execution> find(ExecutionId id);

  /// A change's executions, oldest first.
  List<Execution> ofChange(ChangeId id);

  /// Executions by when they began, the newest first.
  List<Execution> list(Filter filter);

  /// @param principal only this principal's; null for everyone's
  /// @param targets only on these; null for all
  /// @param before only executions that began before this one; null for the newest; of one that is
  ///     not there, none
  /// @param limit at most so many
  record Filter(
      @Nullable PrincipalId principal,
      @Nullable Set<String> targets,
      Execution.@Nullable State state,
      @Nullable ExecutionId before,
      int limit) {}

  /// Asks a running execution, by whichever gate, to end early. The first reason stays.
  ///
  /// @param why [Stop#CANCELLED] or [Stop#FROZEN]
  /// @return false, and nothing recorded, where it does not run or was asked before
  boolean stop(ExecutionId id, Stop why, AuditDraft audit);

  /// The executions that this gate runs as far as the store knows. One that it runs and that is not
  /// among them, it has lost: another gate has found it dead.
  List<Held> held();

  /// @param stop why somebody wants it to end early; null where nobody does
  record Held(ExecutionId id, @Nullable Stop stop) {}

  /// Moves running executions whose gate is gone to `unknown`, each with its audit record
  /// `execution.unknown`; their leases stay until they are settled.
  ///
  /// @return those that this call moved, and those found `unknown` already whose target no other
  ///     execution has since, at most `limit`
  List<Execution> cutOff(int limit);

  /// Records how an `unknown` execution was settled, as [#finish] does; false where it is not
  /// `unknown`.
  boolean settle(ExecutionId id, Ending ending);

  /// Says that this gate lives; until the lease has passed without it, other gates leave its
  /// executions alone.
  void heartbeat();

  /// How many are in that state now, by every gate; for `running` and `unknown`.
  int count(Execution.State state);

  /// How many run now, by every gate.
  default int running() {
    return count(Execution.State.RUNNING);
  }
}
