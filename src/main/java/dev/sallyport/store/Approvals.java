package dev.sallyport.store;

import dev.sallyport.audit.AuditDraft;
import dev.sallyport.change.Binding;
import dev.sallyport.change.ChangeState;
import dev.sallyport.change.Quorum;
import dev.sallyport.domain.Action;
import dev.sallyport.domain.ChangeId;
import dev.sallyport.domain.GroupName;
import dev.sallyport.domain.PrincipalId;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// The decisions of others on changes, in rounds: one for a change's apply or rollback, one for its
/// deploy, where the policy asks for it.
public interface Approvals {
  /// How many wrong numbers one approver may send on one change.
  int MOST_MISSES = 3;

  /// The longest that a plan can have been open, as far as a decision says.
  Duration LONGEST_OPEN = Duration.ofDays(30);

  /// Whether somebody lets a change through.
  enum Verdict {
    APPROVED,
    REJECTED;

    /// The name in the store and in answers, lower case.
    public String wire() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  /// A round as a preview begins it.
  ///
  /// @param open how long decisions are taken once it has opened; a deploy's opens when the apply
  ///     succeeds, any other at once
  /// @param number what approvers must send, from [ApprovalRound#LEAST_NUMBER] on; null for nothing
  record NewRound(Action action, Duration open, @Nullable Integer number) {}

  /// One decision, bound to what was decided on.
  ///
  /// @param principal who decides; not the requester
  /// @param groups those of the principal
  /// @param bound what must be so of the change
  /// @param quorum how many approvals let the change through
  /// @param lifetime how long an approval holds
  /// @param number the number that the principal sent, if any
  /// @param reason 1 to 1,000 characters; a rejection has one
  /// @param seen what the principal looked at
  /// @param audit written where the decision counts
  /// @param missed written where the number is wrong
  record Decision(
      ChangeId change,
      PrincipalId principal,
      Set<GroupName> groups,
      Verdict verdict,
      Binding bound,
      Quorum quorum,
      Duration lifetime,
      @Nullable Integer number,
      @Nullable String reason,
      Seen seen,
      AuditDraft audit,
      AuditDraft missed) {
    public Decision {
      groups = Set.copyOf(groups);
      if (principal.equals(bound.requester())) {
        throw new IllegalArgumentException("nobody decides on a change of their own");
      }
      if (verdict == Verdict.REJECTED && reason == null) {
        throw new IllegalArgumentException("a rejection has a reason");
      }
    }
  }

  /// What was on the approver's screen, as the approver's client says.
  ///
  /// @param rendered the digest of it, `sha256:` and hex
  /// @param open for how long; at most [#LONGEST_OPEN]
  record Seen(@Nullable String rendered, @Nullable Duration open) {
    /// The client said nothing of it.
    public static final Seen UNSAID = new Seen(null, null);

    public Seen {
      if (open != null && (open.isNegative() || open.compareTo(LONGEST_OPEN) > 0)) {
        throw new IllegalArgumentException("a plan is open for 0 to 30 days");
      }
    }
  }

  sealed interface Decided {
    /// It counts.
    ///
    /// @param given how many have approved so far and count
    /// @param state where the change stands now
    record Counted(int given, ChangeState state) implements Decided {}

    /// This principal decided on just this before; nothing has changed.
    record Before(Verdict verdict, int given, ChangeState state) implements Decided {}

    /// The change does not await approval of this action, or not of this plan from this requester.
    record Refused(ChangeState state, boolean samePlan) implements Decided {}

    /// The time for decisions was over.
    record TooLate(Instant until) implements Decided {}

    /// The number is missing or is not the requester's; that is on record.
    ///
    /// @param left how many tries remain
    record WrongNumber(int left) implements Decided {}

    /// This principal sent too many wrong numbers.
    record Barred() implements Decided {}
  }

  /// Takes down a decision: one conditional INSERT decides whether it counts. With it the change
  /// moves to `awaiting_confirmation` (a deploy's round is met) where it is the last one needed, or
  /// is `rejected`, and the audit record is written: together or not at all.
  ///
  /// @throws IllegalArgumentException where there is no such change
  Decided decide(Decision decision);

  /// @param groups those of who approved
  record Given(PrincipalId principal, Set<GroupName> groups, Instant at) {
    public Given {
      groups = Set.copyOf(groups);
    }
  }

  /// Who has approved just that of the change after that time, oldest first.
  List<Given> given(ChangeId change, Binding bound, Instant since);

  /// The change's round for that action, if its preview began one.
  Optional<ApprovalRound> round(ChangeId change, Action action);

  /// An operator's will to let a change through without approvals.
  ///
  /// @param bound what must be so of the change
  /// @param holds for how long it may be confirmed then
  record BreakGlass(
      ChangeId change,
      PrincipalId operator,
      Binding bound,
      String reason,
      Duration holds,
      AuditDraft audit) {}

  /// Lets a change through that awaits approval, by one conditional UPDATE; nothing happens where
  /// it does not, or where it is of another plan.
  Broke breakGlass(BreakGlass how);

  sealed interface Broke {
    record Through(ChangeState state) implements Broke {}

    /// The change does not await approval of this action, or not of this plan.
    record Refused(ChangeState state, boolean samePlan) implements Broke {}

    /// The time for decisions was over.
    record TooLate(Instant until) implements Broke {}
  }

  /// Ends as `expired` changes whose approvals did not come in time, or were not used in time; each
  /// gets an audit record `approval.expired`.
  ///
  /// @param limit looks at so many at most
  /// @return how many it looked at
  int expire(int limit);
}
