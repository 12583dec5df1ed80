package dev.sallyport.store.postgres;

import dev.sallyport.domain.ExecutionId;
import dev.sallyport.store.Executions.Ending;
import dev.sallyport.store.Executions.Execution;
import dev.sallyport.store.postgres.PostgresOutputs.Columns;
import dev.sallyport.store.sql.ExecutionRows;
import dev.sallyport.store.sql.Sql;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/// Executions that are ended by one statement. For one call.
final class EndGroup {
  private final List<Asked> all;
  private boolean mayHaveHappened;

  EndGroup(List<Asked> all) {
    this.all = all;
  }

  /// One of them.
  ///
  /// @param expected the state that it must be in
  /// @param lines the last of its output
  record Asked(
      ExecutionId id, Execution.State expected, Ending ending, Columns lines, Drafts records) {

    private @Nullable String status() {
      return ending.answer() == null ? null : Integer.toString(ending.answer().status());
    }

    private @Nullable String body() {
      return ending.answer() == null ? null : ending.answer().body();
    }
  }

  /// Whether each has ended so, in the order of asking.
  ///
  /// @param given a test's time
  List<Boolean> end(Sql sql, @Nullable Long given) throws SQLException {
    try {
      Set<Long> ended = new HashSet<>(places(sql, given));
      List<Boolean> answers = new ArrayList<>(all.size());
      for (int i = 0; i < all.size(); i++) {
        answers.add(ended.contains(i + 1L) || (mayHaveHappened && hasEnded(sql, all.get(i))));
      }
      return answers;
    } catch (SQLException e) {
      mayHaveHappened |= PostgresErrors.of(e) == PostgresErrors.Trouble.BROKEN;
      throw e;
    }
  }

  private List<Long> places(Sql sql, @Nullable Long given) throws SQLException {
    return sql.list(
        ExecutionSql.EXECUTION_END,
        row -> row.getLong("place"),
        given,
        texts(one -> one.id().value()),
        texts(one -> one.expected().wire()),
        texts(one -> one.ending().outcome().wire()),
        texts(one -> one.ending().detail()),
        texts(one -> one.ending().output().toString()),
        texts(Asked::status),
        texts(Asked::body),
        texts(one -> one.ending().state().wire()),
        places(one -> one.lines().seqs().length),
        numbers(one -> one.lines().seqs()),
        numbers(one -> one.lines().times()),
        joined(one -> one.lines().channels()),
        joined(one -> one.lines().texts()),
        places(one -> one.records().texts().length),
        joined(one -> one.records().texts()),
        joined(one -> one.records().seals()));
  }

  /// Whether it ended just so: the connection broke after it was written.
  private static boolean hasEnded(Sql sql, Asked one) throws SQLException {
    return sql.one(ExecutionSql.EXECUTION_FIND, ExecutionRows::read, one.id().value())
        .filter(found -> found.state().wire().equals(one.ending().outcome().wire()))
        .isPresent();
  }

  private @Nullable String[] texts(Function<Asked, @Nullable String> text) {
    return all.stream().map(text).toArray(String[]::new);
  }

  private String[] joined(Function<Asked, String[]> texts) {
    return all.stream().flatMap(one -> Arrays.stream(texts.apply(one))).toArray(String[]::new);
  }

  private long[] numbers(Function<Asked, long[]> numbers) {
    return all.stream().flatMapToLong(one -> Arrays.stream(numbers.apply(one))).toArray();
  }

  /// The place of each asked, as often as it has something.
  private long[] places(Function<Asked, Integer> count) {
    long[] places = new long[all.stream().mapToInt(count::apply).sum()];
    int at = 0;
    for (int i = 0; i < all.size(); i++) {
      int next = at + count.apply(all.get(i));
      Arrays.fill(places, at, next, i + 1L);
      at = next;
    }
    return places;
  }
}
