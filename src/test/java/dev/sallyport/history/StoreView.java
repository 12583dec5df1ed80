package dev.sallyport.history;

import dev.sallyport.audit.AuditSealer;
import dev.sallyport.audit.AuditTrail;
import dev.sallyport.audit.AuditVerifier;
import dev.sallyport.audit.Verification;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;

/// What a store holds after a history, read behind the gates' backs.
///
/// @param leasesTaken how many targets are still held
record StoreView(
    List<Run> runs,
    List<Token> tokens,
    List<Answered> answers,
    List<Recorded> records,
    Verification chain,
    long leasesTaken) {
  /// An execution.
  record Run(String id, String change, String target, String action, String state, Op.Key key) {}

  /// A confirm token.
  record Token(String hash, String change, boolean used, boolean deployed, boolean voided) {}

  /// A request under its idempotency key.
  ///
  /// @param status 0 where it has no answer
  record Answered(Op.Key key, String change, String execution, int status) {}

  /// An audit record.
  record Recorded(long sequence, String event, String change, String execution) {}

  private static final int PAGE = 1_000;

  StoreView {
    runs = List.copyOf(runs);
    tokens = List.copyOf(tokens);
    answers = List.copyOf(answers);
    records = List.copyOf(records);
  }

  static StoreView read(Connection store, AuditTrail trail, AuditSealer sealer)
      throws SQLException {
    return new StoreView(
        list(
            store,
            "SELECT id, change_id, target, action, state, principal, idempotency_key FROM executions",
            row ->
                new Run(
                    row.getString(1),
                    row.getString(2),
                    row.getString(3),
                    row.getString(4),
                    row.getString(5),
                    new Op.Key(
                        row.getString(6), row.getString(3), row.getString(4), row.getString(7)))),
        list(
            store,
            """
            SELECT token_hash, change_id, CASE WHEN used_at IS NULL THEN 0 ELSE 1 END,
              CASE WHEN deployed_at IS NULL THEN 0 ELSE 1 END,
              CASE WHEN voided_at IS NULL THEN 0 ELSE 1 END
            FROM confirm_tokens
            """,
            row ->
                new Token(
                    row.getString(1),
                    row.getString(2),
                    row.getInt(3) == 1,
                    row.getInt(4) == 1,
                    row.getInt(5) == 1)),
        list(
            store,
            """
            SELECT principal, target, action, idempotency_key, coalesce(change_id, ''),
              coalesce(execution_id, ''), coalesce(status, 0)
            FROM requests
            """,
            row ->
                new Answered(
                    new Op.Key(
                        row.getString(1), row.getString(2), row.getString(3), row.getString(4)),
                    row.getString(5),
                    row.getString(6),
                    row.getInt(7))),
        records(trail),
        AuditVerifier.verify(trail, sealer),
        list(
                store,
                "SELECT count(*) FROM leases WHERE execution_id IS NOT NULL",
                row -> row.getLong(1))
            .getFirst());
  }

  @FunctionalInterface
  private interface Row<T> {
    T read(ResultSet row) throws SQLException;
  }

  private static <T> List<T> list(Connection store, String sql, Row<T> row) throws SQLException {
    List<T> found = new ArrayList<>();
    try (Statement statement = store.createStatement();
        ResultSet rows = statement.executeQuery(sql)) {
      while (rows.next()) {
        found.add(row.read(rows));
      }
    }
    return found;
  }

  private static List<Recorded> records(AuditTrail trail) {
    List<Recorded> records = new ArrayList<>();
    long last = 0;
    for (var page = trail.after(last, PAGE); !page.isEmpty(); page = trail.after(last, PAGE)) {
      for (var record : page) {
        records.add(
            new Recorded(
                record.sequence(),
                record.body().path("event").asString(""),
                record.body().path("changeId").asString(""),
                record.body().path("executionId").asString("")));
      }
      last = page.getLast().sequence();
    }
    return records;
  }
}
