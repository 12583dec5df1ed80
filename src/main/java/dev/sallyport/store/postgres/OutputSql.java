package dev.sallyport.store.postgres;

import dev.sallyport.store.sql.QueryTemplate;

/// What executions reported.
enum OutputSql implements QueryTemplate {
  /// Only while the execution runs, which is held in that state until the lines are there.
  OUTPUT_ADD(
      """
      WITH running AS MATERIALIZED (
        SELECT id FROM executions WHERE id = ? AND state = 'running' FOR SHARE),
      added AS (
        INSERT INTO execution_output (execution_id, seq, at, channel, text)
        SELECT running.id, line.seq, line.at, line.channel, line.text
        FROM running, unnest(?::bigint[], ?::bigint[], ?::text[], ?::text[])
          AS line (seq, at, channel, text)
        ON CONFLICT (execution_id, seq) DO NOTHING)
      SELECT count(*) FROM running
      """),
  OUTPUT_AFTER(
      """
      SELECT seq, at, channel, text FROM execution_output
      WHERE execution_id = ? AND seq > ? ORDER BY seq LIMIT ?
      """),
  OUTPUT_FORGET(
      """
      DELETE FROM execution_output WHERE (execution_id, seq) IN (
        SELECT execution_id, seq FROM execution_output
        WHERE at <= ?::bigint
          AND NOT EXISTS (
            SELECT 1 FROM executions
            WHERE executions.id = execution_output.execution_id
              AND executions.state IN ('running', 'unknown'))
        ORDER BY at LIMIT ?)
      """);

  private final String sql;

  OutputSql(String sql) {
    this.sql = sql;
  }

  @Override
  public String sql() {
    return sql;
  }
}
