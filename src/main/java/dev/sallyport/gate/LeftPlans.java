package dev.sallyport.gate;

import dev.sallyport.change.Change;
import dev.sallyport.change.ChangeState;
import dev.sallyport.store.Store;
import dev.sallyport.target.Target;
import dev.sallyport.target.Target.KeptPlan;
import dev.sallyport.target.TargetException;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Has targets let go of plans that nobody carries out any more. A saved plan often holds secrets,
/// and it lies on the machine that made it, whichever gate ends its change; so each gate looks at
/// what its own targets keep.
public final class LeftPlans {
  /// A plan whose change is not on record is left over from a crash when it is that old; planning
  /// itself takes minutes at most.
  static final Duration UNRECORDED = Duration.ofHours(1);

  private static final Logger LOG = LoggerFactory.getLogger(LeftPlans.class);

  private final Store store;
  private final List<Target> targets;
  private final InstantSource clock;

  /// @param clock the machine's, as files have it
  public LeftPlans(Store store, List<Target> targets, InstantSource clock) {
    this.store = store;
    this.targets = List.copyOf(targets);
    this.clock = clock;
  }

  void sweep() {
    for (Target target : targets) {
      try {
        for (KeptPlan plan : target.keptPlans()) {
          if (isLeft(plan)) {
            target.letGo(plan.change());
          }
        }
      } catch (TargetException e) {
        LOG.warn("plans that {} keeps for nobody cannot be removed", target.name(), e);
      }
    }
  }

  private boolean isLeft(KeptPlan plan) {
    Optional<Change> change = store.changes().find(plan.change());
    return change
        .map(known -> hasEnded(known.state()))
        .orElseGet(() -> plan.since().isBefore(clock.instant().minus(UNRECORDED)));
  }

  /// Whether nothing begins from there; one that is unknown may still be asked about.
  private static boolean hasEnded(ChangeState state) {
    return switch (state) {
      case APPLY_FAILED,
          DEPLOYED,
          DEPLOY_FAILED,
          ROLLED_BACK,
          ROLLBACK_FAILED,
          STALE,
          EXPIRED,
          REJECTED,
          CANCELLED ->
          true;
      case AWAITING_APPROVAL,
          AWAITING_CONFIRMATION,
          APPLYING,
          APPLIED,
          DEPLOYING,
          ROLLING_BACK,
          UNKNOWN ->
          false;
    };
  }
}
