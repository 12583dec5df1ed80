package dev.sallyport.store.sqlite;

import dev.sallyport.audit.AuditChain.Link;
import dev.sallyport.store.sql.Deadlines;
import dev.sallyport.store.sql.Sql;
import dev.sallyport.store.sql.Work;
import dev.sallyport.store.sqlite.Connections.Session;
import dev.sallyport.store.sqlite.Unit.Verdict;
import dev.sallyport.trace.RequestScope;
import dev.sallyport.trace.Trace;
import java.sql.SQLException;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// A unit of work on its way through the writer: who asked, who waits, and what it came to.
final class Writing<T> {
  private final Unit<T> unit;
  private final Optional<RequestScope> scope;
  private final Work<T> work = new Work<>();
  private @Nullable Verdict<T> verdict;
  private @Nullable Throwable failure;
  private boolean undone;

  /// @param scope the request that the work is for; lines logged meanwhile carry its trace
  Writing(Unit<T> unit, Optional<RequestScope> scope) {
    this.unit = unit;
    this.scope = scope;
  }

  /// Waits until it is on disk; the only part that is not for the writer's thread.
  T await(Deadlines deadlines, SqliteConfig.Waits waits) {
    return work.await(deadlines, waits.taken(), waits.done());
  }

  /// Whether somebody still waits for it; from now on until its end.
  boolean take() {
    return work.take();
  }

  /// Runs the unit with nothing to go back to but the beginning of the whole transaction.
  ///
  /// @return false where it has left something behind that must not stay, or met a database at
  ///     fault
  boolean run(Transaction transaction, Session session) throws SQLException {
    long before = session.rowsChanged();
    try {
      verdict = call(transaction);
    } catch (SQLException e) {
      if (!SqliteErrors.isConstraint(e)) {
        return false;
      }
      failure = SqliteErrors.translate("writing", e);
    } catch (RuntimeException | Error e) {
      failure = e;
    }
    return isKept() || session.rowsChanged() == before;
  }

  /// Runs the unit so that it leaves all or nothing behind, whatever becomes of it.
  ///
  /// @return false where the database itself was at fault
  boolean runGuarded(Transaction transaction, Session session) throws SQLException {
    verdict = null;
    failure = null;
    Sql sql = transaction.sql();
    Link end = transaction.chain().last();
    long before = session.rowsChanged();
    sql.execute(GateSql.TX_SAVEPOINT);
    boolean sound = true;
    try {
      verdict = call(transaction);
    } catch (SQLException e) {
      sound = SqliteErrors.isConstraint(e);
      failure = SqliteErrors.translate("writing", e);
      undo(sql, e);
    } catch (RuntimeException | Error e) {
      failure = e;
    }
    if (!isKept()) {
      undone = session.rowsChanged() != before;
      sql.execute(GateSql.TX_ROLLBACK_TO);
      transaction.chain().backTo(end);
    }
    sql.execute(GateSql.TX_RELEASE);
    return sound;
  }

  /// Whether it had written something that was taken back.
  boolean wasUndone() {
    return undone;
  }

  private boolean isKept() {
    return verdict instanceof Verdict.Keep<T>;
  }

  private Verdict<T> call(Transaction transaction) throws SQLException {
    return Trace.<Verdict<T>, SQLException>callFor(scope, () -> unit.run(transaction));
  }

  /// A full disk and its like end the whole transaction, savepoints included; then the group has
  /// failed, and for that reason.
  private static void undo(Sql sql, SQLException reason) throws SQLException {
    try {
      sql.execute(GateSql.TX_ROLLBACK_TO);
    } catch (SQLException noTransaction) {
      reason.addSuppressed(noTransaction);
      throw reason;
    }
  }

  /// Tells who waits what it came to.
  void answer() {
    if (verdict != null) {
      work.complete(verdict.value());
    } else if (failure != null) {
      work.fail(failure);
    }
  }

  /// Tells who waits that nothing of it has happened, or that nobody knows.
  void fail(Throwable why) {
    work.fail(why);
  }
}
