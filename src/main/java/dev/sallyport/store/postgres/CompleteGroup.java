package dev.sallyport.store.postgres;

import dev.sallyport.change.Change;
import dev.sallyport.store.Approvals.NewRound;
import dev.sallyport.store.IssuedToken;
import dev.sallyport.store.RequestKey;
import dev.sallyport.store.StoredRequest.StoredAnswer;
import dev.sallyport.store.postgres.Together.Row;
import dev.sallyport.store.sql.ChangeRows;
import dev.sallyport.store.sql.Sql;
import java.sql.SQLException;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.ToLongFunction;
import org.jspecify.annotations.Nullable;

/// Previews whose changes are recorded, with their answers, by one statement.
record CompleteGroup(Together<Asked> asked) {
  /// One of them.
  ///
  /// @param claim the number of its claim, which must still be its own
  record Asked(
      RequestKey key,
      long claim,
      Change change,
      @Nullable IssuedToken token,
      List<NewRound> rounds,
      StoredAnswer answer,
      Drafts records)
      implements Combiner.Asking {

    private int tokens() {
      return token == null ? 0 : 1;
    }

    private String[] ofToken(Function<IssuedToken, String> text) {
      return token == null ? new String[0] : new String[] {text.apply(token)};
    }

    private long[] timeOfToken(ToLongFunction<IssuedToken> time) {
      return token == null ? new long[0] : new long[] {time.applyAsLong(token)};
    }

    private long[] ofRounds(ToLongFunction<NewRound> number) {
      return rounds.stream().mapToLong(number).toArray();
    }

    private String[] actionsOfRounds() {
      return rounds.stream().map(round -> round.action().wire()).toArray(String[]::new);
    }

    @Override
    public long characters() {
      return answer.body().length() + ChangeRows.characters(change) + records.characters();
    }
  }

  /// Whether each is done, in the order of asking.
  ///
  /// @param given a test's time
  List<Boolean> complete(Sql sql, @Nullable Long given) throws SQLException {
    List<Row<Boolean>> done =
        sql.list(RequestSql.REQUEST_COMPLETE, Row.of(row -> true), values(given));
    return asked.answers(done).stream().map(Optional::isPresent).toList();
  }

  private @Nullable Object[] values(@Nullable Long given) {
    return Together.values(
        given,
        asked.texts(one -> one.key().principal().value()),
        asked.texts(one -> one.key().target().value()),
        asked.texts(one -> one.key().action().wire()),
        asked.texts(one -> one.key().key().value()),
        asked.numbers(Asked::claim),
        asked.texts(one -> one.change().id().value()),
        asked.numbers(one -> one.answer().status()),
        asked.texts(one -> one.answer().body()),
        asked.columns(one -> ChangeRows.values(one.change())),
        asked.columns(one -> ChangeRows.planValues(one.change())),
        asked.places(Asked::tokens),
        asked.joinedTexts(one -> one.ofToken(IssuedToken::hash)),
        asked.joinedTexts(one -> one.ofToken(token -> token.change().value())),
        asked.joinedTexts(one -> one.ofToken(IssuedToken::claims)),
        asked.joinedNumbers(one -> one.timeOfToken(token -> token.issuedAt().toEpochMilli())),
        asked.joinedNumbers(one -> one.timeOfToken(token -> token.expiresAt().toEpochMilli())),
        asked.places(one -> one.rounds().size()),
        asked.joinedTexts(Asked::actionsOfRounds),
        asked.joinedNumbers(one -> one.ofRounds(round -> round.open().toMillis())),
        asked.joinedNumbers(one -> one.ofRounds(CompleteGroup::number)),
        asked.places(one -> one.records().count()),
        asked.joinedTexts(one -> one.records().texts()),
        asked.joinedTexts(one -> one.records().seals()));
  }

  /// 0 where the round has no number.
  private static long number(NewRound round) {
    Integer number = round.number();
    return number == null ? 0 : number;
  }
}
