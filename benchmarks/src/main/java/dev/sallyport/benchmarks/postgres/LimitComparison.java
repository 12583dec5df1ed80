package dev.sallyport.benchmarks.postgres;

import dev.sallyport.benchmarks.Rounds;
import dev.sallyport.benchmarks.Crowd;
import com.zaxxer.hikari.HikariDataSource;
import dev.sallyport.benchmarks.Crowd.Caller;
import dev.sallyport.benchmarks.Crowd.Done;
import dev.sallyport.benchmarks.postgres.Server.Database;
import dev.sallyport.store.Windows;
import dev.sallyport.store.postgres.PostgresStore;
import dev.sallyport.window.Decision;
import dev.sallyport.window.Window;
import dev.sallyport.window.WindowKey;
import io.github.bucket4j.BucketConfiguration;
import io.github.bucket4j.distributed.jdbc.PrimaryKeyMapper;
import io.github.bucket4j.distributed.proxy.ProxyManager;
import io.github.bucket4j.postgresql.Bucket4jPostgreSQL;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.time.Duration;
import java.util.List;
import java.util.Random;
import java.util.concurrent.atomic.AtomicIntegerArray;
import java.util.function.IntConsumer;

/// Decisions of a rate limit a second on one PostgreSQL, for many keys and for a single one: by the
/// store's windows and by Bucket4j, beside a statement that does nothing. Every key's admissions
/// are counted, and one too many or too few ends the run.
public final class LimitComparison {
  private static final int ROUNDS = Integer.getInteger("rounds", 5);
  private static final Duration EACH = Duration.ofSeconds(Integer.getInteger("seconds", 4));
  private static final int KEYS = Integer.getInteger("keys", 10_000);
  private static final int CALLERS = 50;
  private static final int CONNECTIONS = 10;

  private static final int LIMIT = 100;
  private static final long SEED = 20_261_126;

  /// Longer than a measurement, so that no window moves on meanwhile and each key's admissions are
  /// its questions, at most the limit.
  private static final Duration SPAN = Duration.ofHours(1);

  private static final String BUCKET_TABLE =
      "CREATE TABLE bucket (id TEXT PRIMARY KEY, state BYTEA, expires_at BIGINT)";

  private LimitComparison() {}

  /// Asks for one key.
  @FunctionalInterface
  private interface Limiter {
    boolean admits(String key);
  }

  public static void main(String[] arguments) throws Exception {
    try (Server server = Server.start()) {
      Database gate = server.database("gate");
      Database other = server.database("other");
      other.execute(BUCKET_TABLE);
      try (PostgresStore store = gate.store();
          HikariDataSource pool = other.pool(CONNECTIONS)) {
        Limiter ours = ours(store.windows());
        Limiter forUpdate =
            bucket4j(
                Bucket4jPostgreSQL.selectForUpdateBasedBuilder(pool)
                    .primaryKeyMapper(PrimaryKeyMapper.STRING)
                    .build());
        System.out.println("%,d keys, limit %d".formatted(KEYS, LIMIT));
        compare(other, ours, forUpdate, KEYS);
        System.out.println("one key, limit %d".formatted(LIMIT));
        compare(other, ours, forUpdate, 1);
      }
    }
  }

  private static void compare(Database other, Limiter ours, Limiter forUpdate, int keys)
      throws Exception {
    new Rounds(ROUNDS)
        .way(
            "Bucket4j, SELECT FOR UPDATE, %d connections".formatted(CONNECTIONS),
            counted(keys, "bucket4j-" + keys, forUpdate))
        .way("store", counted(keys, "store-" + keys, ours))
        .way(
            "a statement that does nothing, %d connections".formatted(CONNECTIONS),
            turn -> Crowd.of(CONNECTIONS, EACH, 0, Integer.MAX_VALUE, () -> roundTrip(other)))
        .run();
  }

  /// Each key is asked once before, because a key's first question makes its row.
  private static Rounds.Way counted(int keys, String prefix, Limiter limiter) throws Exception {
    AtomicIntegerArray asked = new AtomicIntegerArray(keys);
    AtomicIntegerArray admitted = new AtomicIntegerArray(keys);
    Random seeds = new Random(SEED);
    IntConsumer ask =
        key -> {
          asked.incrementAndGet(key);
          if (limiter.admits(prefix + "-" + key)) {
            admitted.incrementAndGet(key);
          }
        };
    for (int key = 0; key < keys; key++) {
      ask.accept(key);
    }
    return _ -> {
      Done done =
          Crowd.of(
              CALLERS,
              EACH,
              0,
              Integer.MAX_VALUE,
              () -> {
                Random random = new Random(seeds.nextLong());
                return _ -> ask.accept(random.nextInt(keys));
              });
      for (int key = 0; key < keys; key++) {
        if (admitted.get(key) != Math.min(LIMIT, asked.get(key))) {
          throw new IllegalStateException(
              "%s: of %d, %d were admitted".formatted(prefix, asked.get(key), admitted.get(key)));
        }
      }
      return done;
    };
  }

  private static Limiter ours(Windows windows) {
    return key -> {
      Window window =
          new Window(
              new WindowKey(WindowKey.Scope.PRINCIPAL, "heavy", key), LIMIT, SPAN, Duration.ZERO);
      return windows.decide(
              List.of(window),
              reading -> {
                throw new IllegalStateException("no block begins");
              })
          instanceof Decision.Admitted;
    };
  }

  /// Its bucket is refilled only after the span, as a window would be.
  private static Limiter bucket4j(ProxyManager<String> buckets) {
    BucketConfiguration configuration =
        BucketConfiguration.builder()
            .addLimit(limit -> limit.capacity(LIMIT).refillIntervally(LIMIT, SPAN))
            .build();
    return key -> buckets.getProxy(key, () -> configuration).tryConsume(1);
  }

  private static Caller roundTrip(Database database) throws Exception {
    Connection connection = database.connect();
    PreparedStatement statement = connection.prepareStatement("SELECT ?::bigint");
    return number -> {
      statement.setLong(1, number);
      try (ResultSet row = statement.executeQuery()) {
        row.next();
      }
    };
  }
}
