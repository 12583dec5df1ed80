package dev.sallyport.store.postgres;

import dev.sallyport.store.postgres.Call.Again;
import dev.sallyport.store.postgres.Transaction.Recorded;
import dev.sallyport.store.postgres.Unit.Verdict;
import dev.sallyport.store.sql.Sql;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Runs one unit of work, in one transaction of a session; where that is tried again after a COMMIT
/// that nobody answered, it first finds out by its audit record whether it was done. For one call.
final class Transacting<T> {
  private static final Logger LOG = LoggerFactory.getLogger(Transacting.class);

  private final Unit<T> unit;
  private final Again again;
  private final @Nullable Long alone;
  private final @Nullable Long given;
  private @Nullable Doubt<T> doubt;

  /// A unit of which nobody knows whether it was committed.
  private record Doubt<T>(T value, List<Recorded> records) {}

  /// A COMMIT of which nobody knows whether the server got it.
  static final class CommitFailed extends Exception {
    private static final long serialVersionUID = 1L;
    private final SQLException reason;
    private final Again again;

    CommitFailed(SQLException reason, Again again) {
      super(reason);
      this.reason = reason;
      this.again = again;
    }

    SQLException reason() {
      return reason;
    }

    Again again() {
      return again;
    }
  }

  /// @param again what may be done where nobody knows whether it was committed
  /// @param alone a number of no other call's: the transaction is tried again once the server is
  ///     done with the one before
  /// @param given the time of a test, which stands in for the server's; otherwise null
  Transacting(Unit<T> unit, Again again, long alone, @Nullable Long given) {
    this.unit = unit;
    this.again = again;
    this.alone = again == Again.AS_RECORDED ? alone : null;
    this.given = given;
  }

  T on(Session session) throws SQLException, CommitFailed {
    Connection connection = session.connection();
    Sql sql = session.sql();
    connection.setAutoCommit(false);
    boolean committed = false;
    try {
      long now = sql.one(StoreSql.NOW_ALONE, row -> row.getLong(1), alone, given).orElseThrow();
      Doubt<T> before = doubt;
      if (before != null && before.records().getFirst().drafts().areIn(sql)) {
        done(before.records());
        return before.value();
      }
      doubt = null;
      Transaction transaction = new Transaction(sql, now, new ArrayList<>());
      Verdict<T> verdict = unit.run(transaction);
      if (verdict instanceof Verdict.Keep<T>) {
        commit(connection, verdict.value(), transaction.records());
        committed = true;
        done(transaction.records());
      }
      return verdict.value();
    } finally {
      if (!committed) {
        rollBack(connection);
      }
      leave(connection);
    }
  }

  private static void done(List<Recorded> records) {
    records.forEach(each -> each.drafts().areWritten(each.at()));
  }

  private void commit(Connection connection, T value, List<Recorded> records) throws CommitFailed {
    try {
      connection.commit();
    } catch (SQLException e) {
      if (again == Again.AS_RECORDED && !records.isEmpty()) {
        doubt = new Doubt<>(value, records);
        throw new CommitFailed(e, Again.REPEATABLE);
      }
      throw new CommitFailed(e, again == Again.AS_RECORDED ? Again.ONCE : again);
    }
  }

  private static void rollBack(Connection connection) {
    try {
      connection.rollback();
    } catch (SQLException e) {
      LOG.debug("rolling back failed; the connection is broken", e);
    }
  }

  private static void leave(Connection connection) {
    try {
      connection.setAutoCommit(true);
    } catch (SQLException e) {
      LOG.debug("the connection is broken", e);
    }
  }
}
