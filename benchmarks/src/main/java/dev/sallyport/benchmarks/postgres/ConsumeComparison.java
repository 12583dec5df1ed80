package dev.sallyport.benchmarks.postgres;

import dev.sallyport.benchmarks.Rounds;
import dev.sallyport.benchmarks.Crowd;
import com.zaxxer.hikari.HikariDataSource;
import dev.sallyport.benchmarks.Crowd.Caller;
import dev.sallyport.benchmarks.Crowd.Done;
import dev.sallyport.benchmarks.postgres.Server.Database;
import dev.sallyport.store.postgres.GroupedConsume;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.time.Duration;
import java.util.List;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.security.authentication.ott.JdbcOneTimeTokenService;

/// The consume alone: the conditional UPDATE that makes a token single-use, a second on one
/// PostgreSQL, durably, without all that belongs to it in a gate ([BeginComparison] has that). By
/// the store's groups, by the bare driver and by `pgbench`, where it is installed, with the same
/// statement, a token at a time; and by Spring Security, a SELECT and a DELETE of one row.
public final class ConsumeComparison {
  private static final int ROUNDS = Integer.getInteger("rounds", 3);
  private static final Duration EACH = Duration.ofSeconds(Integer.getInteger("seconds", 3));

  /// How many tokens one measurement may use up.
  private static final int TOKENS = Integer.getInteger("tokens", 100_000);

  private static final int CONNECTIONS = 10;
  private static final int CALLERS = 50;
  private static final int WAYS = 5;
  private static final String USED =
      "SELECT count(*) FROM confirm_tokens WHERE used_at IS NOT NULL";

  private ConsumeComparison() {}

  public static void main(String[] arguments) throws Exception {
    try (Server server = Server.start()) {
      Database gate = server.database("gate");
      Database spring = server.database("spring");
      gate.store().close();
      spring.execute(Plans.SPRING_TABLE);
      try (GroupedConsume grouped =
              new GroupedConsume(gate.config(), System::nanoTime, new SecureRandom());
          HikariDataSource pool = spring.pool(CONNECTIONS)) {
        JdbcOneTimeTokenService oneTimeTokens = new JdbcOneTimeTokenService(new JdbcTemplate(pool));
        compare(gate, grouped, spring, oneTimeTokens);
        oneTimeTokens.destroy();
      }
    }
  }

  private static void compare(
      Database gate, GroupedConsume grouped, Database spring, JdbcOneTimeTokenService oneTimeTokens)
      throws Exception {
    Rounds rounds = new Rounds(ROUNDS);
    Path program = Pgbench.find();
    if (program != null) {
      Pgbench pgbench =
          new Pgbench(
              program,
              gate,
              GroupedConsume.sql(),
              List.of("ARRAY[lpad(to_hex(:n::bigint), 64, '0')]"));
      rounds.way(
          "pgbench -M prepared, the same statement, %d clients".formatted(CONNECTIONS),
          turn -> counted(gate, turn, 4, from -> pgbench.run(CONNECTIONS, EACH, from)));
    }
    rounds
        .way(
            "bare driver, the same statement, %d connections".formatted(CONNECTIONS),
            turn -> counted(gate, turn, 0, crowd(CONNECTIONS, () -> bare(gate))))
        .way(
            "store's groups, %d callers".formatted(CONNECTIONS),
            turn -> counted(gate, turn, 1, crowd(CONNECTIONS, () -> grouped(grouped))))
        .way(
            "store's groups, %d callers".formatted(CALLERS),
            turn -> counted(gate, turn, 2, crowd(CALLERS, () -> grouped(grouped))))
        .way(
            "Spring Security, %d callers, %d connections".formatted(CALLERS, CONNECTIONS),
            turn -> {
              int from = number(turn, 3);
              spring.execute(Plans.springTokens(from, TOKENS));
              spring.execute("VACUUM ANALYZE", "CHECKPOINT");
              return Crowd.of(
                  CALLERS, EACH, from, TOKENS, () -> BeginComparison.consumed(oneTimeTokens));
            })
        .run();
  }

  @FunctionalInterface
  private interface From {
    Done measure(int from) throws Exception;
  }

  private static From crowd(int callers, Crowd.Making making) {
    return from -> Crowd.of(callers, EACH, from, TOKENS, making);
  }

  /// Exactly as many tokens must be used as were counted.
  private static Done counted(Database database, int turn, int way, From measured)
      throws Exception {
    int from = number(turn, way);
    database.execute(Plans.tokens(from, TOKENS));
    database.execute("VACUUM ANALYZE", "CHECKPOINT");
    long before = database.count(USED);
    Done done = measured.measure(from);
    long used = database.count(USED) - before;
    if (used != done.micros().length) {
      throw new IllegalStateException(
          "%d were counted, but %d are used".formatted(done.micros().length, used));
    }
    return done;
  }

  private static int number(int turn, int way) {
    return (turn * WAYS + way) * TOKENS;
  }

  private static Caller grouped(GroupedConsume grouped) {
    return number -> {
      if (!grouped.consume(Plans.token(number))) {
        throw new IllegalStateException("a token that nobody has used was refused");
      }
    };
  }

  private static Caller bare(Database database) throws Exception {
    Connection connection = database.connect();
    PreparedStatement statement = connection.prepareStatement(GroupedConsume.sql());
    return number -> {
      statement.setObject(1, new String[] {Plans.token(number)});
      try (ResultSet rows = statement.executeQuery()) {
        if (!rows.next()) {
          throw new IllegalStateException("a token that nobody has used was refused");
        }
      }
    };
  }
}
