package dev.sallyport.store;

import dev.sallyport.audit.AuditDraft;
import dev.sallyport.change.ChangeState;
import dev.sallyport.domain.ChangeId;
import dev.sallyport.domain.PlanHash;
import dev.sallyport.domain.PrincipalId;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/// The decisions of others on changes that await approval.
public interface Approvals {
  /// Whether somebody lets a change through.
  enum Verdict {
    APPROVED,
    REJECTED;

    /// The name in the store and in answers, lower case.
    public String wire() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  /// One decision, bound to what was decided on.
  ///
  /// @param principal who decides; not the requester
  /// @param plan the plan that was looked at, which the change must have
  /// @param base the fingerprint of the target that the plan starts from
  /// @param policy the policy's text that asks for the decision: what was given under another one
  ///     does not count
  /// @param required how many approvals let the change through, 1 or more
  /// @param reason 1 to 1,000 characters; a rejection has one
  /// @param audit written where the decision counts
  record Decision(
      ChangeId change,
      PrincipalId principal,
      Verdict verdict,
      PlanHash plan,
      String base,
      PrincipalId requester,
      String policy,
      int required,
      @Nullable String reason,
      AuditDraft audit) {
    public Decision {
      if (principal.equals(requester)) {
        throw new IllegalArgumentException("nobody decides on a change of their own");
      }
      if (required < 1) {
        throw new IllegalArgumentException("a decision is one of at least 1");
      }
      if (verdict == Verdict.REJECTED && reason == null) {
        throw new IllegalArgumentException("a rejection has a reason");
      }
    }
  }

  sealed interface Decided {
    /// It counts.
    ///
    /// @param given how many have approved so far
    /// @param state where the change stands now
    record Counted(int given, ChangeState state) implements Decided {}

    /// This principal decided on this plan before; nothing has changed.
    record Before(Verdict verdict, int given, ChangeState state) implements Decided {}

    /// The change does not await approval, or not of this plan from this requester.
    record Refused(ChangeState state, boolean samePlan) implements Decided {}
  }

  /// Takes down a decision: one conditional INSERT decides whether it counts. With it the change
  /// moves to `awaiting_confirmation` where it is the last approval needed, or is `rejected`, and
  /// the audit record is written: together or not at all.
  ///
  /// @throws IllegalArgumentException where there is no such change
  Decided decide(Decision decision);

  /// How many have approved that plan of the change under that policy.
  int given(ChangeId change, PlanHash plan, String policy);
}
