package dev.sallyport.benchmarks.sqlite;

import dev.sallyport.benchmarks.Crowd;
import dev.sallyport.benchmarks.Crowd.Done;
import dev.sallyport.benchmarks.Rounds;
import dev.sallyport.store.sqlite.BareConsume;
import dev.sallyport.store.sqlite.SqliteStore;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;

/// Consumes in issue order from token tables of several sizes, each in a file of its own, durably.
/// All are filled before the first is measured, and then measured in turn: filling the largest takes
/// minutes, in which a machine's speed changes by more than a table's size does. Through the
/// store's writer by many callers, and by the bare driver, many a transaction on one thread.
public final class GrowthComparison {
  private static final int ROUNDS = Integer.getInteger("rounds", 5);
  private static final Duration EACH = Duration.ofMillis(Integer.getInteger("millis", 1500));

  /// How many tokens one measurement may use up; none is used twice.
  private static final int TOKENS = Integer.getInteger("tokens", 75_000);

  private static final String SIZES = System.getProperty("sizes", "1000000,10000000");
  private static final int CALLERS = 50;
  private static final int WAYS = 2;

  private GrowthComparison() {}

  public static void main(String[] arguments) throws Exception {
    List<Integer> sizes = Stream.of(SIZES.split(",")).map(Integer::valueOf).toList();
    if (sizes.stream().anyMatch(size -> size < (ROUNDS + 1) * WAYS * TOKENS)) {
      throw new IllegalArgumentException("a table has too few tokens for so many rounds");
    }
    Path folder = Files.createTempDirectory("growth");
    try {
      List<TokenFile> files = new ArrayList<>();
      for (int size : sizes) {
        TokenFile file = new TokenFile(folder.resolve(size + ".db"), size);
        file.fill();
        files.add(file);
      }
      throughTheStore(files);
      byTheDriver(files);
    } finally {
      delete(folder);
    }
  }

  private static void throughTheStore(List<TokenFile> files) throws Exception {
    Rounds rounds = new Rounds(ROUNDS);
    List<SqliteStore> stores = new ArrayList<>();
    try {
      for (TokenFile file : files) {
        SqliteStore store = file.store();
        stores.add(store);
        rounds.way(
            "store, %d callers, %,d tokens".formatted(CALLERS, file.tokens()),
            turn -> stored(store, turn * TOKENS));
      }
      rounds.run();
    } finally {
      stores.forEach(SqliteStore::close);
    }
  }

  /// With the tokens after those that the store has used.
  private static void byTheDriver(List<TokenFile> files) throws Exception {
    Rounds rounds = new Rounds(ROUNDS);
    List<Connection> connections = new ArrayList<>();
    try {
      for (TokenFile file : files) {
        Connection connection = file.driver();
        connections.add(connection);
        PreparedStatement consume = connection.prepareStatement(BareConsume.sql());
        rounds.way(
            "driver, %d a transaction, %,d tokens".formatted(CALLERS, file.tokens()),
            turn -> bare(connection, consume, (ROUNDS + 1 + turn) * TOKENS));
      }
      rounds.run();
    } finally {
      for (Connection connection : connections) {
        connection.close();
      }
    }
  }

  private static Done stored(SqliteStore store, int from) throws Exception {
    return Crowd.of(
        Thread.ofVirtual().factory(),
        CALLERS,
        EACH,
        from,
        TOKENS,
        () -> place -> wasConsumed(BareConsume.in(store, TokenFile.hash(place))));
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
                place -> {
                  long now = System.currentTimeMillis();
                  consume.setLong(1, now);
                  consume.setString(2, TokenFile.hash(place));
                  consume.setLong(3, now);
                  wasConsumed(consume.executeUpdate() == 1);
                  if ((place + 1) % CALLERS == 0) {
                    connection.commit();
                  }
                });
    connection.commit();
    return done;
  }

  private static void wasConsumed(boolean consumed) {
    if (!consumed) {
      throw new IllegalStateException("a token that nobody has used was refused");
    }
  }

  private static void delete(Path folder) throws IOException {
    try (Stream<Path> inside = Files.walk(folder)) {
      for (Path one : inside.sorted(Comparator.reverseOrder()).toList()) {
        Files.delete(one);
      }
    }
  }
}
