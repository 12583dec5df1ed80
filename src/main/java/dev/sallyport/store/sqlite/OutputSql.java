package dev.sallyport.store.sqlite;

import dev.sallyport.store.sql.QueryTemplate;

/// What executions reported.
enum OutputSql implements QueryTemplate {
  OUTPUT_ADD(
      """
      INSERT INTO execution_output (execution_id, seq, at, channel, text) VALUES (?, ?, ?, ?, ?)
      ON CONFLICT (execution_id, seq) DO NOTHING
      """),
  OUTPUT_MAY_ADD("SELECT 1 FROM executions WHERE id = ? AND state = 'running'"),
  OUTPUT_AFTER(
      """
      SELECT seq, at, channel, text FROM execution_output
      WHERE execution_id = ? AND seq > ? ORDER BY seq LIMIT ?
      """),
  OUTPUT_FORGET(
      """
      DELETE FROM execution_output WHERE (execution_id, seq) IN (
        SELECT execution_id, seq FROM execution_output
        WHERE at <= ?
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
