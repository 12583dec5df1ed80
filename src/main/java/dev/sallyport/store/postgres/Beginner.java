package dev.sallyport.store.postgres;

import dev.sallyport.store.Executions.Beginning;
import dev.sallyport.store.Executions.Beginning.Begun;
import dev.sallyport.store.Executions.Intent;
import dev.sallyport.store.Executions.TokenUse;
import dev.sallyport.store.StoreUnavailableException;
import dev.sallyport.store.postgres.Call.Again;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/// How an execution begins (P2): by one statement, for all who ask at the same time; and only where
/// it refuses, others that ask why.
final class Beginner {
  /// How often it is tried anew where what refused was gone by the time it was asked for.
  static final int MOST_TRIES = 10;

  private final Pool pool;
  private final PostgresAudit audit;
  private final SecureRandom random;
  private final String gate;
  private final Duration lease;
  private final Combiner<BeginGroup.Asked, Optional<Long>> withTokens;
  private final Combiner<BeginGroup.Asked, Optional<Long>> withoutTokens;

  /// @param gate who begins them, and for how long it is alive from then on
  Beginner(Pool pool, PostgresAudit audit, SecureRandom random, Gate gate) {
    this.pool = pool;
    this.audit = audit;
    this.random = random;
    this.gate = gate.id();
    this.lease = gate.lease();
    this.withTokens = pool.groups().make("begin", this::beginWithTokens);
    this.withoutTokens = pool.groups().make("auto", this::beginWithoutTokens);
  }

  Beginning begin(Intent intent) {
    // The number tells this call's claim of the key from every other's, so that after a connection
    // that broke it is known whether the execution has begun.
    long number = random.nextLong() & Long.MAX_VALUE;
    BeginGroup.Asked asked = new BeginGroup.Asked(intent, number, audit.waiting(intent.audit()));
    for (int tries = 0; tries < MOST_TRIES; tries++) {
      Optional<Long> fence =
          (intent.token() instanceof TokenUse.None ? withoutTokens : withTokens).ask(asked);
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

  private List<Optional<Long>> beginWithTokens(List<BeginGroup.Asked> all) {
    BeginGroup group = group(all);
    return pool.write(Again.REPEATABLE, sql -> group.withTokens(sql, pool.given()));
  }

  private List<Optional<Long>> beginWithoutTokens(List<BeginGroup.Asked> all) {
    BeginGroup group = group(all);
    return pool.write(Again.REPEATABLE, sql -> group.withoutTokens(sql, pool.given()));
  }

  private BeginGroup group(List<BeginGroup.Asked> all) {
    return new BeginGroup(new Together<>(all), gate, lease.toMillis());
  }
}
