package dev.sallyport.store.postgres;

import dev.sallyport.store.sql.QueryTemplate;

/// The audit records, those that wait for their place, and the end of their chain.
enum AuditSql implements QueryTemplate {
  AUDIT_ADD(
      """
      INSERT INTO audit_pending (at, draft, mac)
      SELECT now_millis(?::bigint), waiting.draft, waiting.mac
      FROM unnest(?::text[], ?::text[]) WITH ORDINALITY AS waiting (draft, mac, place)
      ORDER BY waiting.place
      """),
  AUDIT_HEAD("SELECT sequence, hash, seal FROM audit_head WHERE id = 1"),
  AUDIT_WAITING("SELECT EXISTS (SELECT 1 FROM audit_pending)"),

  /// Elects the gate that seals: whoever gets this row.
  AUDIT_ELECT("SELECT sequence, hash, seal FROM audit_head WHERE id = 1 FOR UPDATE SKIP LOCKED"),

  /// The same for one who needs what waits to be sealed, and waits for whoever is at it.
  AUDIT_ELECT_IN_TURN("SELECT sequence, hash, seal FROM audit_head WHERE id = 1 FOR UPDATE"),
  AUDIT_TAKE(
      """
      DELETE FROM audit_pending
      WHERE id IN (SELECT id FROM audit_pending ORDER BY id LIMIT ?)
      RETURNING id, at, draft, mac
      """),

  /// A record that is there already was not written by a gate; the row count shows it.
  AUDIT_APPEND(
      """
      INSERT INTO audit_records (sequence, body, previous, hash, seal)
      SELECT * FROM unnest(?::bigint[], ?::text[], ?::text[], ?::text[], ?::text[])
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
