package dev.sallyport.store;

import dev.sallyport.audit.AuditDraft;
import dev.sallyport.change.Change;
import dev.sallyport.change.ChangeState;
import dev.sallyport.domain.ChangeId;
import dev.sallyport.domain.PrincipalId;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// The changes and their tokens.
public interface Changes {
  Optional<Change> find(ChangeId id);

  /// The change's newest token that was not made void, used or not, expired or not; without the
  /// fresh one of a deploy that wants its own approval.
  Optional<IssuedToken> token(ChangeId id);

  /// Records a token of a change that awaits its confirmation and has had none: one conditional
  /// INSERT, so that a change has at most one, and for its deploy at most one.
  ///
  /// @param forDeploy whether it is that of the deploy of an applied change, where the policy wants
  ///     an approval of its own for that
  Issuing issue(IssuedToken token, boolean forDeploy, AuditDraft audit);

  /// The same for the token of an apply or a rollback.
  default Issuing issue(IssuedToken token, AuditDraft audit) {
    return issue(token, false, audit);
  }

  /// What came of recording a token.
  sealed interface Issuing {
    record Issued() implements Issuing {}

    /// The change has a token already, which may have expired.
    record Standing(IssuedToken token) implements Issuing {}

    /// The change does not await its confirmation.
    record WrongState(ChangeState state) implements Issuing {}

    /// What others' approval it needs is not given, or holds no longer than the token would.
    record NotApproved() implements Issuing {}
  }

  /// Changes, newest first.
  List<Change> list(Filter filter);

  /// @param requester only this principal's; null for everyone's
  /// @param targets only on these; null for all
  /// @param before only changes with a smaller id; null for the newest
  /// @param breakGlass only those that an operator let through without approvals
  /// @param limit at most so many
  record Filter(
      @Nullable PrincipalId requester,
      @Nullable Set<String> targets,
      @Nullable ChangeState state,
      @Nullable ChangeId before,
      boolean breakGlass,
      int limit) {
    /// Whether an operator let them through or not.
    public Filter(
        @Nullable PrincipalId requester,
        @Nullable Set<String> targets,
        @Nullable ChangeState state,
        @Nullable ChangeId before,
        int limit) {
      this(requester, targets, state, before, false, limit);
    }
  }

  /// Ends a change that has not begun to run and makes its tokens void; false where it is not in
  /// any of the states.
  boolean end(ChangeId id, Set<ChangeState> from, ChangeState to, AuditDraft audit);

  /// Makes void every token that could still be used, for an apply or for its deploy, and ends as
  /// `expired` every change that awaits an approval or its confirmation. For a store that was put
  /// back from a copy: what it knows as unused may have been used since.
  ///
  /// @param audit written with it, also where there was no such token
  /// @return how many tokens
  int voidTokens(AuditDraft audit);

  /// Records that tokens have expired unused, and their changes with them, at most `limit` at a
  /// time; each gets an audit record `token.expired`.
  ///
  /// @return how many
  int expire(int limit);

  /// Forgets changes that ended longer ago than the retention, at most `limit` of them, each with
  /// its plan, approvals, tokens and executions. One stays while an execution of it runs or is
  /// `unknown`, while its target is frozen, and as long as output or an answer of it is kept. The
  /// audit record stays as it is.
  ///
  /// @return how many went
  default int forget(Duration retention, int limit) {
    return 0;
  }
}
