package dev.sallyport.store.sqlite;

import dev.sallyport.change.Change;
import dev.sallyport.change.ChangeState;
import dev.sallyport.domain.ChangeId;
import dev.sallyport.store.sql.ChangeRows;
import dev.sallyport.store.sql.Sql;
import java.sql.SQLException;

/// What units of work do with a change.
final class ChangeWrites {
  private ChangeWrites() {}

  static void insert(Sql sql, Change change) throws SQLException {
    sql.update(ChangeSql.CHANGE_ADD, ChangeRows.values(change));
    sql.update(ChangeSql.PLAN_ADD, ChangeRows.planValues(change));
  }

  /// @throws IllegalArgumentException where there is no such change
  static ChangeState state(Sql sql, ChangeId id) throws SQLException {
    return sql.one(ChangeSql.CHANGE_STATE, row -> row.getString("state"), id.value())
        .flatMap(ChangeState::ofWire)
        .orElseThrow(() -> new IllegalArgumentException("there is no change " + id));
  }
}
