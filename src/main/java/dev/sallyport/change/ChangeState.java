package dev.sallyport.change;

import dev.sallyport.domain.Action;
import dev.sallyport.domain.Outcome;
import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;

/// Where a change stands. The whole life cycle is on this page:
///
/// ```
/// awaiting_approval -> awaiting_confirmation -> applying -> applied -> deploying -> deployed
///                                            \> rolling_back -> rolled_back
/// ```
///
/// A run ends in `…_failed` where it failed and in `unknown` where nobody can tell; a change that
/// can no longer run is `stale`, `expired`, `rejected` or `cancelled`.
public enum ChangeState {
  AWAITING_APPROVAL,
  AWAITING_CONFIRMATION,
  APPLYING,
  APPLIED,
  APPLY_FAILED,
  DEPLOYING,
  DEPLOYED,
  DEPLOY_FAILED,
  ROLLING_BACK,
  ROLLED_BACK,
  ROLLBACK_FAILED,
  UNKNOWN,
  STALE,
  EXPIRED,
  REJECTED,
  CANCELLED;

  /// The state that the action takes the change to while it runs, if it may start from here.
  public Optional<ChangeState> begin(Action action) {
    return switch (action) {
      case APPLY -> from(AWAITING_CONFIRMATION, APPLYING);
      case DEPLOY -> from(APPLIED, DEPLOYING);
      case ROLLBACK -> from(AWAITING_CONFIRMATION, ROLLING_BACK);
      case AUTO -> Optional.of(APPLYING);
      case PLAN, PREVIEW, STATUS, LIST, READ -> Optional.empty();
    };
  }

  /// The state in which a run of the action leaves the change.
  public static ChangeState after(Action action, Outcome outcome) {
    return switch (outcome) {
      case UNKNOWN -> UNKNOWN;
      case SUCCEEDED ->
          switch (action) {
            case APPLY -> APPLIED;
            case DEPLOY, AUTO -> DEPLOYED;
            case ROLLBACK -> ROLLED_BACK;
            case PLAN, PREVIEW, STATUS, LIST, READ -> throw noRun(action);
          };
      case FAILED ->
          switch (action) {
            case APPLY, AUTO -> APPLY_FAILED;
            case DEPLOY -> DEPLOY_FAILED;
            case ROLLBACK -> ROLLBACK_FAILED;
            case PLAN, PREVIEW, STATUS, LIST, READ -> throw noRun(action);
          };
    };
  }

  /// The name on the wire and in the store, lower case.
  public String wire() {
    return name().toLowerCase(Locale.ROOT);
  }

  /// The state of that wire name, if there is one.
  public static Optional<ChangeState> ofWire(String wire) {
    return Arrays.stream(values()).filter(state -> state.wire().equals(wire)).findFirst();
  }

  private Optional<ChangeState> from(ChangeState start, ChangeState running) {
    return this == start ? Optional.of(running) : Optional.empty();
  }

  private static IllegalArgumentException noRun(Action action) {
    return new IllegalArgumentException(action.wire() + " runs no execution");
  }
}
