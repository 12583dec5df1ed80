package dev.sallyport.store.sql;

import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Types;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/// Runs query templates on one connection. Values are text, whole numbers, bytes, null, and
/// arrays where the engine has them; each is bound, none is ever part of the SQL. Belongs to the
/// thread that has the connection.
public final class Sql {
  private final StatementCache statements;
  private final QueryStatistics statistics;
  private final Predicate<SQLException> refusesTheRow;

  /// @param statements by the same clock as the statistics
  /// @param refusesTheRow whether an error is about the values (a constraint), so that the
  ///     statement is still good
  public Sql(
      StatementCache statements,
      QueryStatistics statistics,
      Predicate<SQLException> refusesTheRow) {
    this.statements = statements;
    this.statistics = statistics;
    this.refusesTheRow = refusesTheRow;
  }

  /// Runs a statement that writes; the row count decides a claim.
  public int update(QueryTemplate template, @Nullable Object... values) throws SQLException {
    return run(template, values, PreparedStatement::executeUpdate);
  }

  /// Runs a statement whose result, if any, nobody needs.
  public void execute(QueryTemplate template) throws SQLException {
    run(template, new Object[0], PreparedStatement::execute);
  }

  /// The first row, if there is one.
  public <T> Optional<T> one(
      QueryTemplate template, RowReader<T> reader, @Nullable Object... values) throws SQLException {
    return run(
        template,
        values,
        statement -> {
          try (ResultSet rows = statement.executeQuery()) {
            return rows.next() ? Optional.of(reader.read(rows)) : Optional.empty();
          }
        });
  }

  /// Every row; the template itself has the limit.
  public <T> List<T> list(QueryTemplate template, RowReader<T> reader, @Nullable Object... values)
      throws SQLException {
    return run(
        template,
        values,
        statement -> {
          List<T> found = new ArrayList<>();
          try (ResultSet rows = statement.executeQuery()) {
            while (rows.next()) {
              found.add(reader.read(rows));
            }
          }
          return found;
        });
  }

  @FunctionalInterface
  private interface Call<T> {
    T on(PreparedStatement statement) throws SQLException;
  }

  private <T> T run(QueryTemplate template, @Nullable Object[] values, Call<T> call)
      throws SQLException {
    long start = statistics.now();
    boolean failed = true;
    try {
      PreparedStatement statement = statements.statement(template, start);
      bind(statement, values);
      T result = call.on(statement);
      failed = false;
      return result;
    } catch (SQLException e) {
      if (!refusesTheRow.test(e)) {
        statements.drop(template);
      }
      throw e;
    } finally {
      statistics.record(template, statistics.now() - start, failed);
    }
  }

  private static void bind(PreparedStatement statement, @Nullable Object[] values)
      throws SQLException {
    for (int i = 0; i < values.length; i++) {
      bind(statement, i + 1, values[i]);
    }
  }

  /// No switch over the types, whose code Java would make anew at each start.
  private static void bind(PreparedStatement statement, int place, @Nullable Object value)
      throws SQLException {
    if (value == null) {
      statement.setNull(place, Types.NULL);
    } else if (value instanceof String text) {
      statement.setString(place, text);
    } else if (value instanceof Long number) {
      statement.setLong(place, number);
    } else if (value instanceof Integer number) {
      statement.setInt(place, number);
    } else if (value instanceof byte[] bytes) {
      statement.setBytes(place, bytes);
    } else if (value instanceof String[] || value instanceof long[]) {
      statement.setObject(place, value);
    } else {
      throw new IllegalArgumentException(
          "values are text, whole numbers, arrays of them or bytes, not "
              + value.getClass().getSimpleName());
    }
  }
}
