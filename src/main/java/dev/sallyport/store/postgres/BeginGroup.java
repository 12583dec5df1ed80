package dev.sallyport.store.postgres;

import dev.sallyport.change.Change;
import dev.sallyport.change.ChangeState;
import dev.sallyport.domain.Action;
import dev.sallyport.store.Executions.Hold;
import dev.sallyport.store.Executions.Intent;
import dev.sallyport.store.Executions.TokenUse;
import dev.sallyport.store.Executions.WhileUnknown;
import dev.sallyport.store.postgres.Together.Row;
import dev.sallyport.store.sql.ChangeRows;
import dev.sallyport.store.sql.Sql;
import java.sql.SQLException;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// Executions that are begun by one statement: all with a token each, or all without one.
///
/// @param gate who begins them
/// @param lease for how long, in milliseconds, it is alive from then on
record BeginGroup(Together<Asked> asked, String gate, long lease) {
  /// One of them.
  ///
  /// @param number tells its claim of the key from every other's
  record Asked(Intent intent, long number, Drafts records) implements Combiner.Asking {
    private String token() {
      return switch (intent.token()) {
        case TokenUse.Consume(String hash) -> hash;
        case TokenUse.Reuse(String hash) -> hash;
        case TokenUse.None _ -> throw new IllegalArgumentException("it has no token");
      };
    }

    private boolean isSecondUse() {
      return intent.token() instanceof TokenUse.Reuse;
    }

    private long planned() {
      return switch (intent.token()) {
        case TokenUse.None(Hold planned) -> planned.planned();
        case TokenUse.Consume _, TokenUse.Reuse _ ->
            throw new IllegalArgumentException("somebody has seen its plan");
      };
    }

    private ChangeState before() {
      Action action = intent.request().action();
      return Arrays.stream(ChangeState.values())
          .filter(state -> state.begin(action).isPresent())
          .findFirst()
          .orElseThrow(() -> new IllegalArgumentException(action.wire() + " runs no execution"));
    }

    private ChangeState after() {
      return before().begin(intent.request().action()).orElseThrow();
    }

    /// The change as it is recorded with its execution, where it was not before.
    private Change running() {
      Change change = intent.change();
      return change.inState(change.state().begin(intent.request().action()).orElseThrow());
    }

    @Override
    public long characters() {
      return intent.echo().length()
          + records.characters()
          + (intent.token() instanceof TokenUse.None ? ChangeRows.characters(intent.change()) : 0);
    }
  }

  /// The fences of those that have begun, in the order of asking; empty where something refused.
  ///
  /// @param given a test's time
  List<Optional<Long>> withTokens(Sql sql, @Nullable Long given) throws SQLException {
    return begin(sql, BeginSql.BEGIN_WITH_TOKENS, valuesWithTokens(given));
  }

  @Nullable Object[] valuesWithTokens(@Nullable Long given) {
    return Together.values(
        given,
        intents(),
        asked.texts(one -> one.before().wire()),
        asked.texts(one -> one.after().wire()),
        asked.texts(Asked::token),
        asked.numbers(one -> one.isSecondUse() ? 1 : 0),
        records());
  }

  /// The same for those whose changes are recorded with their executions.
  List<Optional<Long>> withoutTokens(Sql sql, @Nullable Long given) throws SQLException {
    return begin(
        sql,
        BeginSql.BEGIN_WITHOUT_TOKENS,
        Together.values(
            given,
            intents(),
            asked.numbers(Asked::planned),
            asked.columns(one -> ChangeRows.values(one.running())),
            asked.columns(one -> ChangeRows.planValues(one.running())),
            records()));
  }

  private List<Optional<Long>> begin(Sql sql, BeginSql statement, @Nullable Object[] values)
      throws SQLException {
    return asked.answers(sql.list(statement, Row.of(row -> row.getLong("fence")), values));
  }

  private List<Object> intents() {
    return List.of(
        gate,
        lease,
        asked.numbers(Asked::number),
        asked.texts(one -> one.intent().request().principal().value()),
        asked.texts(one -> one.intent().request().target().value()),
        asked.texts(one -> one.intent().request().action().wire()),
        asked.texts(one -> one.intent().request().key().value()),
        asked.texts(one -> one.intent().fingerprint()),
        asked.texts(one -> one.intent().change().id().value()),
        asked.texts(one -> one.intent().execution().value()),
        asked.texts(one -> one.intent().traceId()),
        asked.texts(one -> one.intent().echo()),
        asked.numbers(one -> one.intent().whileUnknown() == WhileUnknown.ALLOW ? 1 : 0));
  }

  private List<Object> records() {
    return List.of(
        asked.places(one -> one.records().count()),
        asked.joinedTexts(one -> one.records().texts()),
        asked.joinedTexts(one -> one.records().seals()));
  }
}
