package dev.sallyport.store.sqlite;

import dev.sallyport.store.sql.QueryTemplate;

/// The audit records and the end of their chain.
enum AuditSql implements QueryTemplate {
  AUDIT_HEAD("SELECT sequence, hash, seal FROM audit_head WHERE id = 1"),

  /// A record that is there already was not written by a gate; the row count shows it.
  AUDIT_APPEND(
      """
      INSERT INTO audit_records (sequence, body, previous, hash, seal)
      VALUES (?, ?, ?, ?, ?)
      ON CONFLICT (sequence) DO NOTHING
      """),
  AUDIT_MOVE_HEAD(
      "UPDATE audit_head SET sequence = ?, hash = ?, seal = ? WHERE id = 1 AND sequence = ?"),
  AUDIT_AFTER(
      """
      SELECT sequence, body, previous, hash, seal FROM audit_records
      WHERE sequence > ? ORDER BY sequence LIMIT ?
      """),
  AUDIT_BEFORE(
      """
      SELECT sequence, body, previous, hash, seal FROM audit_records
      WHERE sequence < ? ORDER BY sequence DESC LIMIT ?
      """),

  /// The condition is the index's, to the letter.
  AUDIT_OF_CHANGE(
      """
      SELECT sequence, body, previous, hash, seal FROM audit_records
      WHERE CASE WHEN json_valid(body) THEN json_extract(body, '$.changeId') END = ?
      ORDER BY sequence DESC LIMIT ?
      """);

  private final String sql;

  AuditSql(String sql) {
    this.sql = sql;
  }

  @Override
  public String sql() {
    return sql;
  }
}
