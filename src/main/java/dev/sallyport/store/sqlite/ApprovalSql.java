package dev.sallyport.store.sqlite;

import dev.sallyport.store.sql.QueryTemplate;

/// The decisions on changes, and the freezes.
enum ApprovalSql implements QueryTemplate {
  /// Any number of callers, one row a principal: only while the change awaits approval of just this
  /// plan, made from this base, for this requester.
  APPROVAL_ADD(
      """
      INSERT INTO approvals
        (change_id, principal, verdict, plan_hash, base, requester, policy, reason, decided_at)
      SELECT changes.id, ?1, ?2, plans.hash, plans.base, changes.requester, ?3, ?4, ?5
      FROM changes JOIN plans ON plans.change_id = changes.id
      WHERE changes.id = ?6 AND changes.state = 'awaiting_approval'
        AND plans.hash = ?7 AND plans.base = ?8 AND changes.requester = ?9
      ON CONFLICT (change_id, plan_hash, policy, principal) DO NOTHING
      """),
  APPROVAL_OF(
      """
      SELECT verdict FROM approvals
      WHERE change_id = ? AND plan_hash = ? AND policy = ? AND principal = ?
      """),
  APPROVAL_COUNT(
      """
      SELECT count(*) FROM approvals
      WHERE change_id = ? AND plan_hash = ? AND policy = ? AND verdict = 'approved'
      """),
  APPROVAL_SAME_PLAN(
      """
      SELECT count(*) FROM changes JOIN plans ON plans.change_id = changes.id
      WHERE changes.id = ? AND plans.hash = ? AND plans.base = ? AND changes.requester = ?
      """),

  FREEZE_ADD(
      """
      INSERT INTO freezes (target, reason, set_by, set_at) VALUES (?, ?, ?, ?)
      ON CONFLICT (target) WHERE lifted_at IS NULL DO NOTHING
      """),
  FREEZE_LIFT(
      "UPDATE freezes SET lifted_by = ?, lifted_at = ? WHERE target = ? AND lifted_at IS NULL"),
  FREEZE_STANDING("SELECT * FROM freezes WHERE lifted_at IS NULL ORDER BY id"),
  FREEZE_ON(
      """
      SELECT * FROM freezes WHERE lifted_at IS NULL AND target IN ('*', ?) ORDER BY id LIMIT 1
      """);

  private final String sql;

  ApprovalSql(String sql) {
    this.sql = sql;
  }

  @Override
  public String sql() {
    return sql;
  }
}
