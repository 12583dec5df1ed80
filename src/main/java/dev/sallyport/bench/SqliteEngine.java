package dev.sallyport.bench;

import dev.sallyport.audit.AuditSealer;
import dev.sallyport.gate.Ambient;
import dev.sallyport.store.sql.CacheLimits;
import dev.sallyport.store.sqlite.BareConsume;
import dev.sallyport.store.sqlite.SqliteConfig;
import dev.sallyport.store.sqlite.SqliteStore;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import org.sqlite.SQLiteConfig;
import org.sqlite.SQLiteConfig.JournalMode;
import org.sqlite.SQLiteConfig.SynchronousMode;

/// The embedded engine, in a file of the benchmark's own.
final class SqliteEngine implements Engine {
  private final Path file;
  private final Ambient ambient;
  private final AuditSealer sealer;

  SqliteEngine(BenchFolder folder, Ambient ambient) {
    this.file = folder.root().resolve("measured.db");
    this.ambient = ambient;
    byte[] key = new byte[AuditSealer.KEY_BYTES];
    ambient.random().nextBytes(key);
    this.sealer = new AuditSealer(key);
  }

  @Override
  public String name() {
    return "SQLite";
  }

  @Override
  public SqliteStore open(CacheLimits statements, MeterRegistry meters) {
    SqliteConfig config = SqliteConfig.of(file);
    return SqliteStore.open(
        config.withStatements(statements, config.slowQuery()),
        ambient.clock(),
        ambient.random(),
        sealer,
        meters);
  }

  @Override
  public Connection raw() throws SQLException {
    SQLiteConfig pragmas = new SQLiteConfig();
    pragmas.setJournalMode(JournalMode.WAL);
    pragmas.setSynchronous(SynchronousMode.FULL);
    pragmas.setBusyTimeout((int) SqliteConfig.Waits.DEFAULT.busy().toMillis());
    return pragmas.createConnection("jdbc:sqlite:" + file);
  }

  @Override
  public boolean serves() {
    return false;
  }

  @Override
  public String tidySql() {
    return "PRAGMA wal_checkpoint(TRUNCATE)";
  }

  @Override
  public Consumer consumer(CacheLimits statements) {
    SqliteStore store = open(statements, new SimpleMeterRegistry());
    return new Consumer() {
      @Override
      public boolean consume(String hash) {
        return BareConsume.in(store, hash);
      }

      @Override
      public void close() {
        store.close();
      }
    };
  }

  @Override
  public String consumeSql() {
    return BareConsume.sql();
  }
}
