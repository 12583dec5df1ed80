package dev.sallyport.store.sqlite;

import dev.sallyport.store.sql.QueryTemplate;

/// The transaction's frame, and the gates that live.
enum GateSql implements QueryTemplate {
  TX_BEGIN("BEGIN IMMEDIATE"),
  TX_SAVEPOINT("SAVEPOINT unit"),
  TX_ROLLBACK_TO("ROLLBACK TO unit"),
  TX_RELEASE("RELEASE unit"),
  TX_COMMIT("COMMIT"),
  TX_ROLLBACK("ROLLBACK"),

  READ_ONLY("PRAGMA query_only = true"),

  LOG_CHECKPOINT("PRAGMA wal_checkpoint(PASSIVE)"),

  COPY_TO("VACUUM INTO ?"),
  COPY_CHECK("PRAGMA quick_check"),

  STORE_PING("SELECT count(*) FROM audit_head"),

  /// Every group of work is a sign of life; it is written only when the last one is getting old.
  GATE_SIGN_OF_LIFE(
      """
      INSERT INTO gates (id, started_at, alive_until)
      VALUES (?1, ?2, ?3)
      ON CONFLICT (id) DO UPDATE SET alive_until = excluded.alive_until
      WHERE gates.alive_until < ?4
      """),
  GATE_RENEW("UPDATE gates SET alive_until = ? WHERE id = ?"),
  GATE_REMOVE("DELETE FROM gates WHERE id = ?"),
  GATE_FORGET("DELETE FROM gates WHERE alive_until < ?");

  private final String sql;

  GateSql(String sql) {
    this.sql = sql;
  }

  @Override
  public String sql() {
    return sql;
  }
}
