package dev.sallyport.store.sqlite;

import dev.sallyport.store.sql.DecisionUnit;
import dev.sallyport.store.sql.QueryTemplate;
import dev.sallyport.store.sql.RoundReads;
import dev.sallyport.store.sql.RoundWrites;

/// The rounds of approval.
enum RoundSql implements QueryTemplate {
  ROUND_ADD(
      """
      INSERT INTO approval_rounds (change_id, action, wait_ms, number, until_at)
      VALUES (?, ?, ?, ?, ?)
      """),

  /// A deploy's, once the apply has succeeded.
  ROUND_OPEN_OF_EXECUTION(
      """
      UPDATE approval_rounds SET until_at = ?1 + wait_ms
      WHERE action = 'deploy' AND until_at IS NULL
        AND change_id = (SELECT change_id FROM executions WHERE executions.id = ?2)
      """),
  ROUND_FIND("SELECT * FROM approval_rounds WHERE change_id = ? AND action = ?"),

  /// The last approval needed; those that count hold for so long.
  ROUND_MEET(
      """
      UPDATE approval_rounds SET met_at = ?, until_at = ?
      WHERE change_id = ? AND action = ? AND met_at IS NULL
      """),

  /// Break-glass: any number of operators, one row count of 1.
  ROUND_BREAK(
      """
      UPDATE approval_rounds
      SET met_at = ?1, until_at = ?2, broken_by = ?3, broken_reason = ?4, broken_at = ?1
      WHERE change_id = ?5 AND action = ?6 AND met_at IS NULL AND until_at > ?1
        AND EXISTS (
          SELECT 1 FROM changes JOIN plans ON plans.change_id = changes.id
          WHERE changes.id = ?5 AND changes.state = ?7
            AND plans.hash = ?8 AND plans.base = ?9 AND changes.requester = ?10)
      """),
  /// The changes that some operator let through, newest first.
  CHANGE_LIST_BROKEN(
      """
      SELECT * FROM changes JOIN plans ON plans.change_id = changes.id
      WHERE (?1 IS NULL OR changes.id < ?1)
        AND (?2 IS NULL OR changes.target IN (SELECT value FROM json_each(?2)))
        AND (?4 IS NULL OR changes.requester = ?4) AND (?5 IS NULL OR changes.state = ?5)
        AND changes.id IN (SELECT change_id FROM approval_rounds WHERE broken_at IS NOT NULL)
      ORDER BY changes.id DESC LIMIT ?3
      """),
  ROUND_OVER(
      """
      SELECT approval_rounds.change_id, action, requester, target, until_at, met_at
      FROM approval_rounds JOIN changes ON changes.id = approval_rounds.change_id
      WHERE until_at IS NOT NULL AND ended_at IS NULL AND until_at <= ?
      ORDER BY until_at LIMIT ?
      """),
  ROUND_END("UPDATE approval_rounds SET ended_at = ? WHERE change_id = ? AND action = ?"),

  /// Nobody decides any more, and what was given holds no more.
  ROUND_END_EVERY(
      """
      UPDATE approval_rounds SET until_at = ?1, ended_at = ?1
      WHERE ended_at IS NULL AND until_at IS NOT NULL
      """),

  /// A change whose approval did not come, or was not used, in time. One with a token goes by that.
  CHANGE_LAPSE(
      """
      UPDATE changes SET state = 'expired', updated_at = ?1
      WHERE id = ?2
        AND (state = 'awaiting_approval' AND ?3 <> 'deploy'
          OR state = 'awaiting_confirmation' AND ?3 <> 'deploy' AND NOT EXISTS (
            SELECT 1 FROM confirm_tokens
            WHERE confirm_tokens.change_id = changes.id AND voided_at IS NULL)
          OR state = 'applied' AND ?3 = 'deploy' AND NOT EXISTS (
            SELECT 1 FROM confirm_tokens
            WHERE confirm_tokens.change_id = changes.id AND voided_at IS NULL
              AND for_deploy = 1))
      """);

  /// What every engine asks of a round, with these statements.
  static final RoundReads READS =
      new RoundReads(ROUND_FIND, ApprovalSql.APPROVAL_LIST, ApprovalSql.APPROVAL_SAME_PLAN);

  /// What every engine makes of a round, with these statements.
  static final RoundWrites WRITES =
      new RoundWrites(
          READS,
          ChangeSql.CHANGE_STATE,
          ChangeSql.CHANGE_MOVE,
          ROUND_MEET,
          ROUND_BREAK,
          ROUND_OVER,
          CHANGE_LAPSE,
          ROUND_END,
          TokenSql.TOKEN_VOID_OF_CHANGE);

  /// How every engine takes down a decision, with these statements.
  static final DecisionUnit DECISIONS =
      new DecisionUnit(
          WRITES,
          ApprovalSql.APPROVAL_ADD,
          ApprovalSql.APPROVAL_OF,
          ApprovalSql.NUMBER_MISSES,
          ApprovalSql.NUMBER_MISSED);

  private final String sql;

  RoundSql(String sql) {
    this.sql = sql;
  }

  @Override
  public String sql() {
    return sql;
  }
}
