package dev.sallyport.store.postgres;

import dev.sallyport.change.ChangeState;
import dev.sallyport.domain.Action;
import dev.sallyport.store.Executions.Beginning;
import dev.sallyport.store.Executions.Beginning.Begun;
import dev.sallyport.store.Executions.Intent;
import dev.sallyport.store.Executions.TokenUse;
import dev.sallyport.store.Executions.WhileUnknown;
import dev.sallyport.store.RequestKey;
import dev.sallyport.store.StoreUnavailableException;
import dev.sallyport.store.postgres.Call.Again;
import dev.sallyport.store.sql.ChangeRows;
import dev.sallyport.store.sql.Sql;
import java.security.SecureRandom;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// How an execution begins (P2): one statement; and only where it refuses, others that ask why.
final class Beginner {
  /// How often it is tried anew where what refused was gone by the time it was asked for.
  static final int MOST_TRIES = 10;

  private final Pool pool;
  private final PostgresAudit audit;
  private final SecureRandom random;
  private final String gate;
  private final Duration lease;

  Beginner(Pool pool, PostgresAudit audit, SecureRandom random, String gate, Duration lease) {
    this.pool = pool;
    this.audit = audit;
    this.random = random;
    this.gate = gate;
    this.lease = lease;
  }

  Beginning begin(Intent intent) {
    // The number tells this call's claim of the key from every other's, so that after a connection
    // that broke it is known whether the execution has begun.
    long number = random.nextLong() & Long.MAX_VALUE;
    Drafts records = audit.waiting(intent.audit());
    for (int tries = 0; tries < MOST_TRIES; tries++) {
      Optional<Beginning> beginning =
          pool.write(Again.REPEATABLE, sql -> attempt(sql, intent, number, records));
      if (beginning.isPresent()) {
        return beginning.get();
      }
    }
    throw new StoreUnavailableException("others kept changing what the execution begins from");
  }

  /// Empty where what refused it is gone by now.
  private Optional<Beginning> attempt(Sql sql, Intent intent, long number, Drafts records)
      throws SQLException {
    Optional<Long> fence =
        sql.one(
            template(intent),
            row -> row.getLong("fence"),
            values(intent, number, records).toArray());
    return fence.isPresent()
        ? Optional.of(new Begun(fence.get()))
        : new Refusing(sql, intent, pool.given()).why(number);
  }

  private static BeginSql template(Intent intent) {
    return switch (intent.token()) {
      case TokenUse.Consume _ -> BeginSql.BEGIN_CONSUME;
      case TokenUse.Reuse _ -> BeginSql.BEGIN_REUSE;
      case TokenUse.None _ -> BeginSql.BEGIN_AUTO;
    };
  }

  private List<@Nullable Object> values(Intent intent, long number, Drafts records) {
    RequestKey request = intent.request();
    List<@Nullable Object> values = new ArrayList<>();
    Collections.addAll(
        values,
        pool.given(),
        gate,
        lease.toMillis(),
        request.principal().value(),
        request.target().value(),
        request.action().wire(),
        request.key().value(),
        intent.fingerprint(),
        intent.change().id().value(),
        intent.execution().value(),
        intent.traceId(),
        intent.echo(),
        intent.whileUnknown() == WhileUnknown.ALLOW ? 1 : 0,
        number);
    switch (intent.token()) {
      case TokenUse.Consume(String hash) -> Collections.addAll(values, states(intent, hash));
      case TokenUse.Reuse(String hash) -> Collections.addAll(values, states(intent, hash));
      case TokenUse.None() -> {
        ChangeState running = intent.change().state().begin(request.action()).orElseThrow();
        Collections.addAll(values, ChangeRows.values(intent.change().inState(running)));
        Collections.addAll(values, ChangeRows.planValues(intent.change()));
      }
    }
    Collections.addAll(values, records.texts(), records.seals());
    return values;
  }

  private static Object[] states(Intent intent, String token) {
    Action action = intent.request().action();
    ChangeState before =
        Arrays.stream(ChangeState.values())
            .filter(state -> state.begin(action).isPresent())
            .findFirst()
            .orElseThrow(() -> new IllegalArgumentException(action.wire() + " runs no execution"));
    return new Object[] {before.wire(), before.begin(action).orElseThrow().wire(), token};
  }
}
