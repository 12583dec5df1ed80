package dev.sallyport.store.postgres;

import dev.sallyport.store.sql.DecisionUnit;
import dev.sallyport.store.sql.QueryTemplate;
import dev.sallyport.store.sql.RoundReads;
import dev.sallyport.store.sql.RoundWrites;

/// The rounds of approval.
enum RoundSql implements QueryTemplate {
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
      WITH given AS (
        SELECT ?::bigint AS now, ?::bigint AS until_at, ?::text AS operator, ?::text AS reason,
          ?::text AS change, ?::text AS action, ?::text AS state, ?::text AS hash, ?::text AS base,
          ?::text AS requester)
      UPDATE approval_rounds
      SET met_at = given.now, until_at = given.until_at, broken_by = given.operator,
        broken_reason = given.reason, broken_at = given.now
      FROM given
      WHERE approval_rounds.change_id = given.change AND approval_rounds.action = given.action
        AND met_at IS NULL AND approval_rounds.until_at > given.now
        AND EXISTS (
          SELECT 1 FROM changes JOIN plans ON plans.change_id = changes.id
          WHERE changes.id = given.change AND changes.state = given.state
            AND plans.hash = given.hash AND plans.base = given.base
            AND changes.requester = given.requester)
      """),

  /// The changes that some operator let through, newest first.
  CHANGE_LIST_BROKEN(
      """
      WITH asked AS (
        SELECT ?::text AS before, ?::text[] AS targets, ?::bigint AS most, ?::text AS requester,
          ?::text AS state)
      SELECT changes.*, plans.* FROM asked, changes JOIN plans ON plans.change_id = changes.id
      WHERE (asked.before IS NULL OR changes.id < asked.before)
        AND (asked.targets IS NULL OR changes.target = ANY (asked.targets))
        AND (asked.requester IS NULL OR changes.requester = asked.requester)
        AND (asked.state IS NULL OR changes.state = asked.state)
        AND changes.id IN (SELECT change_id FROM approval_rounds WHERE broken_at IS NOT NULL)
      ORDER BY changes.id DESC LIMIT (SELECT most FROM asked)
      """),
  ROUND_OVER(
      """
      SELECT approval_rounds.change_id, action, requester, target, until_at, met_at
      FROM approval_rounds JOIN changes ON changes.id = approval_rounds.change_id
      WHERE until_at IS NOT NULL AND ended_at IS NULL AND until_at <= ?
      ORDER BY until_at LIMIT ? FOR UPDATE SKIP LOCKED
      """),
  ROUND_END("UPDATE approval_rounds SET ended_at = ? WHERE change_id = ? AND action = ?"),

  /// Nobody decides any more, and what was given holds no more.
  ROUND_END_EVERY(
      """
      WITH given AS (SELECT ?::bigint AS now)
      UPDATE approval_rounds SET until_at = given.now, ended_at = given.now FROM given
      WHERE ended_at IS NULL AND until_at IS NOT NULL
      """),

  /// A change whose approval did not come, or was not used, in time. One with a token goes by that.
  /// Its tokens are counted, not asked whether they exist: that the server may answer by reading
  /// every token.
  CHANGE_LAPSE(
      """
      WITH given AS (SELECT ?::bigint AS now, ?::text AS change, ?::text AS action)
      UPDATE changes SET state = 'expired', updated_at = given.now FROM given
      WHERE changes.id = given.change
        AND (state = 'awaiting_approval' AND given.action <> 'deploy'
          OR state = 'awaiting_confirmation' AND given.action <> 'deploy' AND 0 = (
            SELECT count(*) FROM confirm_tokens
            WHERE confirm_tokens.change_id = changes.id AND voided_at IS NULL)
          OR state = 'applied' AND given.action = 'deploy' AND 0 = (
            SELECT count(*) FROM confirm_tokens
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
