package dev.sallyport.gate;

import dev.sallyport.authorize.Authorizer;
import dev.sallyport.contract.RequestDecoder;
import dev.sallyport.domain.Principal;
import dev.sallyport.domain.PrincipalId;
import dev.sallyport.domain.Role;
import dev.sallyport.limit.ClientAddress;
import dev.sallyport.limit.LimitState;
import dev.sallyport.limit.RateLimiter;
import dev.sallyport.log.Levels;
import dev.sallyport.log.SecurityEvent;
import dev.sallyport.log.SecurityLog;
import dev.sallyport.problem.FieldError;
import dev.sallyport.problem.Problem;
import dev.sallyport.problem.ProblemType;
import dev.sallyport.problem.Step;
import dev.sallyport.respond.Answer;
import dev.sallyport.store.Store;
import dev.sallyport.store.Windows.ActiveBlock;
import dev.sallyport.window.WindowKey;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/// The routes of those who run the gate: limits, log levels, the audit records.
public final class Operations {
  private static final JsonMapper JSON = JsonMapper.shared();

  private final Authorizer authorizer;
  private final RateLimiter limiter;
  private final LevelSetting levels;
  private final RecordList records;
  private final SecurityLog security = new SecurityLog();

  public Operations(
      Store store,
      Authorizer authorizer,
      RateLimiter limiter,
      Levels levels,
      RequestDecoder decoder) {
    this.authorizer = authorizer;
    this.limiter = limiter;
    this.levels = new LevelSetting(levels, decoder);
    this.records = new RecordList(store);
  }

  /// `GET /v1/limits`: how the caller stands in each class.
  public Answer limits(Incoming incoming, Journey journey, Principal principal) {
    ObjectNode answer = JSON.createObjectNode();
    ArrayNode items = answer.putArray("items");
    for (RateLimiter.ClassState each :
        limiter.overview(principal, journey.address().orElseThrow())) {
      LimitState state = each.state();
      ObjectNode item = items.addObject();
      item.put("scope", state.policy().endsWith("-address") ? "address" : "principal");
      item.put("class", each.actionClass().wire());
      item.put("limit", state.limit());
      item.put("windowSeconds", state.window().toSeconds());
      item.put("remaining", state.remaining());
      item.put("resetSeconds", state.reset().toSeconds());
      if (state.blocked()) {
        item.put("blockedUntil", state.resetAt().toString());
      }
    }
    return Answer.ok(answer);
  }

  /// `GET /v1/limits/blocks`: the blocks that hold now, for an operator.
  public Answer blocks(Incoming incoming, Journey journey, Principal principal) {
    return as(
        principal,
        () -> {
          ObjectNode answer = JSON.createObjectNode();
          ArrayNode items = answer.putArray("items");
          for (ActiveBlock block : limiter.list()) {
            items
                .addObject()
                .put("scope", block.key().scope().name().toLowerCase(Locale.ROOT))
                .put("subject", block.key().subject())
                .put("policy", block.key().policy())
                .put("restSeconds", Math.ceilDiv(block.rest(), 1000L));
          }
          return Answer.ok(answer);
        },
        Role.OPERATOR);
  }

  /// `DELETE /v1/limits`: forgets what was counted and blocked of one principal or one address.
  public Answer clear(Incoming incoming, Journey journey, Principal principal) {
    return as(principal, () -> clearFor(incoming, journey, principal), Role.OPERATOR);
  }

  private Answer clearFor(Incoming incoming, Journey journey, Principal operator) {
    Optional<String> principal = incoming.queryParameter("principal");
    Optional<String> address = incoming.queryParameter("address");
    if (principal.isPresent() == address.isPresent()) {
      return invalid("", "required", "Give one of the parameters principal and address.");
    }
    try {
      int cleared =
          principal
              .map(
                  name ->
                      limiter.clear(
                          WindowKey.Scope.PRINCIPAL,
                          new PrincipalId(name).value(),
                          journey.traceId(),
                          operator))
              .orElseGet(
                  () ->
                      limiter.clear(
                          WindowKey.Scope.ADDRESS,
                          ClientAddress.parse(address.orElseThrow()).value(),
                          journey.traceId(),
                          operator));
      security.event(SecurityEvent.RATE_CLEARED, Map.of("cleared", cleared));
      return Answer.ok(JSON.createObjectNode().put("cleared", cleared));
    } catch (IllegalArgumentException e) {
      return principal.isPresent()
          ? invalid("/principal", "pattern", "A principal's name: a-z 0-9 . _ @ -")
          : invalid("/address", "format", "An IPv4 or IPv6 address.");
    }
  }

  /// `GET /v1/logging`: the levels that are set, for an operator.
  public Answer logging(Incoming incoming, Journey journey, Principal principal) {
    return as(principal, levels::all, Role.OPERATOR);
  }

  /// `PUT /v1/logging`: sets levels while the gate runs; `inherit` takes a package's own away.
  public Answer setLogging(Incoming incoming, Journey journey, Principal principal) {
    return as(principal, () -> levels.set(incoming), Role.OPERATOR);
  }

  /// `GET /v1/audit`: the records, newest first, for an auditor.
  public Answer audit(Incoming incoming, Journey journey, Principal principal) {
    return as(principal, () -> records.page(incoming, principal), Role.AUDITOR);
  }

  private Answer as(Principal principal, Supplier<Answer> work, Role... roles) {
    return switch (authorizer.role(principal, roles)) {
      case Step.Refused<Principal>(Problem problem) -> Answer.of(problem);
      case Step.Passed<Principal> passed -> work.get();
    };
  }

  private static Answer invalid(String pointer, String code, String message) {
    return Answer.of(
        Problem.of(ProblemType.INVALID_REQUEST, message)
            .withErrors(List.of(new FieldError(pointer, code, message))));
  }
}
