package dev.sallyport.store.postgres;

import dev.sallyport.domain.ChangeId;
import dev.sallyport.domain.ExecutionId;
import dev.sallyport.store.RequestKey;
import dev.sallyport.store.StoredRequest;
import dev.sallyport.store.StoredRequest.StoredAnswer;
import dev.sallyport.store.sql.Sql;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.Optional;

/// A request as found under its key.
///
/// @param claim the number that whoever claimed it gave
record RequestRow(StoredRequest request, long claim) {

  static Optional<RequestRow> find(Sql sql, RequestKey key) throws SQLException {
    return sql.one(
        RequestSql.REQUEST_FIND,
        RequestRow::read,
        key.principal().value(),
        key.target().value(),
        key.action().wire(),
        key.key().value());
  }

  private static RequestRow read(ResultSet row) throws SQLException {
    String change = row.getString("change_id");
    String execution = row.getString("execution_id");
    String body = row.getString("body");
    return new RequestRow(
        new StoredRequest(
            row.getString("fingerprint"),
            change == null ? null : new ChangeId(change),
            execution == null ? null : new ExecutionId(execution),
            body == null ? null : new StoredAnswer(row.getInt("status"), body)),
        row.getLong("claim"));
  }
}
