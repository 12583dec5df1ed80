package dev.sallyport.store.postgres;

import dev.sallyport.domain.ExecutionId;
import dev.sallyport.store.Executions.Ending;
import dev.sallyport.store.Executions.Execution;
import dev.sallyport.store.postgres.PostgresOutputs.Columns;
import dev.sallyport.store.postgres.Together.Row;
import dev.sallyport.store.sql.ExecutionRows;
import dev.sallyport.store.sql.Sql;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// Executions that are ended by one statement. For one call.
final class EndGroup {
  private final Together<Asked> asked;
  private boolean mayHaveHappened;

  EndGroup(List<Asked> all) {
    this.asked = new Together<>(all);
  }

  /// One of them.
  ///
  /// @param expected the state that it must be in
  /// @param lines the last of its output
  record Asked(
      ExecutionId id, Execution.State expected, Ending ending, Columns lines, Drafts records)
      implements Combiner.Asking {

    private @Nullable String status() {
      return ending.answer() == null ? null : Integer.toString(ending.answer().status());
    }

    private @Nullable String body() {
      return ending.answer() == null ? null : ending.answer().body();
    }

    @Override
    public long characters() {
      String body = body();
      return lines.characters() + records.characters() + (body == null ? 0 : body.length());
    }
  }

  /// Whether each has ended so, in the order of asking.
  ///
  /// @param given a test's time
  List<Boolean> end(Sql sql, @Nullable Long given) throws SQLException {
    try {
      List<Optional<Boolean>> ended = asked.answers(rows(sql, given));
      List<Boolean> answers = new ArrayList<>(ended.size());
      for (int i = 0; i < ended.size(); i++) {
        answers.add(
            ended.get(i).isPresent() || (mayHaveHappened && hasEnded(sql, asked.all().get(i))));
      }
      return answers;
    } catch (SQLException e) {
      mayHaveHappened |= PostgresErrors.of(e) == PostgresErrors.Trouble.BROKEN;
      throw e;
    }
  }

  private List<Row<Boolean>> rows(Sql sql, @Nullable Long given) throws SQLException {
    return sql.list(
        ExecutionSql.EXECUTION_END,
        Row.of(row -> true),
        given,
        asked.texts(one -> one.id().value()),
        asked.texts(one -> one.expected().wire()),
        asked.texts(one -> one.ending().outcome().wire()),
        asked.texts(one -> one.ending().detail()),
        asked.texts(one -> one.ending().output().toString()),
        asked.texts(Asked::status),
        asked.texts(Asked::body),
        asked.texts(one -> one.ending().state().wire()),
        asked.places(one -> one.lines().seqs().length),
        asked.joinedNumbers(one -> one.lines().seqs()),
        asked.joinedNumbers(one -> one.lines().times()),
        asked.joinedTexts(one -> one.lines().channels()),
        asked.joinedTexts(one -> one.lines().texts()),
        asked.places(one -> one.records().count()),
        asked.joinedTexts(one -> one.records().texts()),
        asked.joinedTexts(one -> one.records().seals()));
  }

  /// Whether it ended just so: the connection broke after it was written.
  private static boolean hasEnded(Sql sql, Asked one) throws SQLException {
    return sql.one(ExecutionSql.EXECUTION_FIND, ExecutionRows::read, one.id().value())
        .filter(found -> found.state().wire().equals(one.ending().outcome().wire()))
        .isPresent();
  }
}
