package dev.sallyport.gate;

import dev.sallyport.audit.AuditRecord;
import dev.sallyport.authorize.Authorizer;
import dev.sallyport.contract.RequestDecoder;
import dev.sallyport.domain.Principal;
import dev.sallyport.domain.PrincipalId;
import dev.sallyport.domain.Role;
import dev.sallyport.limit.ClientAddress;
import dev.sallyport.limit.LimitState;
import dev.sallyport.limit.RateLimiter;
import dev.sallyport.log.Levels;
import dev.sallyport.log.LogLevel;
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
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/// The routes of those who run the gate: limits, log levels, the audit records.
public final class Operations {
  private static final JsonMapper JSON = JsonMapper.shared();

  private final Store store;
  private final Authorizer authorizer;
  private final RateLimiter limiter;
  private final Levels levels;
  private final RequestDecoder decoder;
  private final SecurityLog security = new SecurityLog();

  public Operations(
      Store store,
      Authorizer authorizer,
      RateLimiter limiter,
      Levels levels,
      RequestDecoder decoder) {
    this.store = store;
    this.authorizer = authorizer;
    this.limiter = limiter;
    this.levels = levels;
    this.decoder = decoder;
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
    return as(principal, this::levels, Role.OPERATOR);
  }

  /// `PUT /v1/logging`: sets levels while the gate runs; `inherit` takes a package's own away.
  public Answer setLogging(Incoming incoming, Journey journey, Principal principal) {
    return as(
        principal,
        () ->
            switch (body(incoming)) {
              case Step.Refused<ObjectNode>(Problem problem) -> Answer.of(problem);
              case Step.Passed<ObjectNode>(ObjectNode body) -> setLevels(body);
            },
        Role.OPERATOR);
  }

  private Step<ObjectNode> body(Incoming incoming) {
    return switch (incoming.body().read()) {
      case Step.Refused<byte[]>(Problem problem) -> Step.refuse(problem);
      case Step.Passed<byte[]>(byte[] bytes) ->
          decoder.decodeBody("setLogging", bytes, incoming.header("Content-Type"));
    };
  }

  private Answer setLevels(ObjectNode body) {
    List<FieldError> errors = new ArrayList<>();
    for (Map.Entry<String, JsonNode> entry : body.required("levels").properties()) {
      String name = entry.getKey().isEmpty() ? Levels.ROOT : entry.getKey();
      String level = entry.getValue().asString();
      if (level.equals("inherit")) {
        if (levels.clear(name)) {
          levelChanged(name, level);
        }
        continue;
      }
      switch (levels.set(name, LogLevel.ofWire(level).orElseThrow())) {
        case Levels.Change.Set set -> levelChanged(name, level);
        case Levels.Change.Refused(String detail) ->
            errors.add(new FieldError("/levels", "refused", detail));
      }
    }
    return errors.isEmpty()
        ? levels()
        : Answer.of(
            Problem.of(ProblemType.INVALID_REQUEST, "Not every level could be set.")
                .withErrors(errors));
  }

  private void levelChanged(String name, String level) {
    security.event(SecurityEvent.LOG_LEVEL_CHANGED, Map.of("package", name, "level", level));
  }

  private Answer levels() {
    ObjectNode answer = JSON.createObjectNode();
    ObjectNode all = answer.putObject("levels");
    levels.all().forEach((name, level) -> all.put(name, level.wire()));
    return Answer.ok(answer);
  }

  /// `GET /v1/audit`: the records, newest first, for an auditor.
  public Answer audit(Incoming incoming, Journey journey, Principal principal) {
    return as(principal, () -> records(incoming, principal), Role.AUDITOR);
  }

  private Answer records(Incoming incoming, Principal principal) {
    int limit = Paging.limit(incoming);
    Optional<String> target = incoming.queryParameter("target");
    Optional<String> change = incoming.queryParameter("change");
    long before =
        incoming
            .queryParameter("cursor")
            .filter(cursor -> cursor.matches("[0-9]{1,18}"))
            .map(Long::parseLong)
            .orElse(Long.MAX_VALUE);
    ObjectNode page = JSON.createObjectNode();
    ArrayNode items = page.putArray("items");
    int looked = 0;
    while (items.size() < limit && looked < Paging.MOST_LOOKED_AT) {
      List<AuditRecord> records = store.audit().before(before, Paging.LARGEST_PAGE);
      if (records.isEmpty()) {
        return Answer.ok(page);
      }
      for (AuditRecord record : records) {
        before = record.sequence();
        looked++;
        if (matches(record, principal, target, change)) {
          items.add(AuditViews.of(record));
          if (items.size() == limit) {
            break;
          }
        }
      }
    }
    page.put("next", Long.toString(before));
    return Answer.ok(page);
  }

  private static boolean matches(
      AuditRecord record, Principal principal, Optional<String> target, Optional<String> change) {
    String about = record.body().path("target").asString("");
    boolean sees =
        about.isEmpty()
            || principal.targets().contains(Principal.EVERY_TARGET)
            || principal.targets().contains(about);
    return sees
        && target.filter(name -> !name.equals(about)).isEmpty()
        && change.filter(id -> !id.equals(record.body().path("changeId").asString(""))).isEmpty();
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
