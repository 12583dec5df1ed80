package dev.sallyport.benchmarks.sqlite;

import dev.sallyport.audit.AuditSealer;
import dev.sallyport.store.sqlite.SqliteConfig;
import dev.sallyport.store.sqlite.SqliteStore;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.SecureRandom;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.time.Duration;
import java.time.InstantSource;
import java.util.HexFormat;
import org.sqlite.SQLiteConfig;
import org.sqlite.SQLiteConfig.JournalMode;
import org.sqlite.SQLiteConfig.SynchronousMode;

/// A store's file with so many unused tokens, in the order of their issue; their hashes are in none.
record TokenFile(Path file, int tokens) {
  private static final String INSERT =
      "INSERT INTO confirm_tokens (token_hash, change_id, claims, issued_at, expires_at)"
          + " VALUES (?, 'chg_measured', ?, ?, ?)";
  private static final String CLAIMS = "c".repeat(400);
  private static final long LIFE_MILLIS = Duration.ofDays(7).toMillis();
  private static final int BATCH = 10_000;
  private static final int TOLD = 1_000_000;

  /// Enough for the index of ten million.
  private static final int FILL_CACHE_KIB = 1_500_000;

  /// The hash of the token that was issued at that place.
  static String hash(int place) {
    try {
      byte[] text = Integer.toString(place).getBytes(StandardCharsets.US_ASCII);
      return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(text));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java has SHA-256", e);
    }
  }

  /// Without a journal and with all of the index in memory, which is many times as fast; what comes
  /// to stand in the file is the same. Returns when all of it is on the disk, so that nothing is
  /// still being written while it is measured.
  void fill() throws SQLException, IOException {
    store().close();
    SQLiteConfig pragmas = new SQLiteConfig();
    pragmas.setJournalMode(JournalMode.OFF);
    pragmas.setSynchronous(SynchronousMode.OFF);
    pragmas.setCacheSize(-FILL_CACHE_KIB);
    try (Connection connection = pragmas.createConnection("jdbc:sqlite:" + file);
        PreparedStatement insert = connection.prepareStatement(INSERT)) {
      connection.setAutoCommit(false);
      insert(insert, connection);
    }
    try (FileChannel written = FileChannel.open(file, StandardOpenOption.WRITE)) {
      written.force(true);
    }
  }

  private void insert(PreparedStatement insert, Connection connection) throws SQLException {
    long now = System.currentTimeMillis();
    for (int next = 1; next <= tokens; next++) {
      insert.setString(1, hash(next - 1));
      insert.setString(2, CLAIMS);
      insert.setLong(3, now);
      insert.setLong(4, now + LIFE_MILLIS);
      insert.addBatch();
      if (next % BATCH == 0 || next == tokens) {
        insert.executeBatch();
        connection.commit();
      }
      if (next % TOLD == 0) {
        System.err.printf("filled with %,d of %,d tokens%n", next, tokens);
      }
    }
  }

  SqliteStore store() {
    SecureRandom random = new SecureRandom();
    byte[] key = new byte[AuditSealer.KEY_BYTES];
    random.nextBytes(key);
    return SqliteStore.open(
        SqliteConfig.of(file),
        InstantSource.system(),
        random,
        new AuditSealer(key),
        new SimpleMeterRegistry());
  }

  /// The bare driver, as durable as the store, its commits by hand.
  Connection driver() throws SQLException {
    SQLiteConfig pragmas = new SQLiteConfig();
    pragmas.setJournalMode(JournalMode.WAL);
    pragmas.setSynchronous(SynchronousMode.FULL);
    Connection connection = pragmas.createConnection("jdbc:sqlite:" + file);
    connection.setAutoCommit(false);
    return connection;
  }
}
