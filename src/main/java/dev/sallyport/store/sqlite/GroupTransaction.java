package dev.sallyport.store.sqlite;

import dev.sallyport.checkpoint.Checkpoint;
import dev.sallyport.store.sql.Sql;
import dev.sallyport.store.sqlite.Connections.Session;
import java.sql.SQLException;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Runs a group of units in one transaction, up to its commit, so that each leaves all or nothing
/// behind.
///
/// Hardly any unit that has written something takes it back, and a savepoint for each has SQLite
/// keep every page twice. So a group is tried without them; where a unit has left something that
/// must not stay, the whole transaction is rolled back and all of it runs again, each unit in a
/// savepoint of its own. After that groups have savepoints until one did without.
final class GroupTransaction {
  private static final Logger LOG = LoggerFactory.getLogger(GroupTransaction.class);

  private final String gate;
  private final Duration lease;
  private final InstantSource clock;
  private final Supplier<ChainEnd> chain;
  private final Checkpoint.Listener checkpoints;
  private boolean guarded;

  /// @param gate whose sign of life every group is
  /// @param lease for how long it is one
  GroupTransaction(
      String gate,
      Duration lease,
      InstantSource clock,
      Supplier<ChainEnd> chain,
      Checkpoint.Listener checkpoints) {
    this.gate = gate;
    this.lease = lease;
    this.clock = clock;
    this.chain = chain;
    this.checkpoints = checkpoints;
  }

  /// Leaves the transaction open, to be committed.
  ///
  /// @return whether every statement met a sound database
  boolean run(Session session, List<Writing<?>> group) throws SQLException {
    if (!guarded) {
      if (isRunAtOnce(session, group)) {
        return true;
      }
      guarded = true;
      rollBack(session.sql());
    }
    return isRunGuarded(session, group);
  }

  private boolean isRunAtOnce(Session session, List<Writing<?>> group) throws SQLException {
    Sql sql = session.sql();
    ChainEnd end = begin(sql);
    for (Writing<?> one : group) {
      if (!one.run(transaction(sql, end), session)) {
        return false;
      }
    }
    end.write(sql);
    return true;
  }

  private boolean isRunGuarded(Session session, List<Writing<?>> group) throws SQLException {
    Sql sql = session.sql();
    ChainEnd end = begin(sql);
    boolean sound = true;
    boolean undone = false;
    for (Writing<?> one : group) {
      sound &= one.runGuarded(transaction(sql, end), session);
      undone |= one.wasUndone();
    }
    end.write(sql);
    guarded = undone;
    return sound;
  }

  private ChainEnd begin(Sql sql) throws SQLException {
    sql.execute(GateSql.TX_BEGIN);
    long now = clock.millis();
    sql.update(
        GateSql.GATE_SIGN_OF_LIFE, gate, now, now + lease.toMillis(), now + lease.toMillis() / 2);
    return chain.get();
  }

  private Transaction transaction(Sql sql, ChainEnd end) {
    return new Transaction(sql, clock.millis(), gate, end, checkpoints);
  }

  /// A full disk and its like have ended the transaction already.
  private static void rollBack(Sql sql) {
    try {
      sql.execute(GateSql.TX_ROLLBACK);
    } catch (SQLException e) {
      LOG.debug("there was nothing to roll back, or the next BEGIN fails, too", e);
    }
  }
}
