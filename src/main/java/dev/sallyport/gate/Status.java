package dev.sallyport.gate;

import dev.sallyport.authorize.Authorizer;
import dev.sallyport.domain.Principal;
import dev.sallyport.domain.Role;
import dev.sallyport.execute.Drain;
import dev.sallyport.respond.Answer;
import dev.sallyport.respond.Envelopes;
import dev.sallyport.respond.EventType;
import dev.sallyport.store.Store;
import dev.sallyport.target.Target;
import java.util.Collection;
import java.util.List;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/// What `status` answers: how the gate is, and the targets that the caller may use.
public final class Status {
  private static final JsonMapper JSON = JsonMapper.shared();

  private final Store store;
  private final Authorizer authorizer;
  private final Envelopes envelopes;
  private final Drain drain;
  private final String version;

  public Status(
      Store store, Authorizer authorizer, Envelopes envelopes, Drain drain, String version) {
    this.store = store;
    this.authorizer = authorizer;
    this.envelopes = envelopes;
    this.drain = drain;
    this.version = version;
  }

  Answer answer(Principal principal, String traceId, ObjectNode echo) {
    return answer(principal, traceId, echo, authorizer.visible(principal));
  }

  Answer answer(Principal principal, String traceId, ObjectNode echo, Target target) {
    return answer(principal, traceId, echo, List.of(target));
  }

  private Answer answer(
      Principal principal, String traceId, ObjectNode echo, Collection<Target> targets) {
    ObjectNode result = JSON.createObjectNode();
    result.put("version", version);
    result.put("state", drain.isDraining() ? "draining" : "ready");
    result.putObject("store").put("state", store.isReachable() ? "up" : "down");
    ArrayNode list = result.putArray("targets");
    targets.forEach(target -> list.add(TargetViews.of(target)));
    result.put("running", store.executions().running());
    result.set("caller", describe(principal));
    return Answer.ok(envelopes.event(EventType.STATUS, traceId, echo, result));
  }

  private static ObjectNode describe(Principal principal) {
    ObjectNode node = JSON.createObjectNode();
    node.put("id", principal.id().value());
    node.put("kind", principal.kind().wire());
    ArrayNode roles = node.putArray("roles");
    principal.roles().stream().map(Role::wire).sorted().forEach(roles::add);
    ArrayNode targets = node.putArray("targets");
    principal.targets().stream().sorted().forEach(targets::add);
    return node;
  }
}
