package dev.sallyport.store.postgres;

import dev.sallyport.store.sql.QueryTemplate;

/// The decisions on changes, and the freezes.
enum ApprovalSql implements QueryTemplate {
  /// Any number of callers, one row a principal: only while the change awaits approval of just this
  /// plan, made from this base, for this requester, in time, with the requester's number, and from
  /// nobody who missed it too often.
  APPROVAL_ADD(
      """
      WITH given AS (
        SELECT ?::text AS principal, ?::text AS member_of, ?::text AS verdict, ?::text AS binding,
          ?::text AS policy, ?::text AS asked, ?::text AS reason, ?::text AS rendered,
          ?::bigint AS open_ms, ?::bigint AS now, ?::text AS change, ?::text AS action,
          ?::text AS state, ?::text AS hash, ?::text AS base, ?::text AS requester,
          ?::integer AS number, ?::integer AS most)
      INSERT INTO approvals
        (change_id, action, principal, member_of, verdict, binding, plan_hash, base, requester,
         policy, asked, reason, rendered, open_ms, decided_at)
      SELECT changes.id, approval_rounds.action, given.principal, given.member_of, given.verdict,
        given.binding, plans.hash, plans.base, changes.requester, given.policy, given.asked,
        given.reason, given.rendered, given.open_ms, given.now
      FROM given
        JOIN changes ON changes.id = given.change
        JOIN plans ON plans.change_id = changes.id
        JOIN approval_rounds ON approval_rounds.change_id = changes.id
      WHERE approval_rounds.action = given.action AND changes.state = given.state
        AND plans.hash = given.hash AND plans.base = given.base
        AND changes.requester = given.requester
        AND met_at IS NULL AND until_at > given.now
        AND (given.verdict = 'rejected' OR approval_rounds.number IS NULL
          OR (approval_rounds.number = given.number
            AND (SELECT count(*) FROM number_misses
                 WHERE number_misses.change_id = changes.id
                   AND number_misses.principal = given.principal) < given.most))
      ON CONFLICT (change_id, binding, principal) DO NOTHING
      """),
  APPROVAL_OF(
      "SELECT verdict FROM approvals WHERE change_id = ? AND binding = ? AND principal = ?"),
  APPROVAL_LIST(
      """
      SELECT principal, member_of, decided_at FROM approvals
      WHERE change_id = ? AND binding = ? AND verdict = 'approved' AND decided_at > ?::bigint
      ORDER BY id
      """),
  APPROVAL_SAME_PLAN(
      """
      SELECT count(*) FROM changes JOIN plans ON plans.change_id = changes.id
      WHERE changes.id = ? AND plans.hash = ? AND plans.base = ? AND changes.requester = ?
      """),

  NUMBER_MISSES("SELECT count(*) FROM number_misses WHERE change_id = ? AND principal = ?"),
  NUMBER_MISSED("INSERT INTO number_misses (change_id, principal, missed_at) VALUES (?, ?, ?)"),

  /// Waits for all who are about to begin an execution, and keeps others from it until the freeze
  /// stands.
  FREEZE_ALONE("SELECT pg_advisory_xact_lock(7410)"),
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
