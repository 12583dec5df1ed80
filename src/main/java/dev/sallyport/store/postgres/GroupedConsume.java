package dev.sallyport.store.postgres;

import dev.sallyport.store.postgres.Call.Again;
import dev.sallyport.store.postgres.Together.Row;
import dev.sallyport.store.sql.QueryTemplate;
import dev.sallyport.store.sql.Sql;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.security.SecureRandom;
import java.sql.SQLException;
import java.util.List;
import java.util.Optional;
import java.util.function.LongSupplier;

/// Consumes confirm tokens by the conditional UPDATE alone, one statement for all who ask at the
/// same time, with the store's own groups, connections and waits. A gate never consumes so: in it
/// the consume comes with all else that begins an execution.
public final class GroupedConsume implements AutoCloseable {
  private final Pool pool;
  private final Groups groups;
  private final Combiner<Asked, Optional<Boolean>> combiner;

  private record Template(String name, String sql) implements QueryTemplate {}

  /// A token that comes twice in one statement is updated once, and one of the two gets the row.
  private static final Template CONSUME =
      new Template(
          "CONSUME",
          """
          UPDATE confirm_tokens SET used_at = now_millis(NULL)
          FROM unnest(?::text[]) WITH ORDINALITY AS asked (hash, place)
          WHERE token_hash = asked.hash AND used_at IS NULL AND voided_at IS NULL
            AND expires_at > now_millis(NULL)
          RETURNING asked.place AS place, used_at AS at
          """);

  private record Asked(String hash) implements Combiner.Asking {
    @Override
    public long characters() {
      return hash.length();
    }

    @Override
    public Drafts records() {
      return Drafts.NONE;
    }
  }

  /// In a database whose tables a store has made.
  ///
  /// @param nanos a clock for durations
  public GroupedConsume(PostgresConfig config, LongSupplier nanos, SecureRandom random) {
    SimpleMeterRegistry meters = new SimpleMeterRegistry();
    this.pool =
        new Pool(config, new Server(config, meters), new ServerClock(nanos, null), random, meters);
    this.groups = new Groups(config, meters);
    this.combiner =
        groups.make(
            "consume",
            asked -> pool.write(Again.ONCE, sql -> together(sql, new Together<>(asked))));
    groups.start();
  }

  private static List<Optional<Boolean>> together(Sql sql, Together<Asked> asked)
      throws SQLException {
    return asked.answers(sql.list(CONSUME, Row.of(row -> true), (Object) asked.texts(Asked::hash)));
  }

  /// Whether the token was consumed, now and by this call; on disk when it returns.
  public boolean consume(String hash) {
    return combiner.ask(new Asked(hash)).isPresent();
  }

  /// The statement itself; its value is an array of hashes.
  public static String sql() {
    return CONSUME.sql();
  }

  @Override
  public void close() {
    groups.close();
    pool.close();
  }
}
