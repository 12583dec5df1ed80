package dev.sallyport.store.sql;

import dev.sallyport.domain.ChangeId;
import dev.sallyport.store.IssuedToken;
import java.sql.ResultSet;
import java.sql.SQLException;

/// A confirm token as a row.
public final class TokenRows {
  private TokenRows() {}

  /// In the order of an insert: hash, change, claims, issued, expires.
  public static Object[] values(IssuedToken token) {
    return new Object[] {
      token.hash(),
      token.change().value(),
      token.claims(),
      token.issuedAt().toEpochMilli(),
      token.expiresAt().toEpochMilli()
    };
  }

  public static IssuedToken read(ResultSet row) throws SQLException {
    return new IssuedToken(
        row.getString("token_hash"),
        new ChangeId(row.getString("change_id")),
        row.getString("claims"),
        Times.of(row, "issued_at"),
        Times.of(row, "expires_at"));
  }
}
