package dev.sallyport.respond;

import dev.sallyport.domain.Action;
import java.util.Locale;

/// What an answer's envelope says has happened.
public enum EventType {
  PLANNED,
  PREVIEWED,
  APPLIED,
  DEPLOYED,
  ROLLED_BACK,
  STATUS,
  LISTED,
  READ,
  ACCEPTED;

  /// What a finished action is called.
  public static EventType of(Action action) {
    return switch (action) {
      case PLAN -> PLANNED;
      case PREVIEW -> PREVIEWED;
      case APPLY -> APPLIED;
      case DEPLOY, AUTO -> DEPLOYED;
      case ROLLBACK -> ROLLED_BACK;
      case STATUS -> STATUS;
      case LIST -> LISTED;
      case READ -> READ;
    };
  }

  /// The name on the wire, lower case.
  public String wire() {
    return name().toLowerCase(Locale.ROOT);
  }
}
