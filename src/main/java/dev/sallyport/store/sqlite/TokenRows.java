package dev.sallyport.store.sqlite;

import dev.sallyport.domain.ChangeId;
import dev.sallyport.store.IssuedToken;
import dev.sallyport.store.sql.Sql;
import java.sql.ResultSet;
import java.sql.SQLException;

/// A confirm token as a row.
final class TokenRows {
  private TokenRows() {}

  static void insert(Sql sql, IssuedToken token) throws SQLException {
    sql.update(
        TokenSql.TOKEN_ADD,
        token.hash(),
        token.change().value(),
        token.claims(),
        token.issuedAt().toEpochMilli(),
        token.expiresAt().toEpochMilli());
  }

  static IssuedToken read(ResultSet row) throws SQLException {
    return new IssuedToken(
        row.getString("token_hash"),
        new ChangeId(row.getString("change_id")),
        row.getString("claims"),
        Times.of(row, "issued_at"),
        Times.of(row, "expires_at"));
  }
}
