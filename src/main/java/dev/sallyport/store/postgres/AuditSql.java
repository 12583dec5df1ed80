package dev.sallyport.store.postgres;

import dev.sallyport.store.sql.QueryTemplate;

/// The audit records, those that wait for their place, and the end of their chain.
enum AuditSql implements QueryTemplate {
  AUDIT_ADD(
      """
      WITH given AS MATERIALIZED (SELECT now_millis(?::bigint) AS now),
      added AS (
        INSERT INTO audit_waiting (at, draft, mac)
        SELECT given.now, waiting.draft, waiting.mac
        FROM given, unnest(?::text[], ?::text[]) WITH ORDINALITY AS waiting (draft, mac, place)
        ORDER BY waiting.place)
      SELECT now FROM given
      """),
  AUDIT_HEAD("SELECT sequence, hash, seal FROM audit_head WHERE id = 1"),
  AUDIT_WAITING(
      """
      SELECT EXISTS (SELECT 1 FROM audit_pending) OR EXISTS (SELECT 1 FROM audit_waiting)
      """),

  /// The id that the newest record that waits, or waited, may have at most.
  AUDIT_NEWEST("SELECT last_value FROM audit_pending_id_seq"),
  AUDIT_STILL_WAITING("SELECT EXISTS (SELECT 1 FROM audit_waiting WHERE id <= ?)"),

  /// Records in the chain that say that they are of one gate.
  AUDIT_OF_GATE(
      """
      SELECT sequence, body, previous, hash, seal FROM audit_records
      WHERE sequence > ? AND sequence <= ? AND body LIKE ? ORDER BY sequence LIMIT ?
      """),

  /// Whether a record was written, be it that it waits or that it is in the chain by now.
  AUDIT_IS_WRITTEN(
      """
      WITH asked AS (SELECT ?::text AS draft, ?::bigint AS beyond)
      SELECT EXISTS (SELECT 1 FROM asked, audit_waiting WHERE audit_waiting.draft LIKE asked.draft)
        OR EXISTS (
          SELECT 1 FROM asked, audit_records
          WHERE audit_records.sequence > asked.beyond AND audit_records.body LIKE asked.draft)
      """),

  /// Elects the gate that seals: whoever gets this row.
  AUDIT_ELECT("SELECT sequence, hash, seal FROM audit_head WHERE id = 1 FOR UPDATE SKIP LOCKED"),

  /// The same for one who needs what waits to be sealed, and waits for whoever is at it.
  AUDIT_ELECT_IN_TURN("SELECT sequence, hash, seal FROM audit_head WHERE id = 1 FOR UPDATE"),
  AUDIT_TAKE(
      """
      WITH asked AS (SELECT ?::bigint AS most),
      next AS MATERIALIZED (
        SELECT id FROM (
          (SELECT id FROM audit_pending ORDER BY id LIMIT (SELECT most FROM asked))
          UNION ALL
          (SELECT id FROM audit_waiting ORDER BY id LIMIT (SELECT most FROM asked))) AS found
        ORDER BY id LIMIT (SELECT most FROM asked)),
      pending AS (
        DELETE FROM audit_pending WHERE id IN (SELECT id FROM next)
        RETURNING id, at, draft, mac),
      waiting AS (
        DELETE FROM audit_waiting WHERE id IN (SELECT id FROM next)
        RETURNING id, at, draft, mac)
      SELECT id, at, draft, mac FROM pending UNION ALL SELECT id, at, draft, mac FROM waiting
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
      """),

  /// The condition is the index's, to the letter.
  AUDIT_OF_CHANGE(
      """
      SELECT sequence, body, previous, hash, seal FROM audit_records
      WHERE substring(body FROM '"changeId":"(chg_[0-9a-z]+)"') = ?
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
