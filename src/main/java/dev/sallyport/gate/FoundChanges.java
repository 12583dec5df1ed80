package dev.sallyport.gate;

import dev.sallyport.audit.AuditDraft;
import dev.sallyport.audit.AuditEvent;
import dev.sallyport.change.Change;
import dev.sallyport.contract.RequestDecoder;
import dev.sallyport.domain.Principal;
import dev.sallyport.problem.Problem;
import dev.sallyport.problem.ProblemType;
import dev.sallyport.problem.Step;
import dev.sallyport.respond.Answer;
import dev.sallyport.store.Store;
import java.util.Optional;
import java.util.function.BiFunction;
import java.util.function.Supplier;
import tools.jackson.databind.node.ObjectNode;

/// Finds the change that a route is about, and reads what the route was sent.
final class FoundChanges {
  private final Store store;
  private final RequestDecoder decoder;

  FoundChanges(Store store, RequestDecoder decoder) {
    this.store = store;
    this.decoder = decoder;
  }

  /// The change that the path names, where the principal may see it.
  Step<Change> any(Incoming incoming, Journey journey, Principal principal) {
    Optional<Change> found = Queries.find(store, incoming, principal);
    if (found.isEmpty()) {
      return Step.refuse(Queries.UNKNOWN_CHANGE);
    }
    journey.on(found.get().target());
    journey.scope().change(found.get().id());
    return Step.pass(found.get());
  }

  /// The same, where it is the principal's own.
  Step<Change> own(Incoming incoming, Journey journey, Principal principal) {
    return switch (any(incoming, journey, principal)) {
      case Step.Refused<Change> refused -> refused;
      case Step.Passed<Change>(Change change) ->
          change.requester().equals(principal.id())
              ? Step.pass(change)
              : Step.refuse(
                  ProblemType.FORBIDDEN,
                  "Only the change's requester may do that; it is another's.");
    };
  }

  /// Reads the body first, so that a mistake in it is told whatever it is about.
  Answer withBody(
      Incoming incoming, Supplier<Step<Change>> find, BiFunction<Change, ObjectNode, Answer> work) {
    return switch (Bodies.decode(decoder, incoming)) {
      case Step.Refused<ObjectNode>(Problem problem) -> Answer.of(problem);
      case Step.Passed<ObjectNode>(ObjectNode body) ->
          switch (find.get()) {
            case Step.Refused<Change>(Problem problem) -> Answer.of(problem);
            case Step.Passed<Change>(Change change) -> work.apply(change, body);
          };
    };
  }

  static AuditDraft draft(
      AuditEvent event, Journey journey, Principal principal, Change change, ObjectNode details) {
    return new AuditDraft(
        event, journey.traceId(), principal.id(), change.target(), change.id(), null, details);
  }
}
