package dev.sallyport.store.postgres;

import dev.sallyport.audit.AuditHead;
import dev.sallyport.audit.AuditSealer;
import dev.sallyport.store.StoreUnavailableException;
import dev.sallyport.store.postgres.Call.Again;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Gives records that wait their number and place in the chain. Every gate tries a few times a
/// second; the row of the chain's end elects one. One transaction takes the records from where they
/// wait to where they stand, so a gate that dies in it has sealed nothing, and another does.
final class Sealing implements AutoCloseable {
  /// How often a gate looks for records that wait.
  static final Duration PACE = Duration.ofMillis(200);

  /// How many batches one reader has sealed before it reads.
  static final int MOST_BATCHES = 200;

  /// How often a gate that ends looks for its last records: it asks, finds, and says what is wrong.
  static final int LAST_LOOKS = 5;

  /// For how long records may wait, while they cannot be sealed, before no more are taken.
  static final Duration LONGEST_WAIT = Duration.ofMinutes(1);

  private static final Logger LOG = LoggerFactory.getLogger(Sealing.class);

  private final Pool pool;
  private final AuditSealer sealer;
  private final Witness witness;
  private final ServerClock clock;
  private final CountDownLatch closed = new CountDownLatch(1);
  private final Thread thread;
  private volatile @Nullable String refusal;
  private volatile long sealedAt;

  Sealing(Pool pool, AuditSealer sealer, Witness witness, ServerClock clock) {
    this.pool = pool;
    this.witness = witness;
    this.sealer = sealer;
    this.clock = clock;
    this.sealedAt = clock.nanos();
    this.thread = Thread.ofPlatform().name("postgres-sealer").daemon().unstarted(this::loop);
  }

  void start() {
    witness.start();
    look();
    thread.start();
  }

  /// Fails where the chain takes no more records.
  void requireSound() {
    String damage = refusal;
    if (damage != null) {
      throw new StoreUnavailableException(
          "the audit log was changed from outside: " + damage + "; run audit verify");
    }
    if (clock.nanos() - sealedAt > LONGEST_WAIT.toNanos()) {
      throw new StoreUnavailableException(
          "audit records wait to be sealed for over " + LONGEST_WAIT.toSeconds() + " s");
    }
    witness.requireSound();
  }

  /// Why records that wait are not sealed, where somebody has damaged them or the chain's end.
  Optional<String> trouble() {
    return Optional.ofNullable(refusal);
  }

  /// Seals all that waits now. Where the chain is damaged, what can be read of it stays as it is.
  void sealWhatWaits() {
    try {
      for (int many = 0; many < MOST_BATCHES; many++) {
        if (!waits() || seal(AuditSql.AUDIT_ELECT_IN_TURN) < Batch.MOST) {
          return;
        }
      }
    } catch (Batch.Damaged e) {
      refuse(e);
    }
  }

  private boolean waits() {
    return pool.read(sql -> sql.one(AuditSql.AUDIT_WAITING, row -> row.getBoolean(1)))
        .orElse(false);
  }

  private void loop() {
    try {
      while (!closed.await(PACE.toMillis(), TimeUnit.MILLISECONDS)) {
        look();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private void look() {
    try {
      Optional<AuditHead> head =
          pool.read(sql -> sql.one(AuditSql.AUDIT_HEAD, PostgresAudit::head));
      if (head.filter(sealer::accepts).isEmpty()) {
        throw new Batch.Damaged("the end of the chain is missing or not sealed");
      }
      int sealed = 0;
      while (waits() && (sealed = seal(AuditSql.AUDIT_ELECT)) == Batch.MOST) {
        LOG.debug("more records wait to be sealed");
      }
      if (sealed != Batch.NOT_ELECTED) {
        refusal = null;
      }
      sealedAt = clock.nanos();
      witness.look();
    } catch (Batch.Damaged e) {
      refuse(e);
    } catch (RuntimeException e) {
      LOG.debug("sealing failed; another gate or the next time may succeed", e);
    }
  }

  private int seal(AuditSql election) {
    // What was sealed already no longer waits, so it is not sealed twice.
    return pool.transact(
        Again.REPEATABLE,
        transaction -> Unit.keep(new Batch(transaction.sql(), sealer).seal(election)));
  }

  private void refuse(Batch.Damaged damage) {
    String what = String.valueOf(damage.getMessage());
    if (!what.equals(refusal)) {
      refusal = what;
      LOG.atError()
          .addKeyValue("event.action", "audit.damaged")
          .log("The audit log was changed from outside: {}; run audit verify", what);
    }
  }

  /// Ends, and before that has what this gate wrote sealed and looked for, so that nobody can take
  /// away its last words unseen.
  void finish() {
    close();
    for (int looks = 0;
        looks < LAST_LOOKS && witness.isWaiting() && pool.trouble().isEmpty();
        looks++) {
      look();
    }
  }

  @Override
  public void close() {
    closed.countDown();
    try {
      if (!thread.join(PostgresConfig.Waits.DEFAULT.statement())) {
        LOG.warn("the sealer did not end in time");
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
