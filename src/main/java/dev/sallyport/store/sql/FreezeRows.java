package dev.sallyport.store.sql;

import dev.sallyport.domain.PrincipalId;
import dev.sallyport.domain.TargetName;
import dev.sallyport.store.Freezes.Freeze;
import java.sql.ResultSet;
import java.sql.SQLException;
import org.jspecify.annotations.Nullable;

/// Freezes as rows.
public final class FreezeRows {
  /// In the column `target`: all of them.
  private static final String ALL = "*";

  private FreezeRows() {}

  public static Freeze read(ResultSet row) throws SQLException {
    String target = row.getString("target");
    return new Freeze(
        target.equals(ALL) ? null : new TargetName(target),
        row.getString("reason"),
        new PrincipalId(row.getString("set_by")),
        Times.of(row, "set_at"));
  }

  /// @param target null for all of them
  public static String target(@Nullable TargetName target) {
    return target == null ? ALL : target.value();
  }
}
