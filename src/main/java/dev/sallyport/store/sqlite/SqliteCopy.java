package dev.sallyport.store.sqlite;

import dev.sallyport.audit.AuditHead;
import dev.sallyport.audit.AuditRecord;
import dev.sallyport.audit.AuditTrail;
import dev.sallyport.store.StoreUnavailableException;
import dev.sallyport.store.sqlite.Connections.Session;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.sql.SQLException;
import java.util.List;
import java.util.Optional;

/// A copy of a store's file, made of one moment of it while gates go on, and its audit records as
/// they are read from it. Belongs to one thread.
public final class SqliteCopy implements AuditTrail, AutoCloseable {
  private final Session session;

  private SqliteCopy(Session session) {
    this.session = session;
  }

  /// Copies a store's file, as one read sees it, and brings the copy to the disk.
  ///
  /// @param to must not be there
  public static void make(Path file, Path to) throws IOException {
    if (!Files.isRegularFile(file)) {
      throw new IOException("there is no store at " + file);
    }
    try (Session session = sessionOn(file, false)) {
      session.sql().update(GateSql.COPY_TO, to.toAbsolutePath().toString());
    } catch (SQLException e) {
      throw new IOException("copying %s: %s".formatted(file, e.getMessage()), e);
    }
    try (FileChannel channel = FileChannel.open(to, StandardOpenOption.WRITE)) {
      channel.force(true);
    }
  }

  /// Opens a copy to read its records; the copy itself is not touched.
  public static SqliteCopy open(Path copy) throws IOException {
    try {
      Session session = sessionOn(copy, true);
      Optional<String> found =
          session
              .sql()
              .one(GateSql.COPY_CHECK, row -> row.getString(1))
              .filter(s -> !s.equals("ok"));
      if (found.isPresent()) {
        session.close();
        throw new IOException("%s is damaged: %s".formatted(copy, found.get()));
      }
      return new SqliteCopy(session);
    } catch (SQLException e) {
      throw new IOException("%s cannot be read: %s".formatted(copy, e.getMessage()), e);
    }
  }

  private static Session sessionOn(Path file, boolean archived) throws SQLException {
    Connections connections = new Connections(SqliteConfig.of(file), new SimpleMeterRegistry());
    return archived ? connections.archive() : connections.copying();
  }

  @Override
  public List<AuditRecord> after(long sequence, int limit) {
    try {
      return session.sql().list(AuditSql.AUDIT_AFTER, SqliteAudit::record, sequence, limit);
    } catch (SQLException e) {
      throw new StoreUnavailableException("reading the copy: " + e.getMessage(), e);
    }
  }

  @Override
  public Optional<AuditHead> head() {
    try {
      return session.sql().one(AuditSql.AUDIT_HEAD, SqliteAudit::head);
    } catch (SQLException e) {
      throw new StoreUnavailableException("reading the copy: " + e.getMessage(), e);
    }
  }

  @Override
  public void close() {
    try {
      session.close();
    } catch (SQLException e) {
      throw new StoreUnavailableException("closing the copy: " + e.getMessage(), e);
    }
  }
}
