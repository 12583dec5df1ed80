package dev.sallyport.log;

import org.slf4j.event.Level;

/// What the security log tells of. The names are stable: alerts and searches are built on them, so
/// a name never changes its meaning. `docs/logging.md` lists them all.
public enum SecurityEvent {
  TOKEN_REFUSED(
      "token.refused",
      "authentication",
      Level.WARN,
      "A confirm token was refused; `reason` says why."),
  AUTH_FAILED(
      "auth.failed",
      "authentication",
      Level.WARN,
      "A request had no API key, or none that is valid; `reason` says which."),
  AUTH_FLOODED(
      "auth.flooded",
      "intrusion_detection",
      Level.WARN,
      "One address sent more requests than are let through to authentication."),
  ROLE_FORBIDDEN(
      "role.forbidden", "iam", Level.WARN, "A principal asked for what none of its roles may do."),
  TARGET_FORBIDDEN(
      "target.forbidden",
      "iam",
      Level.WARN,
      "A principal asked for a target that its key does not name."),
  HEADER_FORGED(
      "header.forged",
      "intrusion_detection",
      Level.WARN,
      "A peer that is no trusted proxy sent a header that only a proxy may set."),
  IDEMPOTENCY_KEY_REUSED(
      "idempotency.key_reused",
      "intrusion_detection",
      Level.WARN,
      "An idempotency key came again with other contents."),
  RATE_LIMITED(
      "rate.limited",
      "intrusion_detection",
      Level.INFO,
      "A limit was reached and a request refused."),
  RATE_BLOCKED(
      "rate.blocked", "intrusion_detection", Level.WARN, "A principal or an address was blocked."),
  RATE_CLEARED("rate.cleared", "configuration", Level.WARN, "An operator lifted a block."),
  LIMITS_DEGRADED(
      "limits.degraded",
      "intrusion_detection",
      Level.WARN,
      "The store is away, so each instance counts its limits by itself."),
  LIMITS_RESTORED(
      "limits.restored",
      "intrusion_detection",
      Level.WARN,
      "Limits are counted in the store again."),
  FREEZE_SET("freeze.set", "configuration", Level.WARN, "An operator froze a target or the gate."),
  FREEZE_LIFTED("freeze.lifted", "configuration", Level.WARN, "An operator lifted a freeze."),
  FREEZE_REFUSED(
      "freeze.refused", "intrusion_detection", Level.WARN, "A freeze kept something from running."),
  APPROVAL_REFUSED(
      "approval.refused",
      "iam",
      Level.WARN,
      "An approval did not count, such as one by the requester; `reason` says why."),
  BREAK_GLASS_USED(
      "break_glass.used",
      "iam",
      Level.ERROR,
      "An operator let a change through without the approvals it awaited."),
  BREAK_GLASS_REFUSED(
      "break_glass.refused",
      "iam",
      Level.WARN,
      "Somebody who may not wanted to let a change through without its approvals."),
  AUTO_REFUSED(
      "auto.refused", "iam", Level.WARN, "A target's policy did not let an auto change through."),
  PLAN_STALE(
      "plan.stale",
      "intrusion_detection",
      Level.WARN,
      "A token was used on a plan that is no longer what was previewed."),
  EXECUTION_UNKNOWN(
      "execution.unknown",
      "process",
      Level.ERROR,
      "The gate cannot tell what an execution came to."),
  EXECUTION_RESOLVED(
      "execution.resolved", "process", Level.WARN, "An operator settled an unknown execution."),
  STOP_ASKED(
      "stop.asked",
      "process",
      Level.WARN,
      "A running execution was asked to end early; `reason` says why."),
  KEY_CREATED("key.created", "iam", Level.WARN, "An API key was made."),
  KEY_REVOKED("key.revoked", "iam", Level.WARN, "An API key was revoked."),
  SIGNING_KEY_ADDED(
      "signing_key.added", "configuration", Level.WARN, "A signing key was made or put in use."),
  SIGNING_KEY_RETIRED(
      "signing_key.retired",
      "configuration",
      Level.WARN,
      "A signing key no longer verifies tokens."),
  AUDIT_BROKEN(
      "audit.broken",
      "intrusion_detection",
      Level.ERROR,
      "The audit chain does not verify; the record is named."),
  LOG_LEVEL_CHANGED(
      "log.level_changed", "configuration", Level.WARN, "A log level was changed while running.");

  private final String wire;
  private final String category;
  private final Level level;
  private final String meaning;

  SecurityEvent(String wire, String category, Level level, String meaning) {
    this.wire = wire;
    this.category = category;
    this.level = level;
    this.meaning = meaning;
  }

  /// The stable name, in the field `event.action`.
  public String wire() {
    return wire;
  }

  /// The Elastic Common Schema's `event.category`.
  public String category() {
    return category;
  }

  /// The level it is logged at.
  public Level level() {
    return level;
  }

  /// A sentence on what happened.
  public String meaning() {
    return meaning;
  }
}
