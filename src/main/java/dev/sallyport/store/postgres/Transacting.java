package dev.sallyport.store.postgres;

import dev.sallyport.store.postgres.Unit.Verdict;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Runs a unit of work in one transaction of a session.
final class Transacting {
  private static final Logger LOG = LoggerFactory.getLogger(Transacting.class);

  private Transacting() {}

  /// A COMMIT of which nobody knows whether the server got it.
  static final class CommitFailed extends Exception {
    private static final long serialVersionUID = 1L;
    private final SQLException reason;

    CommitFailed(SQLException reason) {
      super(reason);
      this.reason = reason;
    }

    SQLException reason() {
      return reason;
    }
  }

  /// @param given the time of a test, which stands in for the server's; otherwise null
  static <T> T run(Session session, Unit<T> unit, @Nullable Long given)
      throws SQLException, CommitFailed {
    Connection connection = session.connection();
    connection.setAutoCommit(false);
    boolean committed = false;
    try {
      long now = session.sql().one(StoreSql.NOW, row -> row.getLong(1), given).orElseThrow();
      Transaction transaction = new Transaction(session.sql(), now, new ArrayList<>());
      Verdict<T> verdict = unit.run(transaction);
      if (verdict instanceof Verdict.Keep<T>) {
        commit(connection);
        committed = true;
        transaction.afterCommit().forEach(Runnable::run);
      }
      return verdict.value();
    } finally {
      if (!committed) {
        rollBack(connection);
      }
      leave(connection);
    }
  }

  private static void commit(Connection connection) throws CommitFailed {
    try {
      connection.commit();
    } catch (SQLException e) {
      throw new CommitFailed(e);
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
