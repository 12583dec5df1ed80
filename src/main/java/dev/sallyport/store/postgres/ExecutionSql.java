package dev.sallyport.store.postgres;

import dev.sallyport.store.sql.OrphanUnit;
import dev.sallyport.store.sql.QueryTemplate;

/// The executions after their begin, and the targets' leases.
enum ExecutionSql implements QueryTemplate {
  LEASE_FIND("SELECT fence, execution_id, since FROM leases WHERE target = ?"),
  LEASE_HOLD(
      """
      SELECT leases.fence, executions.state
      FROM leases LEFT JOIN executions ON executions.id = leases.execution_id
      WHERE leases.target = ?
      """),
  LEASE_MAKE("INSERT INTO leases (target, fence) VALUES (?, 0) ON CONFLICT (target) DO NOTHING"),

  /// The one who still finds it as expected ends it, and everything that an ending changes goes
  /// with it; a gate that lost it to another finds nothing.
  EXECUTION_END(
      """
      WITH asked AS MATERIALIZED (
        SELECT now_millis(?::bigint) AS now, ending.*
        FROM unnest(?::text[], ?::text[], ?::text[], ?::text[], ?::text[], ?::text[], ?::text[],
            ?::text[])
          WITH ORDINALITY AS ending (id, expected, outcome, detail, output, status, body,
            change_state, place)),
      held AS MATERIALIZED (
        SELECT changes.id
        FROM asked
          JOIN executions ON executions.id = asked.id AND executions.state = asked.expected
          JOIN changes ON changes.id = executions.change_id
        ORDER BY changes.id
        FOR UPDATE OF changes),
      ended AS (
        UPDATE executions
        SET state = asked.outcome, detail = asked.detail, output = asked.output,
          ended_at = coalesce(executions.ended_at, asked.now)
        FROM asked, held
        WHERE executions.id = asked.id AND executions.state = asked.expected
          AND executions.change_id = held.id
        RETURNING asked.*, executions.change_id),
      moved AS (
        UPDATE changes SET state = ended.change_state, updated_at = ended.now
        FROM ended WHERE changes.id = ended.change_id),
      opened AS (
        UPDATE approval_rounds SET until_at = ended.now + wait_ms
        FROM ended
        WHERE approval_rounds.change_id = ended.change_id AND approval_rounds.action = 'deploy'
          AND approval_rounds.until_at IS NULL AND ended.change_state = 'applied'),
      voided AS (
        UPDATE confirm_tokens SET voided_at = ended.now
        FROM ended
        WHERE confirm_tokens.change_id = ended.change_id AND confirm_tokens.voided_at IS NULL
          AND ended.change_state = 'stale'),
      -- Nobody may touch a target of which nobody can tell what became of it.
      released AS (
        UPDATE leases SET execution_id = NULL, since = NULL
        FROM ended
        WHERE leases.execution_id = ended.id AND ended.outcome <> 'unknown'),
      answered AS (
        UPDATE requests
        SET status = ended.status::integer, body = ended.body, answered_at = ended.now
        FROM ended
        WHERE requests.execution_id = ended.id AND ended.status IS NOT NULL),
      said AS (
        INSERT INTO execution_output (execution_id, seq, at, channel, text)
        SELECT ended.id, line.seq, line.at, line.channel, line.text
        FROM unnest(?::bigint[], ?::bigint[], ?::bigint[], ?::text[], ?::text[])
            AS line (place, seq, at, channel, text)
          JOIN ended ON ended.place = line.place
        ON CONFLICT (execution_id, seq) DO NOTHING),
      recorded AS (
        INSERT INTO audit_waiting (at, draft, mac)
        SELECT ended.now, waiting.draft, waiting.mac
        FROM unnest(?::bigint[], ?::text[], ?::text[]) WITH ORDINALITY
            AS waiting (place, draft, mac, turn)
          JOIN ended ON ended.place = waiting.place
        ORDER BY waiting.turn)
      SELECT place, now AS at FROM ended
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

  /// How every engine finds executions whose gates have gone, with these statements.
  static final OrphanUnit ORPHANS =
      new OrphanUnit(
          EXECUTION_ORPHANS,
          EXECUTION_CUT_OFF,
          ChangeSql.CHANGE_MOVE_OF_EXECUTION,
          EXECUTION_FIND,
          EXECUTION_UNKNOWN);

  private final String sql;

  ExecutionSql(String sql) {
    this.sql = sql;
  }

  @Override
  public String sql() {
    return sql;
  }
}
