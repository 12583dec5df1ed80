package dev.sallyport.store.postgres;

import dev.sallyport.domain.ExecutionId;
import dev.sallyport.store.Outputs;
import dev.sallyport.store.postgres.Call.Again;
import dev.sallyport.store.sql.Times;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;

/// What executions report.
final class PostgresOutputs implements Outputs {
  private final Pool pool;

  PostgresOutputs(Pool pool) {
    this.pool = pool;
  }

  /// Lines as a statement takes them.
  record Columns(long[] seqs, long[] times, String[] channels, String[] texts) {
    static Columns of(List<Line> lines) {
      return new Columns(
          lines.stream().mapToLong(Line::seq).toArray(),
          lines.stream().mapToLong(line -> line.at().toEpochMilli()).toArray(),
          lines.stream().map(line -> line.channel().wire()).toArray(String[]::new),
          lines.stream().map(Line::text).toArray(String[]::new));
    }

    long characters() {
      return Arrays.stream(texts).mapToLong(String::length).sum();
    }
  }

  @Override
  public boolean append(ExecutionId id, List<Line> lines) {
    Columns columns = Columns.of(lines);
    return pool.write(
        Again.REPEATABLE,
        sql ->
            sql.one(
                        OutputSql.OUTPUT_ADD,
                        row -> row.getInt(1),
                        id.value(),
                        columns.seqs(),
                        columns.times(),
                        columns.channels(),
                        columns.texts())
                    .orElse(0)
                == 1);
  }

  @Override
  public List<Line> after(ExecutionId id, long seq, int limit) {
    return pool.read(
        sql -> sql.list(OutputSql.OUTPUT_AFTER, PostgresOutputs::line, id.value(), seq, limit));
  }

  @Override
  public int forget(Duration retention, int limit) {
    // What is gone is not there a second time.
    return pool.transact(
        Again.REPEATABLE,
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
