package dev.sallyport.benchmarks.sqlite;

import dev.sallyport.audit.AuditSealer;
import dev.sallyport.benchmarks.Crowd;
import dev.sallyport.benchmarks.Crowd.Done;
import dev.sallyport.benchmarks.Rounds;
import dev.sallyport.store.sqlite.BareConsume;
import dev.sallyport.store.sqlite.SqliteConfig;
import dev.sallyport.store.sqlite.SqliteStore;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
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
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HexFormat;
import java.util.List;
import java.util.stream.Stream;
import org.sqlite.SQLiteConfig;
import org.sqlite.SQLiteConfig.JournalMode;
import org.sqlite.SQLiteConfig.SynchronousMode;

/// Consumes in issue order from token tables of several sizes, each in a file of its own, durably.
/// All are filled before the first is measured, and then measured in turn: filling the largest takes
/// minutes, in which a machine's speed changes by more than a table's size does. Through the
/// store's writer by many callers, and by the bare driver, many a transaction on one thread.
public final class GrowthComparison {
  private static final int ROUNDS = Integer.getInteger("rounds", 5);
  private static final Duration EACH = Duration.ofMillis(Integer.getInteger("millis", 1500));

  /// How many tokens one measurement may use up; none is used twice.
  private static final int TOKENS = Integer.getInteger("tokens", 75_000);

  private static final List<Integer> SIZES =
      Arrays.stream(System.getProperty("sizes", "1000000,10000000").split(","))
          .map(Integer::valueOf)
          .toList();

  private static final int CALLERS = 50;
  private static final int BATCH = 10_000;
  private static final int FILL_CACHE_KIB = 1_500_000;
  private static final int TOLD = 1_000_000;
  private static final int WAYS = 2;
  private static final long LIFE_MILLIS = Duration.ofDays(7).toMillis();

  private GrowthComparison() {}

  public static void main(String[] arguments) throws Exception {
    if ((ROUNDS + 1) * WAYS * TOKENS > SIZES.getFirst()) {
      throw new IllegalArgumentException("the smallest table has too few tokens for so many rounds");
    }
    Path folder = Files.createTempDirectory("growth");
    try {
      for (int size : SIZES) {
        fill(file(folder, size), size);
      }
      throughTheStore(folder);
      byTheDriver(folder);
    } finally {
      try (Stream<Path> inside = Files.walk(folder)) {
        for (Path one : inside.sorted(Comparator.reverseOrder()).toList()) {
          Files.delete(one);
        }
      }
    }
  }

  private static void throughTheStore(Path folder) throws Exception {
    Rounds rounds = new Rounds(ROUNDS);
    List<SqliteStore> stores = new ArrayList<>();
    try {
      for (int size : SIZES) {
        SqliteStore store = open(file(folder, size));
        stores.add(store);
        rounds.way(
            "store, %d callers, %,d tokens".formatted(CALLERS, size),
            turn ->
                Crowd.of(
                    Thread.ofVirtual().factory(),
                    CALLERS,
                    EACH,
                    turn * TOKENS,
                    TOKENS,
                    () -> number -> wasConsumed(BareConsume.in(store, hash(number)))));
      }
      rounds.run();
    } finally {
      stores.forEach(SqliteStore::close);
    }
  }

  /// With the tokens after those that the store has used.
  private static void byTheDriver(Path folder) throws Exception {
    Rounds rounds = new Rounds(ROUNDS);
    List<Connection> connections = new ArrayList<>();
    try {
      for (int size : SIZES) {
        Connection connection = raw(file(folder, size));
        connections.add(connection);
        PreparedStatement consume = connection.prepareStatement(BareConsume.sql());
        rounds.way(
            "driver, %d a transaction, %,d tokens".formatted(CALLERS, size),
            turn -> bare(connection, consume, (ROUNDS + 1 + turn) * TOKENS));
      }
      rounds.run();
    } finally {
      for (Connection connection : connections) {
        connection.close();
      }
    }
  }

  private static Path file(Path folder, int size) {
    return folder.resolve(size + ".db");
  }

  private static SqliteStore open(Path file) {
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

  private static Connection raw(Path file) throws SQLException {
    SQLiteConfig pragmas = new SQLiteConfig();
    pragmas.setJournalMode(JournalMode.WAL);
    pragmas.setSynchronous(SynchronousMode.FULL);
    Connection connection = pragmas.createConnection("jdbc:sqlite:" + file);
    connection.setAutoCommit(false);
    return connection;
  }

  /// Tokens in the order of their issue, whose hashes are in none. Without a journal and with all of
  /// the index in memory, which is many times as fast; what comes to stand in the file is the same.
  private static void fill(Path file, int size) throws SQLException, IOException {
    open(file).close();
    SQLiteConfig pragmas = new SQLiteConfig();
    pragmas.setJournalMode(JournalMode.OFF);
    pragmas.setSynchronous(SynchronousMode.OFF);
    pragmas.setCacheSize(-FILL_CACHE_KIB);
    try (Connection connection = pragmas.createConnection("jdbc:sqlite:" + file);
        PreparedStatement insert =
            connection.prepareStatement(
                "INSERT INTO confirm_tokens (token_hash, change_id, claims, issued_at, expires_at)"
                    + " VALUES (?, 'chg_measured', ?, ?, ?)")) {
      connection.setAutoCommit(false);
      long now = System.currentTimeMillis();
      for (int number = 0; number < size; number++) {
        insert.setString(1, hash(number));
        insert.setString(2, "c".repeat(400));
        insert.setLong(3, now);
        insert.setLong(4, now + LIFE_MILLIS);
        insert.addBatch();
        if ((number + 1) % BATCH == 0 || number + 1 == size) {
          insert.executeBatch();
          connection.commit();
        }
        if ((number + 1) % TOLD == 0) {
          System.err.printf("%,d of %,d tokens%n", number + 1, size);
        }
      }
    }
    // All of it on the disk, so that nothing is still being written while it is measured.
    try (FileChannel written = FileChannel.open(file, StandardOpenOption.WRITE)) {
      written.force(true);
    }
  }

  private static Done bare(Connection connection, PreparedStatement consume, int from)
      throws Exception {
    Done done =
        Crowd.of(
            1,
            EACH,
            from,
            TOKENS,
            () ->
                number -> {
                  long now = System.currentTimeMillis();
                  consume.setLong(1, now);
                  consume.setString(2, hash(number));
                  consume.setLong(3, now);
                  wasConsumed(consume.executeUpdate() == 1);
                  if ((number + 1) % CALLERS == 0) {
                    connection.commit();
                  }
                });
    connection.commit();
    return done;
  }

  private static String hash(int number) {
    try {
      byte[] text = Integer.toString(number).getBytes(StandardCharsets.US_ASCII);
      return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(text));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java has SHA-256", e);
    }
  }

  private static void wasConsumed(boolean consumed) {
    if (!consumed) {
      throw new IllegalStateException("a token that nobody has used was refused");
    }
  }
}
