package dev.sallyport.audit;

import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;

/// What an audit record is about.
public enum AuditEvent {
  CHANGE_PREVIEWED,
  CHANGE_APPROVED,
  CHANGE_REJECTED,
  CHANGE_CANCELLED,
  CHANGE_STALE,
  APPROVAL_REFUSED,
  APPROVAL_EXPIRED,
  TOKEN_MINTED,
  TOKEN_USED,
  TOKEN_REFUSED,
  TOKEN_EXPIRED,
  EXECUTION_STARTED,
  EXECUTION_FINISHED,
  EXECUTION_UNKNOWN,
  EXECUTION_SETTLED,
  EXECUTION_RESOLVED,
  STOP_ASKED,
  LIMIT_BLOCKED,
  LIMIT_CLEARED,
  BREAK_GLASS_USED,
  FREEZE_SET,
  FREEZE_LIFTED,
  KEY_CREATED,
  KEY_REVOKED,
  SESSION_STARTED,
  SESSION_ENDED,
  SIGNING_KEY_ADDED,
  SIGNING_KEY_RETIRED,
  STORE_RESTORED,
  /// Stands for one that was deleted before it had its place in the chain.
  RECORD_MISSING,
  /// Names one whose time was changed before it had its place in the chain.
  RECORD_RETIMED;

  /// The name in the record: its subject, a dot, what happened, such as `token.used`.
  public String wire() {
    String name = name().toLowerCase(Locale.ROOT);
    int last = name.lastIndexOf('_');
    return name.substring(0, last) + "." + name.substring(last + 1);
  }

  /// The event of that wire name, if there is one.
  public static Optional<AuditEvent> ofWire(String wire) {
    return Arrays.stream(values()).filter(event -> event.wire().equals(wire)).findFirst();
  }
}
