package dev.sallyport.execute;

import dev.sallyport.change.Change;
import dev.sallyport.domain.ExecutionId;
import dev.sallyport.domain.TargetName;
import dev.sallyport.execute.Endings.Subject;
import dev.sallyport.respond.Envelopes;
import dev.sallyport.store.Changes;
import dev.sallyport.store.Executions;
import dev.sallyport.store.Executions.Ending;
import dev.sallyport.store.Executions.Execution;
import dev.sallyport.target.CutOff;
import dev.sallyport.target.Settlement;
import dev.sallyport.target.Target;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/// Finds executions whose gate is gone and settles them by asking their targets what happened. It
/// never runs anything again (P3).
public final class Settler {
  /// How many are looked at in one round.
  static final int ROUND = 100;

  private static final Logger LOG = LoggerFactory.getLogger(Settler.class);
  private static final JsonMapper JSON = JsonMapper.shared();

  private final Executions executions;
  private final Changes changes;
  private final Map<TargetName, Target> targets;
  private final Endings endings;

  /// Those already said to be unsettled, so that each is said once.
  private final Set<ExecutionId> announced = ConcurrentHashMap.newKeySet();

  public Settler(
      Executions executions,
      Changes changes,
      Map<TargetName, Target> targets,
      Envelopes envelopes) {
    this.executions = executions;
    this.changes = changes;
    this.targets = Map.copyOf(targets);
    this.endings = new Endings(envelopes);
  }

  /// One round.
  ///
  /// @return how many were settled
  public int settle() {
    int settled = 0;
    for (Execution execution : executions.cutOff(ROUND)) {
      if (settle(execution)) {
        settled++;
        announced.remove(execution.id());
      } else if (announced.add(execution.id())) {
        LOG.warn(
            "execution {} on {} was cut off and its target cannot say what happened; an operator must",
            execution.id(),
            execution.target());
      }
    }
    return settled;
  }

  private boolean settle(Execution execution) {
    Target target = targets.get(execution.target());
    Optional<Change> change = changes.find(execution.change());
    if (target == null || change.isEmpty()) {
      return false;
    }
    return switch (ask(target, change.get(), execution)) {
      case Settlement.CannotTell cannotTell -> false;
      case Settlement.Happened happened -> record(execution, change.get(), happened);
      case Settlement.DidNotHappen didNot -> record(execution, change.get(), didNot);
    };
  }

  private static Settlement ask(Target target, Change change, Execution execution) {
    try {
      return target.settle(
          change.plan(), new CutOff(execution.id(), change.id(), execution.action()));
    } catch (RuntimeException e) {
      LOG.warn("target {} cannot be asked about {}", execution.target(), execution.id(), e);
      return new Settlement.CannotTell("The target cannot be asked.");
    }
  }

  private boolean record(Execution execution, Change change, Settlement settlement) {
    Ending ending =
        endings.of(
            new Subject(
                change,
                execution.id(),
                execution.action(),
                execution.principal(),
                execution.traceId(),
                (ObjectNode) JSON.readTree(execution.echo())),
            settlement);
    boolean recorded = executions.settle(execution.id(), ending);
    if (recorded) {
      LOG.info(
          "execution {} on {} was cut off and has been settled as {}",
          execution.id(),
          execution.target(),
          ending.outcome().wire());
    }
    return recorded;
  }
}
