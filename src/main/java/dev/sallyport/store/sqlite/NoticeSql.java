package dev.sallyport.store.sqlite;

import dev.sallyport.store.sql.QueryTemplate;

/// Who has been told how far.
enum NoticeSql implements QueryTemplate {
  NOTICE_REGISTER(
      """
      INSERT INTO notify_endpoints (name, position)
      SELECT ?, sequence FROM audit_head WHERE id = 1
      ON CONFLICT (name) DO NOTHING
      """),

  /// Whether it is worth a write to ask for it.
  NOTICE_DUE(
      """
      SELECT 1 FROM notify_endpoints e
      WHERE e.name = ? AND (e.held_until <= ? OR e.holder = ?)
        AND ((e.next_at <= ? AND e.position < (SELECT sequence FROM audit_head WHERE id = 1))
          OR EXISTS (
            SELECT 1 FROM notify_letters l WHERE l.endpoint = e.name AND l.state = 'again'))
      """),
  NOTICE_HOLD(
      """
      UPDATE notify_endpoints SET holder = ?, held_until = ?
      WHERE name = ? AND (held_until <= ? OR holder = ?)
      """),
  NOTICE_HELD(
      """
      SELECT position, attempts, next_at <= ? AS due,
        (SELECT MIN(sequence) FROM notify_letters l
         WHERE l.endpoint = e.name AND l.state = 'again') AS again
      FROM notify_endpoints e WHERE name = ?
      """),
  NOTICE_PASSED(
      """
      UPDATE notify_endpoints
      SET position = ?, attempts = 0, next_at = 0, reason = '', held_until = ?
      WHERE name = ? AND holder = ? AND position = ?
      """),
  NOTICE_POSTPONED(
      """
      UPDATE notify_endpoints
      SET attempts = attempts + 1, next_at = ?, reason = ?, holder = NULL, held_until = 0
      WHERE name = ? AND holder = ? AND position = ?
      """),
  NOTICE_BURY(
      """
      INSERT INTO notify_letters (endpoint, sequence, state, attempts, reason, at)
      VALUES (?, ?, 'dead', ?, ?, ?)
      ON CONFLICT (endpoint, sequence) DO NOTHING
      """),
  NOTICE_LETTER_GONE(
      "DELETE FROM notify_letters WHERE endpoint = ? AND sequence = ? AND state = 'again'"),
  NOTICE_LETTER_DEAD(
      """
      UPDATE notify_letters SET state = 'dead', attempts = attempts + 1, reason = ?, at = ?
      WHERE endpoint = ? AND sequence = ? AND state = 'again'
      """),
  NOTICE_LET_GO(
      "UPDATE notify_endpoints SET holder = NULL, held_until = 0 WHERE name = ? AND holder = ?"),
  NOTICE_LETTERS(
      """
      SELECT endpoint, sequence, state, attempts, reason, at FROM notify_letters
      WHERE ? IS NULL OR endpoint = ? ORDER BY sequence, endpoint LIMIT ?
      """),
  NOTICE_RETRY(
      """
      UPDATE notify_letters SET state = 'again'
      WHERE (? IS NULL OR endpoint = ?) AND (? IS NULL OR sequence = ?)
      """),
  NOTICE_STANDINGS(
      """
      SELECT e.name, e.position, e.attempts, e.reason,
        MAX(0, (SELECT sequence FROM audit_head WHERE id = 1) - e.position) AS behind,
        (SELECT COUNT(*) FROM notify_letters l WHERE l.endpoint = e.name) AS dead
      FROM notify_endpoints e ORDER BY e.name
      """);

  private final String sql;

  NoticeSql(String sql) {
    this.sql = sql;
  }

  @Override
  public String sql() {
    return sql;
  }
}
