package dev.sallyport.gate;

import dev.sallyport.action.ApprovalCheck;
import dev.sallyport.action.Policies;
import dev.sallyport.change.Change;
import dev.sallyport.change.Quorum;
import dev.sallyport.domain.Action;
import dev.sallyport.domain.Principal;
import dev.sallyport.domain.PrincipalKind;
import dev.sallyport.domain.Role;
import dev.sallyport.problem.FieldError;
import dev.sallyport.problem.Problem;
import dev.sallyport.problem.ProblemType;
import dev.sallyport.store.ApprovalRound;
import dev.sallyport.store.Approvals.Verdict;
import dev.sallyport.store.Store;
import java.util.List;
import java.util.Optional;
import tools.jackson.databind.node.ObjectNode;

/// Who may decide on a change. Not its requester, whoever is no person, whoever is no approver, and
/// where groups are asked for, whoever is in none of them.
final class Deciders {
  /// The field that holds the number which the requester was shown.
  static final String NUMBER = "confirmNumber";

  private final Store store;
  private final Policies policies;
  private final ApprovalCheck check;

  Deciders(Store store, Policies policies, ApprovalCheck check) {
    this.store = store;
    this.policies = policies;
    this.check = check;
  }

  /// Why a decision is not taken.
  ///
  /// @param reason for the log of security events; empty where it is a mistake in the request
  record Bar(String reason, Problem problem) {}

  Optional<Bar> barred(
      Verdict verdict, Principal principal, ObjectNode body, Change change, Action action) {
    if (change.requester().equals(principal.id())) {
      return bar("requester", "Nobody decides on a change of their own; another person has to.");
    }
    if (principal.kind() != PrincipalKind.PERSON) {
      return bar("kind", "Only a person may approve or reject a change.");
    }
    if (!principal.has(Role.APPROVER)) {
      return bar("role", "This key's roles do not allow that; it needs the role approver.");
    }
    if (!policies.knows(change.target()) || policies.denies(change)) {
      return bar(
          "policy", "The target's policy does not let this change through, whoever approves it.");
    }
    if (verdict == Verdict.REJECTED) {
      return Optional.empty();
    }
    if (!quorum(change, action).admits(principal.groups())) {
      return bar(
          "group",
          "The target's policy asks for the approval of other groups than this key's; an operator"
              + " makes keys with groups.");
    }
    boolean needsNumber =
        store
            .approvals()
            .round(change.id(), action)
            .filter(ApprovalRound::isOpen)
            .map(ApprovalRound::number)
            .isPresent();
    return needsNumber && !body.has(NUMBER)
        ? Optional.of(new Bar("", numberMissing()))
        : Optional.empty();
  }

  /// A change that still waits though the policy was relaxed needs one decision all the same.
  Quorum quorum(Change change, Action action) {
    return check.quorum(change, action).orElseGet(() -> Quorum.of(1));
  }

  private static Problem numberMissing() {
    String message =
        "This change is assessed high: ask its requester for the two-digit number that the preview"
            + " showed, and send it.";
    return Problem.of(ProblemType.INVALID_REQUEST, message)
        .withErrors(List.of(new FieldError("/" + NUMBER, "required", message)));
  }

  private static Optional<Bar> bar(String reason, String detail) {
    return Optional.of(new Bar(reason, Problem.of(ProblemType.FORBIDDEN, detail)));
  }
}
