package dev.sallyport.gate;

import dev.sallyport.authorize.Authorizer;
import dev.sallyport.change.Change;
import dev.sallyport.change.ChangeState;
import dev.sallyport.domain.ChangeId;
import dev.sallyport.domain.Ids;
import dev.sallyport.domain.Principal;
import dev.sallyport.problem.Problem;
import dev.sallyport.problem.ProblemType;
import dev.sallyport.respond.Answer;
import dev.sallyport.respond.Results;
import dev.sallyport.store.Changes.Filter;
import dev.sallyport.store.Store;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/// The routes that only read: changes, targets. A requester sees its own changes;
/// approvers, operators and auditors see everyone's on the targets of their key.
public final class Queries {
  private static final JsonMapper JSON = JsonMapper.shared();

  static final Problem UNKNOWN_CHANGE =
      Problem.of(
          ProblemType.UNKNOWN_CHANGE, "There is no change or execution of that id for this key.");

  private final Store store;
  private final Authorizer authorizer;
  private final ApprovalViews approvals;

  public Queries(Store store, Authorizer authorizer, ApprovalViews approvals) {
    this.store = store;
    this.authorizer = authorizer;
    this.approvals = approvals;
  }

  /// `GET /v1/changes`, newest first.
  public Answer changes(Incoming incoming, Journey journey, Principal principal) {
    int limit = Paging.limit(incoming);
    Optional<String> target = incoming.queryParameter("target");
    Filter filter =
        new Filter(
            principal.seesAll() ? null : principal.id(),
            targets(principal, target),
            incoming.queryParameter("state").flatMap(ChangeState::ofWire).orElse(null),
            incoming
                .queryParameter("cursor")
                .filter(cursor -> Ids.isValid(ChangeId.PREFIX, cursor))
                .map(ChangeId::new)
                .orElse(null),
            incoming.queryParameter("breakGlass").filter("true"::equals).isPresent(),
            limit + 1);
    return Paging.page(
        store.changes().list(filter), limit, Results::changeSummary, change -> change.id().value());
  }

  /// `GET /v1/changes/{id}`.
  public Answer change(Incoming incoming, Journey journey, Principal principal) {
    return find(store, incoming, principal)
        .map(
            change ->
                Answer.ok(
                    Results.change(
                        change,
                        approvals.asked(change, principal.id()),
                        store.executions().ofChange(change.id()))))
        .orElseGet(Queries::unknownChange);
  }

  /// The change that the path names, where the principal may see it.
  static Optional<Change> find(Store store, Incoming incoming, Principal principal) {
    return Optional.ofNullable(incoming.pathParameters().get("id"))
        .filter(id -> Ids.isValid(ChangeId.PREFIX, id))
        .map(ChangeId::new)
        .flatMap(store.changes()::find)
        .filter(change -> sees(principal, change));
  }

  /// `GET /v1/targets`, by name.
  public Answer targets(Incoming incoming, Journey journey, Principal principal) {
    ArrayNode items = JSON.createArrayNode();
    authorizer
        .visible(principal)
        .forEach(target -> items.add(TargetViews.whole(target, approvals.policy(target.name()))));
    ObjectNode list = JSON.createObjectNode();
    list.set("items", items);
    return Answer.ok(list);
  }

  private static boolean sees(Principal principal, Change change) {
    return principal.mayUse(change.target())
        && (principal.seesAll() || change.requester().equals(principal.id()));
  }

  /// The targets that are meant; null for all.
  static @Nullable Set<String> targets(Principal principal, Optional<String> asked) {
    boolean all = principal.targets().contains(Principal.EVERY_TARGET);
    if (asked.isEmpty()) {
      return all ? null : principal.targets();
    }
    return all || principal.targets().contains(asked.get()) ? Set.of(asked.get()) : Set.of();
  }

  static Answer unknownChange() {
    return Answer.of(UNKNOWN_CHANGE);
  }
}
