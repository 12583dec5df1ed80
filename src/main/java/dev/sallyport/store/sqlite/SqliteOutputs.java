package dev.sallyport.store.sqlite;

import dev.sallyport.domain.ExecutionId;
import dev.sallyport.store.Outputs;
import dev.sallyport.store.sql.Sql;
import dev.sallyport.store.sql.Times;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.Locale;

/// What executions report.
final class SqliteOutputs implements Outputs {
  private final Writer writer;
  private final Readers readers;

  SqliteOutputs(Writer writer, Readers readers) {
    this.writer = writer;
    this.readers = readers;
  }

  @Override
  public boolean append(ExecutionId id, List<Line> lines) {
    return writer.write(
        transaction -> {
          Sql sql = transaction.sql();
          if (sql.one(OutputSql.OUTPUT_MAY_ADD, row -> row.getInt(1), id.value()).isEmpty()) {
            return Unit.undo(false);
          }
          add(sql, id, lines);
          return Unit.keep(true);
        });
  }

  /// For use inside a transaction that has seen the execution run.
  static void add(Sql sql, ExecutionId id, List<Line> lines) throws SQLException {
    for (Line line : lines) {
      sql.update(
          OutputSql.OUTPUT_ADD,
          id.value(),
          line.seq(),
          line.at().toEpochMilli(),
          line.channel().wire(),
          line.text());
    }
  }

  @Override
  public List<Line> after(ExecutionId id, long seq, int limit) {
    return readers.read(
        sql -> sql.list(OutputSql.OUTPUT_AFTER, SqliteOutputs::line, id.value(), seq, limit));
  }

  @Override
  public int forget(Duration retention, int limit) {
    return writer.write(
        transaction ->
            Unit.keep(
                transaction
                    .sql()
                    .update(
                        OutputSql.OUTPUT_FORGET, transaction.now() - retention.toMillis(), limit)));
  }

  private static Line line(ResultSet row) throws SQLException {
    return new Line(
        row.getLong("seq"),
        Times.of(row, "at"),
        Channel.valueOf(row.getString("channel").toUpperCase(Locale.ROOT)),
        row.getString("text"));
  }
}
