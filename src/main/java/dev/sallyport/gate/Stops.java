package dev.sallyport.gate;

import dev.sallyport.audit.AuditDraft;
import dev.sallyport.audit.AuditEvent;
import dev.sallyport.domain.ChangeId;
import dev.sallyport.domain.ExecutionId;
import dev.sallyport.domain.Principal;
import dev.sallyport.store.Executions.Execution;
import dev.sallyport.store.Executions.Filter;
import dev.sallyport.store.Store;
import dev.sallyport.target.Run.Stop;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.json.JsonMapper;

/// Asks running executions to end early, whichever gate runs them. Each is told within a second;
/// what its target makes of it, its ending says.
final class Stops {
  /// How many are read from the store at once; there is at most one a target.
  static final int PAGE = 200;

  private final Store store;
  private final Telemetry telemetry;

  Stops(Store store, Telemetry telemetry) {
    this.store = store;
    this.telemetry = telemetry;
  }

  /// Those on targets on which nothing new begins, so that these are all.
  ///
  /// @param targets null for all
  /// @return those that run and have been asked, now or before
  List<ExecutionId> onTargets(
      @Nullable Set<String> targets, Journey journey, Principal principal, String reason) {
    List<ExecutionId> asked = new ArrayList<>();
    @Nullable ExecutionId before = null;
    while (true) {
      List<Execution> running =
          store.executions().list(new Filter(null, targets, Execution.State.RUNNING, before, PAGE));
      asked.addAll(ask(running, Stop.FROZEN, journey, principal, reason));
      if (running.size() < PAGE) {
        return asked;
      }
      before = running.getLast().id();
    }
  }

  /// @return those that run and have been asked, now or before
  List<ExecutionId> ofChange(ChangeId change, Journey journey, Principal principal, String reason) {
    List<Execution> running =
        store.executions().ofChange(change).stream()
            .filter(execution -> execution.state() == Execution.State.RUNNING)
            .toList();
    return ask(running, Stop.CANCELLED, journey, principal, reason);
  }

  private List<ExecutionId> ask(
      List<Execution> running, Stop why, Journey journey, Principal principal, String reason) {
    for (Execution execution : running) {
      AuditDraft draft = draft(execution, why, journey, principal, reason);
      if (store.executions().stop(execution.id(), why, draft)) {
        telemetry.stopAsked(execution, why);
      }
    }
    return running.stream().map(Execution::id).toList();
  }

  private static AuditDraft draft(
      Execution execution, Stop why, Journey journey, Principal principal, String reason) {
    return new AuditDraft(
        AuditEvent.STOP_ASKED,
        journey.traceId(),
        principal.id(),
        execution.target(),
        execution.change(),
        execution.id(),
        JsonMapper.shared()
            .createObjectNode()
            .put("why", why.name().toLowerCase(Locale.ROOT))
            .put("reason", reason)
            .put("requester", execution.principal().value()));
  }
}
