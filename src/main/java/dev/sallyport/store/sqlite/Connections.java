package dev.sallyport.store.sqlite;

import dev.sallyport.store.sql.CacheStatistics;
import dev.sallyport.store.sql.QueryStatistics;
import dev.sallyport.store.sql.Sql;
import dev.sallyport.store.sql.StatementCache;
import io.micrometer.core.instrument.MeterRegistry;
import java.sql.Connection;
import java.sql.SQLException;
import org.sqlite.SQLiteConfig;
import org.sqlite.SQLiteConfig.JournalMode;
import org.sqlite.SQLiteConfig.SynchronousMode;
import org.sqlite.SQLiteConfig.TempStore;
import org.sqlite.SQLiteConnection;
import org.sqlite.SQLiteOpenMode;

/// Opens the store's connections, each with its statements.
final class Connections {
  private static final long BYTES_PER_PAGE = 4096;

  /// The most that the writer keeps of the file in memory, page by page as it comes by them.
  private static final int WRITER_CACHE_KIB = 16 * 1024;

  private final SqliteConfig config;
  private final CacheStatistics cache;
  private final QueryStatistics queries;
  private final MeterRegistry meters;

  Connections(SqliteConfig config, MeterRegistry meters) {
    NativeLibrary.tell();
    this.config = config;
    this.cache = new CacheStatistics(meters);
    this.queries = new QueryStatistics(meters, config.slowQuery());
    this.meters = meters;
  }

  /// One connection and the SQL that runs on it; belongs to one thread.
  record Session(Connection connection, StatementCache statements, Sql sql)
      implements AutoCloseable {
    /// Rows inserted, changed or deleted since it was opened, whether or not that was taken back.
    long rowsChanged() throws SQLException {
      return connection.unwrap(SQLiteConnection.class).getDatabase().total_changes();
    }

    @Override
    public void close() throws SQLException {
      statements.close();
      connection.close();
    }
  }

  /// Makes the file where there is none; only a start does that, so that a store whose file has
  /// gone is never replaced by an empty one.
  Connection create() throws SQLException {
    return pragmas().createConnection(url());
  }

  Session writer() throws SQLException {
    SQLiteConfig pragmas = existing();
    // The checkpointer does it, on a connection of its own, so that no commit waits for one.
    pragmas.setWalAutocheckpoint(0);
    // Each page that a unit of work changes is kept as it was, for going back to where the unit
    // began. By default that is written to a file, four times as often as the log is.
    pragmas.setTempStore(TempStore.MEMORY);
    // Negative is in kibibytes; the default is 2,000.
    pragmas.setCacheSize(-WRITER_CACHE_KIB);
    return session(pragmas);
  }

  Session reader() throws SQLException {
    Session session = session(existing());
    session.sql().execute(GateSql.READ_ONLY);
    return session;
  }

  /// A session that copies the file; making a copy is no read to SQLite, so it may not be one that
  /// only reads.
  Session copying() throws SQLException {
    return session(existing());
  }

  /// A session on a file that nobody writes to, which it leaves as it is.
  Session archive() throws SQLException {
    SQLiteConfig pragmas = new SQLiteConfig();
    pragmas.setReadOnly(true);
    return session(pragmas);
  }

  private Session session(SQLiteConfig pragmas) throws SQLException {
    Connection connection = pragmas.createConnection(url());
    StatementCache statements =
        new StatementCache(
            connection, config.statements(), () -> meters.config().clock().monotonicTime(), cache);
    return new Session(
        connection, statements, new Sql(statements, queries, SqliteErrors::isConstraint));
  }

  private SQLiteConfig existing() {
    SQLiteConfig pragmas = pragmas();
    pragmas.resetOpenMode(SQLiteOpenMode.CREATE);
    return pragmas;
  }

  private SQLiteConfig pragmas() {
    SQLiteConfig pragmas = new SQLiteConfig();
    pragmas.setJournalMode(JournalMode.WAL);
    pragmas.setSynchronous(SynchronousMode.FULL);
    pragmas.enforceForeignKeys(true);
    pragmas.setBusyTimeout((int) config.waits().busy().toMillis());
    // Otherwise the driver prepares and runs a query for them after every insert.
    pragmas.setGetGeneratedKeys(false);
    pragmas.setJournalSizeLimit(
        (int) Math.min(Integer.MAX_VALUE, config.logPages() * BYTES_PER_PAGE));
    return pragmas;
  }

  private String url() {
    return "jdbc:sqlite:" + config.file().toAbsolutePath();
  }
}
