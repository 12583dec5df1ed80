package dev.sallyport.store.postgres;

import dev.sallyport.store.StoreUnavailableException;
import dev.sallyport.store.StoreUnavailableException.Why;
import java.sql.SQLException;
import org.jspecify.annotations.Nullable;

/// What PostgreSQL's error codes mean (its manual, appendix A).
final class PostgresErrors {
  /// What is left of a statement that failed, and of its connection.
  enum Trouble {
    /// The values were refused: a fault of the caller. Statement and connection are as before.
    VALUES,
    /// Others were in the way, and nothing has happened: once more.
    CONFLICT,
    /// The server takes no writes, as one that is a standby: nothing has happened.
    READ_ONLY,
    /// The connection is gone; what was under way may have happened.
    BROKEN,
    /// The statement took too long, and nothing has happened.
    TOO_SLOW,
    OTHER
  }

  /// SQLSTATE `read_only_sql_transaction`.
  static final String TAKES_NO_WRITES = "25006";

  private PostgresErrors() {}

  static Trouble of(SQLException e) {
    String state = state(e);
    return switch (state.length() < 2 ? "" : state.substring(0, 2)) {
      case "22", "23" -> Trouble.VALUES;
      case "40" -> Trouble.CONFLICT;
      case "08", "57", "" -> state.equals("57014") ? Trouble.TOO_SLOW : Trouble.BROKEN;
      case "25" -> state.equals(TAKES_NO_WRITES) ? Trouble.READ_ONLY : Trouble.OTHER;
      default -> state.equals("55P03") ? Trouble.TOO_SLOW : Trouble.OTHER;
    };
  }

  /// Whether the statement itself is still good: the error was about its values or about others.
  static boolean sparesTheStatement(SQLException e) {
    return switch (of(e)) {
      case VALUES, CONFLICT, TOO_SLOW -> true;
      case READ_ONLY, BROKEN, OTHER -> false;
    };
  }

  /// The same trouble as those who call the store know it. The driver is told to leave details out
  /// of its messages, so they name tables and columns, never values.
  static RuntimeException translate(SQLException e, boolean mayHaveHappened) {
    return of(e) == Trouble.VALUES
        ? new IllegalStateException("the database refused the row: " + state(e), e)
        : new StoreUnavailableException(
            why(e),
            "the database: " + e.getMessage() + (mayHaveHappened ? "; it may have happened" : ""),
            e);
  }

  static Why why(SQLException e) {
    return switch (of(e)) {
      case READ_ONLY -> Why.READ_ONLY;
      case TOO_SLOW -> Why.TOO_SLOW;
      case VALUES, CONFLICT, BROKEN, OTHER -> Why.AWAY;
    };
  }

  private static String state(SQLException e) {
    @Nullable String state = e.getSQLState();
    return state == null ? "" : state;
  }
}
