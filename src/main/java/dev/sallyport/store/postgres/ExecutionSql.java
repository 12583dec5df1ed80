package dev.sallyport.store.postgres;

import dev.sallyport.store.sql.QueryTemplate;

/// The executions after their begin, and the targets' leases.
enum ExecutionSql implements QueryTemplate {
  LEASE_FIND("SELECT fence, execution_id, since FROM leases WHERE target = ?"),
  LEASE_MAKE("INSERT INTO leases (target, fence) VALUES (?, 0) ON CONFLICT (target) DO NOTHING"),

  /// The one who still finds it as expected ends it, and everything that an ending changes goes
  /// with it; a gate that lost it to another finds nothing.
  EXECUTION_END(
      """
      WITH given AS MATERIALIZED (
        SELECT now_millis(?::bigint) AS now, ?::text AS id, ?::text AS expected, ?::text AS outcome,
          ?::text AS detail, ?::text AS output, ?::integer AS status, ?::text AS body,
          ?::text AS change_state),
      ended AS (
        UPDATE executions
        SET state = given.outcome, detail = given.detail, output = given.output,
          ended_at = coalesce(executions.ended_at, given.now)
        FROM given WHERE executions.id = given.id AND executions.state = given.expected
        RETURNING executions.id, executions.change_id),
      moved AS (
        UPDATE changes SET state = given.change_state, updated_at = given.now
        FROM given, ended WHERE changes.id = ended.change_id),
      opened AS (
        UPDATE approval_rounds SET until_at = given.now + wait_ms
        FROM given, ended
        WHERE approval_rounds.change_id = ended.change_id AND approval_rounds.action = 'deploy'
          AND approval_rounds.until_at IS NULL AND given.change_state = 'applied'),
      voided AS (
        UPDATE confirm_tokens SET voided_at = given.now
        FROM given, ended
        WHERE confirm_tokens.change_id = ended.change_id AND confirm_tokens.voided_at IS NULL
          AND given.change_state = 'stale'),
      -- Nobody may touch a target of which nobody can tell what became of it.
      released AS (
        UPDATE leases SET execution_id = NULL, since = NULL
        FROM given, ended
        WHERE leases.execution_id = ended.id AND given.outcome <> 'unknown'),
      answered AS (
        UPDATE requests SET status = given.status, body = given.body, answered_at = given.now
        FROM given, ended
        WHERE requests.execution_id = ended.id AND given.status IS NOT NULL),
      said AS (
        INSERT INTO execution_output (execution_id, seq, at, channel, text)
        SELECT ended.id, line.seq, line.at, line.channel, line.text
        FROM ended, unnest(?::bigint[], ?::bigint[], ?::text[], ?::text[])
          AS line (seq, at, channel, text)
        ON CONFLICT (execution_id, seq) DO NOTHING),
      recorded AS (
        INSERT INTO audit_pending (at, draft, mac)
        SELECT given.now, waiting.draft, waiting.mac
        FROM given, ended, unnest(?::text[], ?::text[]) WITH ORDINALITY
          AS waiting (draft, mac, place)
        ORDER BY waiting.place)
      SELECT count(*) FROM ended
      """),
  EXECUTION_FIND("SELECT * FROM executions WHERE id = ?"),
  EXECUTION_OF_CHANGE("SELECT * FROM executions WHERE change_id = ? ORDER BY place"),

  // Two states that the index of open executions serves.
  EXECUTION_COUNT_RUNNING("SELECT count(*) FROM executions WHERE state = 'running'"),
  EXECUTION_COUNT_UNKNOWN("SELECT count(*) FROM executions WHERE state = 'unknown'"),

  /// Newest first, by when they began; the id parts those of one millisecond.
  EXECUTION_LIST(
      """
      WITH asked AS (
        SELECT ?::text AS before, ?::text[] AS targets, ?::text AS principal, ?::text AS state)
      SELECT executions.* FROM asked, executions
      WHERE (asked.before IS NULL OR (executions.started_at, executions.id) <
          (SELECT started_at, id FROM executions AS cursor WHERE cursor.id = asked.before))
        AND (asked.targets IS NULL OR executions.target = ANY (asked.targets))
        AND (asked.principal IS NULL OR executions.principal = asked.principal)
        AND (asked.state IS NULL OR executions.state = asked.state)
      ORDER BY executions.started_at DESC, executions.id DESC LIMIT ?
      """),

  EXECUTION_STOP(
      "UPDATE executions SET stop = ? WHERE id = ? AND state = 'running' AND stop IS NULL"),
  EXECUTION_HELD("SELECT id, stop FROM executions WHERE state = 'running' AND gate_id = ?"),
  EXECUTION_ORPHANS(
      """
      SELECT * FROM executions
      WHERE state = 'running' AND NOT EXISTS (
        SELECT 1 FROM gates WHERE gates.id = executions.gate_id AND gates.alive_until > ?::bigint)
      ORDER BY id LIMIT ? FOR UPDATE SKIP LOCKED
      """),
  EXECUTION_CUT_OFF(
      """
      WITH asked AS (SELECT ?::text AS detail, ?::text AS id, ?::bigint AS now)
      UPDATE executions SET state = 'unknown', detail = asked.detail, ended_at = asked.now
      FROM asked
      WHERE executions.id = asked.id AND executions.state = 'running' AND NOT EXISTS (
        SELECT 1 FROM gates WHERE gates.id = executions.gate_id AND gates.alive_until > asked.now)
      """),

  /// A target is not asked about an old execution while a newer one is at work on it.
  EXECUTION_UNKNOWN(
      """
      SELECT * FROM executions
      WHERE state = 'unknown' AND NOT EXISTS (
        SELECT 1 FROM leases
        WHERE leases.target = executions.target AND leases.execution_id <> executions.id)
      ORDER BY id LIMIT ?
      """);

  private final String sql;

  ExecutionSql(String sql) {
    this.sql = sql;
  }

  @Override
  public String sql() {
    return sql;
  }
}
