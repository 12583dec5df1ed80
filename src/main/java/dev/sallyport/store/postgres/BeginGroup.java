package dev.sallyport.store.postgres;

import dev.sallyport.change.ChangeState;
import dev.sallyport.domain.Action;
import dev.sallyport.store.Executions.Intent;
import dev.sallyport.store.Executions.TokenUse;
import dev.sallyport.store.Executions.WhileUnknown;
import dev.sallyport.store.sql.Sql;
import java.sql.SQLException;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.ToLongFunction;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/// Executions that are begun by one statement, each with a token.
record BeginGroup(List<Asked> all) {
  /// One of them.
  ///
  /// @param number tells its claim of the key from every other's
  record Asked(Intent intent, long number, Drafts records) {
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
  }

  private record Begun(long number, long fence) {}

  /// The fences of those that have begun, in the order of asking; empty where something refused.
  ///
  /// @param given a test's time
  List<Optional<Long>> begin(Sql sql, @Nullable Long given, String gate, long lease)
      throws SQLException {
    Map<Long, Long> fences =
        sql
            .list(
                BeginSql.BEGIN_WITH_TOKENS,
                row -> new Begun(row.getLong("number"), row.getLong("fence")),
                given,
                gate,
                lease,
                numbers(Asked::number),
                texts(one -> one.intent().request().principal().value()),
                texts(one -> one.intent().request().target().value()),
                texts(one -> one.intent().request().action().wire()),
                texts(one -> one.intent().request().key().value()),
                texts(one -> one.intent().fingerprint()),
                texts(one -> one.intent().change().id().value()),
                texts(one -> one.intent().execution().value()),
                texts(one -> one.intent().traceId()),
                texts(one -> one.intent().echo()),
                texts(one -> one.before().wire()),
                texts(one -> one.after().wire()),
                texts(Asked::token),
                numbers(one -> one.isSecondUse() ? 1 : 0),
                numbers(one -> one.intent().whileUnknown() == WhileUnknown.ALLOW ? 1 : 0),
                recordNumbers(),
                records(Drafts::texts),
                records(Drafts::seals))
            .stream()
            .collect(Collectors.toMap(Begun::number, Begun::fence));
    return all.stream().map(one -> Optional.ofNullable(fences.get(one.number()))).toList();
  }

  private long[] numbers(ToLongFunction<Asked> number) {
    return all.stream().mapToLong(number).toArray();
  }

  private String[] texts(Function<Asked, String> text) {
    return all.stream().map(text).toArray(String[]::new);
  }

  /// Whose each record is.
  private long[] recordNumbers() {
    return all.stream()
        .flatMapToLong(one -> Arrays.stream(one.records().texts()).mapToLong(text -> one.number()))
        .toArray();
  }

  private String[] records(Function<Drafts, String[]> part) {
    return all.stream()
        .flatMap(one -> Arrays.stream(part.apply(one.records())))
        .toArray(String[]::new);
  }
}
