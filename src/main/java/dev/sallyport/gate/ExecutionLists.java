package dev.sallyport.gate;

import dev.sallyport.domain.ExecutionId;
import dev.sallyport.domain.Ids;
import dev.sallyport.domain.Principal;
import dev.sallyport.domain.Role;
import dev.sallyport.respond.Answer;
import dev.sallyport.respond.Results;
import dev.sallyport.store.Executions.Execution;
import dev.sallyport.store.Executions.Filter;
import dev.sallyport.store.Store;
import java.util.Arrays;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// Executions in a list and one by one, for whoever may see them.
public final class ExecutionLists {
  private final Store store;

  public ExecutionLists(Store store) {
    this.store = store;
  }

  /// What ran and runs, newest first; `state`, `target` and `cursor` as for changes.
  public Answer list(Incoming incoming, Journey journey, Principal principal) {
    int limit = Paging.limit(incoming);
    Filter filter =
        new Filter(
            seesAll(principal) ? null : principal.id(),
            targets(principal, incoming.queryParameter("target")),
            state(incoming),
            incoming.queryParameter("cursor").flatMap(ExecutionLists::id).orElse(null),
            limit + 1);
    return Paging.page(
        store.executions().list(filter), limit, Results::execution, one -> one.id().value());
  }

  /// The one that the path names.
  public Answer one(Incoming incoming, Journey journey, Principal principal) {
    return Optional.ofNullable(incoming.pathParameters().get("id"))
        .flatMap(ExecutionLists::id)
        .flatMap(store.executions()::find)
        .filter(one -> principal.mayUse(one.target()))
        .filter(one -> seesAll(principal) || one.principal().equals(principal.id()))
        .map(one -> Answer.ok(Results.execution(one)))
        .orElseGet(Queries::unknownChange);
  }

  private static Optional<ExecutionId> id(String text) {
    return Ids.isValid(ExecutionId.PREFIX, text)
        ? Optional.of(new ExecutionId(text))
        : Optional.empty();
  }

  private static Execution.@Nullable State state(Incoming incoming) {
    return incoming
        .queryParameter("state")
        .flatMap(
            wire ->
                Arrays.stream(Execution.State.values())
                    .filter(state -> state.wire().equals(wire))
                    .findFirst())
        .orElse(null);
  }

  private static @Nullable Set<String> targets(Principal principal, Optional<String> asked) {
    boolean all = principal.targets().contains(Principal.EVERY_TARGET);
    if (asked.isEmpty()) {
      return all ? null : principal.targets();
    }
    return all || principal.targets().contains(asked.get()) ? Set.of(asked.get()) : Set.of();
  }

  private static boolean seesAll(Principal principal) {
    return principal.has(Role.APPROVER)
        || principal.has(Role.OPERATOR)
        || principal.has(Role.AUDITOR);
  }
}
