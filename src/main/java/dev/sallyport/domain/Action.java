package dev.sallyport.domain;

import java.util.Locale;
import java.util.Optional;

/// What a caller may ask of `POST /v1/execute`.
public enum Action {
  PLAN(ActionClass.DEFAULT, false),
  PREVIEW(ActionClass.TOKEN, true),
  APPLY(ActionClass.HEAVY, true),
  DEPLOY(ActionClass.HEAVY, true),
  ROLLBACK(ActionClass.HEAVY, true),
  AUTO(ActionClass.AUTO, true),
  STATUS(ActionClass.DEFAULT, false),
  LIST(ActionClass.DEFAULT, false),
  READ(ActionClass.DEFAULT, false);

  private static final Action[] ALL = values();

  private final ActionClass actionClass;
  private final boolean writes;
  private final String wire;

  Action(ActionClass actionClass, boolean writes) {
    this.actionClass = actionClass;
    this.writes = writes;
    wire = name().toLowerCase(Locale.ROOT);
  }

  /// The class whose rate limit this action counts against.
  public ActionClass actionClass() {
    return actionClass;
  }

  /// Whether the action needs an idempotency key and has a stored answer.
  public boolean writes() {
    return writes;
  }

  /// Whether the action runs an execution against its target.
  public boolean executes() {
    return switch (this) {
      case APPLY, DEPLOY, ROLLBACK, AUTO -> true;
      case PLAN, PREVIEW, STATUS, LIST, READ -> false;
    };
  }

  /// The name on the wire, lower case.
  public String wire() {
    return wire;
  }

  /// The action of that wire name, if there is one.
  public static Optional<Action> ofWire(String wire) {
    for (Action action : ALL) {
      if (action.wire.equals(wire)) {
        return Optional.of(action);
      }
    }
    return Optional.empty();
  }
}
