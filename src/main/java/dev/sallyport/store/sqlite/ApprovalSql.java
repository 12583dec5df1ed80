package dev.sallyport.store.sqlite;

import dev.sallyport.store.sql.QueryTemplate;

/// The decisions on changes, and the freezes.
enum ApprovalSql implements QueryTemplate {
  /// Any number of callers, one row a principal: only while the change awaits approval of just this
  /// plan, made from this base, for this requester, in time, with the requester's number, and from
  /// nobody who missed it too often.
  APPROVAL_ADD(
      """
      INSERT INTO approvals
        (change_id, action, principal, member_of, verdict, binding, plan_hash, base, requester,
         policy, asked, reason, rendered, open_ms, decided_at)
      SELECT changes.id, approval_rounds.action, ?1, ?2, ?3, ?4, plans.hash, plans.base,
        changes.requester, ?5, ?6, ?7, ?8, ?9, ?10
      FROM changes
        JOIN plans ON plans.change_id = changes.id
        JOIN approval_rounds ON approval_rounds.change_id = changes.id
      WHERE changes.id = ?11 AND approval_rounds.action = ?12 AND changes.state = ?13
        AND plans.hash = ?14 AND plans.base = ?15 AND changes.requester = ?16
        AND met_at IS NULL AND until_at > ?10
        AND (?3 = 'rejected' OR number IS NULL
          OR (number = ?17
            AND (SELECT count(*) FROM number_misses
                 WHERE number_misses.change_id = changes.id AND number_misses.principal = ?1) < ?18))
      ON CONFLICT (change_id, binding, principal) DO NOTHING
      """),
  APPROVAL_OF(
      "SELECT verdict FROM approvals WHERE change_id = ? AND binding = ? AND principal = ?"),
  APPROVAL_LIST(
      """
      SELECT principal, member_of, decided_at FROM approvals
      WHERE change_id = ? AND binding = ? AND verdict = 'approved' AND decided_at > ?
      ORDER BY id
      """),
  APPROVAL_SAME_PLAN(
      """
      SELECT count(*) FROM changes JOIN plans ON plans.change_id = changes.id
      WHERE changes.id = ? AND plans.hash = ? AND plans.base = ? AND changes.requester = ?
      """),

  NUMBER_MISSES("SELECT count(*) FROM number_misses WHERE change_id = ? AND principal = ?"),
  NUMBER_MISSED("INSERT INTO number_misses (change_id, principal, missed_at) VALUES (?, ?, ?)"),

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
