package dev.sallyport.store.postgres;

import dev.sallyport.change.ChangeState;
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
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// How an execution begins (P2): by one statement, for all who ask at the same time; and only where
/// it refuses, others that ask why.
final class Beginner implements AutoCloseable {
  /// How often it is tried anew where what refused was gone by the time it was asked for.
  static final int MOST_TRIES = 10;

  private final Pool pool;
  private final PostgresAudit audit;
  private final SecureRandom random;
  private final String gate;
  private final Duration lease;
  private final Combiner<BeginGroup.Asked, Optional<Long>> combiner;

  /// @param gate who begins them, and for how long it is alive from then on
  Beginner(Pool pool, PostgresAudit audit, SecureRandom random, Gate gate) {
    this.pool = pool;
    this.audit = audit;
    this.random = random;
    this.gate = gate.id();
    this.lease = gate.lease();
    this.combiner = pool.combiner("begin", this::together);
  }

  void start() {
    combiner.start();
  }

  Beginning begin(Intent intent) {
    // The number tells this call's claim of the key from every other's, so that after a connection
    // that broke it is known whether the execution has begun.
    long number = random.nextLong() & Long.MAX_VALUE;
    BeginGroup.Asked asked = new BeginGroup.Asked(intent, number, audit.waiting(intent.audit()));
    for (int tries = 0; tries < MOST_TRIES; tries++) {
      Optional<Long> fence =
          intent.token() instanceof TokenUse.None
              ? pool.write(Again.REPEATABLE, sql -> withoutToken(sql, asked))
              : combiner.ask(asked);
      if (fence.isPresent()) {
        return new Begun(fence.get());
      }
      Optional<Beginning> refused =
          pool.write(Again.REPEATABLE, sql -> new Refusing(sql, intent, pool.given()).why(number));
      if (refused.isPresent()) {
        return refused.get();
      }
    }
    throw new StoreUnavailableException("others kept changing what the execution begins from");
  }

  private List<Optional<Long>> together(List<BeginGroup.Asked> all) {
    BeginGroup group = new BeginGroup(all);
    return pool.write(
        Again.REPEATABLE, sql -> group.begin(sql, pool.given(), gate, lease.toMillis()));
  }

  private Optional<Long> withoutToken(Sql sql, BeginGroup.Asked asked) throws SQLException {
    return sql.one(BeginSql.BEGIN_AUTO, row -> row.getLong("fence"), values(asked).toArray());
  }

  private List<@Nullable Object> values(BeginGroup.Asked asked) {
    Intent intent = asked.intent();
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
        asked.number());
    ChangeState running = intent.change().state().begin(request.action()).orElseThrow();
    Collections.addAll(values, ChangeRows.values(intent.change().inState(running)));
    Collections.addAll(values, ChangeRows.planValues(intent.change()));
    Collections.addAll(values, asked.records().texts(), asked.records().seals());
    return values;
  }

  @Override
  public void close() {
    combiner.close();
  }
}
