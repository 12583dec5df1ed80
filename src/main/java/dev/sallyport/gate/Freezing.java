package dev.sallyport.gate;

import dev.sallyport.audit.AuditDraft;
import dev.sallyport.audit.AuditEvent;
import dev.sallyport.authorize.Authorizer;
import dev.sallyport.contract.RequestDecoder;
import dev.sallyport.domain.Action;
import dev.sallyport.domain.Principal;
import dev.sallyport.domain.Role;
import dev.sallyport.domain.TargetName;
import dev.sallyport.problem.Problem;
import dev.sallyport.problem.ProblemType;
import dev.sallyport.problem.Step;
import dev.sallyport.respond.Answer;
import dev.sallyport.store.Freezes.Freeze;
import dev.sallyport.store.Store;
import dev.sallyport.target.Target;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/// Freezes and unfreezes targets, for operators. Where all targets are meant, the key must be for
/// all.
public final class Freezing {
  private static final JsonMapper JSON = JsonMapper.shared();

  private final Store store;
  private final Stops stops;
  private final Authorizer authorizer;
  private final RequestDecoder decoder;
  private final Telemetry telemetry;

  public Freezing(Store store, Authorizer authorizer, RequestDecoder decoder, Telemetry telemetry) {
    this.store = store;
    this.stops = new Stops(store, telemetry);
    this.authorizer = authorizer;
    this.decoder = decoder;
    this.telemetry = telemetry;
  }

  /// `POST /v1/freeze`; what is frozen already stays as it is.
  public Answer freeze(Incoming incoming, Journey journey, Principal principal) {
    return switch (permitted(incoming, principal)) {
      case Step.Refused<ObjectNode>(Problem problem) -> Answer.of(problem);
      case Step.Passed<ObjectNode>(ObjectNode body) -> {
        Optional<TargetName> target = target(body);
        // A freeze of what does not exist would be a mistyped name that keeps nothing safe.
        if (target.isPresent()
            && authorizer.target(principal, Action.STATUS, target)
                instanceof Step.Refused<Target>(Problem unknown)) {
          yield Answer.of(unknown);
        }
        String reason = body.required("reason").asString();
        ObjectNode details = JSON.createObjectNode().put("reason", reason);
        boolean stopRunning = body.path("stopRunning").asBoolean(false);
        if (stopRunning) {
          details.put("stopRunning", true);
        }
        boolean set =
            store
                .freezes()
                .set(
                    target.orElse(null),
                    reason,
                    principal.id(),
                    draft(AuditEvent.FREEZE_SET, journey, principal, target, details));
        if (set) {
          telemetry.frozen(target);
        }
        ObjectNode answer = standing(principal);
        if (stopRunning) {
          ArrayNode stopping = answer.putArray("stopping");
          // Nothing begins any more, so these are all.
          stops
              .onTargets(
                  target.map(name -> Set.of(name.value())).orElse(null), journey, principal, reason)
              .forEach(execution -> stopping.add(execution.value()));
        }
        yield Answer.ok(answer);
      }
    };
  }

  /// `POST /v1/unfreeze`.
  public Answer unfreeze(Incoming incoming, Journey journey, Principal principal) {
    return switch (permitted(incoming, principal)) {
      case Step.Refused<ObjectNode>(Problem problem) -> Answer.of(problem);
      case Step.Passed<ObjectNode>(ObjectNode body) -> {
        Optional<TargetName> target = target(body);
        boolean lifted =
            store
                .freezes()
                .lift(
                    target.orElse(null),
                    principal.id(),
                    draft(
                        AuditEvent.FREEZE_LIFTED,
                        journey,
                        principal,
                        target,
                        JSON.createObjectNode()));
        if (!lifted) {
          yield Answer.of(
              Problem.of(
                  ProblemType.WRONG_STATE,
                  "Just that is not frozen. A freeze of all targets is lifted without naming one,"
                      + " and the freeze of one by its name."));
        }
        telemetry.unfrozen(target);
        yield Answer.ok(standing(principal));
      }
    };
  }

  private Step<ObjectNode> permitted(Incoming incoming, Principal principal) {
    return switch (Bodies.decode(decoder, incoming)) {
      case Step.Refused<ObjectNode>(Problem problem) -> Step.refuse(problem);
      case Step.Passed<ObjectNode>(ObjectNode body) ->
          switch (authorizer.role(principal, Role.OPERATOR)) {
            case Step.Refused<Principal>(Problem problem) -> {
              telemetry.authorizationFailed(problem);
              yield Step.refuse(problem);
            }
            case Step.Passed<Principal> operator -> onTarget(principal, body);
          };
    };
  }

  private static Step<ObjectNode> onTarget(Principal principal, ObjectNode body) {
    Optional<TargetName> target = target(body);
    if (target.isEmpty() && !principal.targets().contains(Principal.EVERY_TARGET)) {
      return Step.refuse(
          ProblemType.FORBIDDEN,
          "This key is not for every target, so name the one that is meant.");
    }
    if (target.isPresent() && !principal.mayUse(target.get())) {
      return Step.refuse(
          ProblemType.UNKNOWN_TARGET,
          "There is no target of that name for this key; GET /v1/targets lists those there are.");
    }
    return Step.pass(body);
  }

  private static Optional<TargetName> target(ObjectNode body) {
    return Optional.ofNullable(body.get("target")).map(name -> new TargetName(name.asString()));
  }

  private ObjectNode standing(Principal principal) {
    ObjectNode answer = JSON.createObjectNode();
    ArrayNode items = answer.putArray("items");
    for (Freeze freeze : store.freezes().standing()) {
      @Nullable TargetName target = freeze.target();
      if (target != null && !principal.mayUse(target)) {
        continue;
      }
      ObjectNode item = items.addObject();
      if (target != null) {
        item.put("target", target.value());
      }
      item.put("reason", freeze.reason());
      item.put("by", freeze.by().value());
      item.put("since", freeze.since().toString());
    }
    return answer;
  }

  private static AuditDraft draft(
      AuditEvent event,
      Journey journey,
      Principal principal,
      Optional<TargetName> target,
      ObjectNode details) {
    return new AuditDraft(
        event,
        journey.traceId(),
        principal.id(),
        target.orElse(null),
        null,
        null,
        details.put("all", target.isEmpty()));
  }
}
