package dev.sallyport.store.postgres;

import dev.sallyport.store.sql.QueryTemplate;

/// The clock of record, and the gates that live.
enum StoreSql implements QueryTemplate {
  NOW("SELECT now_millis(?::bigint)"),

  /// The same at the begin of a transaction of which there is one at a time: a second of the same
  /// number waits here until the server is done with the first. Without a number nobody waits.
  NOW_ALONE(
      """
      WITH alone AS MATERIALIZED (SELECT pg_advisory_xact_lock(?::bigint))
      SELECT now_millis(?::bigint) FROM alone
      """),

  /// Whether the server takes writes; a primary that has become a standby does not.
  STORE_PING(
      """
      SELECT count(*) FROM audit_head
      WHERE NOT pg_is_in_recovery() AND current_setting('transaction_read_only') = 'off'
      """),
  STORE_DURABLE(
      "SELECT current_setting('fsync') = 'on' AND current_setting('full_page_writes') = 'on'"),

  GATE_HEARTBEAT(
      """
      WITH clock AS MATERIALIZED (SELECT now_millis(?::bigint) AS now)
      INSERT INTO gates (id, started_at, alive_until)
      SELECT ?, now, now + ?::bigint FROM clock
      ON CONFLICT (id) DO UPDATE SET alive_until = excluded.alive_until
      RETURNING (SELECT now FROM clock)
      """),
  GATE_REMOVE("DELETE FROM gates WHERE id = ?"),
  GATE_FORGET("DELETE FROM gates WHERE alive_until < ?");

  private final String sql;

  StoreSql(String sql) {
    this.sql = sql;
  }

  @Override
  public String sql() {
    return sql;
  }
}
