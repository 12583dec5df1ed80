package dev.sallyport.benchmarks.postgres;

import dev.sallyport.benchmarks.Rounds;
import dev.sallyport.benchmarks.Crowd;
import com.zaxxer.hikari.HikariDataSource;
import dev.sallyport.benchmarks.Crowd.Caller;
import dev.sallyport.benchmarks.Crowd.Done;
import dev.sallyport.benchmarks.postgres.Server.Database;
import dev.sallyport.store.Executions.Beginning.Begun;
import dev.sallyport.store.postgres.BeginStatement;
import dev.sallyport.store.postgres.PostgresStore;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.time.Duration;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.security.authentication.ott.JdbcOneTimeTokenService;
import org.springframework.security.authentication.ott.OneTimeTokenAuthenticationToken;

/// Tokens consumed a second on one PostgreSQL, durably: by the store, with all that belongs to it
/// (key claimed, change moved, lease taken, execution and audit records written); by the bare
/// driver and by `pgbench`, where it is installed, with the same statement, a token at a time; and by Spring Security's one-time tokens,
/// which are a SELECT and a DELETE of one row.
public final class BeginComparison {
  private static final int ROUNDS = Integer.getInteger("rounds", 5);
  private static final Duration EACH = Duration.ofSeconds(Integer.getInteger("seconds", 4));

  /// How many tokens one measurement may use up.
  private static final int TOKENS = Integer.getInteger("tokens", 25_000);

  private static final int CONNECTIONS = 10;
  private static final int CALLERS = 50;

  private BeginComparison() {}

  public static void main(String[] arguments) throws Exception {
    try (Server server = Server.start()) {
      Database gate = server.database("gate");
      Database bare = server.database("bare");
      Database spring = server.database("spring");
      bare.store().close();
      spring.execute(Plans.SPRING_TABLE);
      try (PostgresStore store = gate.store();
          HikariDataSource pool = spring.pool(CONNECTIONS)) {
        JdbcOneTimeTokenService oneTimeTokens = new JdbcOneTimeTokenService(new JdbcTemplate(pool));
        compare(gate, store, bare, spring, oneTimeTokens);
        oneTimeTokens.destroy();
      }
    }
  }

  private static void compare(
      Database gate,
      PostgresStore store,
      Database bare,
      Database spring,
      JdbcOneTimeTokenService oneTimeTokens)
      throws Exception {
    Rounds rounds = new Rounds(ROUNDS);
    Path pgbench = Pgbench.find();
    if (pgbench != null) {
      rounds.way(
          "pgbench -M prepared, the same statement, %d clients".formatted(CONNECTIONS),
          turn -> pgbench(new Pgbench(pgbench, bare, BeginStatement.sql(), Plans.expressions()), turn));
    }
    rounds
        .way(
            "bare driver, the same statement, %d connections".formatted(CONNECTIONS),
            turn -> {
              int from = filled(bare, turn, 0);
              return Crowd.of(CONNECTIONS, EACH, from, TOKENS, () -> bare(bare));
            })
        .way(
            "store, %d callers".formatted(CONNECTIONS),
            turn -> {
              int from = filled(gate, turn, 1);
              return Crowd.of(CONNECTIONS, EACH, from, TOKENS, () -> stored(store));
            })
        .way(
            "store, %d callers".formatted(CALLERS),
            turn -> {
              int from = filled(gate, turn, 2);
              return Crowd.of(CALLERS, EACH, from, TOKENS, () -> stored(store));
            })
        .way(
            "Spring Security, %d callers, %d connections".formatted(CALLERS, CONNECTIONS),
            turn -> {
              int from = number(turn, 3);
              spring.execute(Plans.springTokens(from, TOKENS));
              spring.execute("VACUUM ANALYZE", "CHECKPOINT");
              return Crowd.of(CALLERS, EACH, from, TOKENS, () -> consumed(oneTimeTokens));
            })
        .run();
  }

  private static Done pgbench(Pgbench pgbench, int turn) throws Exception {
    int from = filled(pgbench.database(), turn, 4);
    long before = pgbench.database().count("SELECT count(*) FROM executions");
    Done done = pgbench.run(CONNECTIONS, EACH, from);
    long begun = pgbench.database().count("SELECT count(*) FROM executions") - before;
    if (begun != done.micros().length) {
      throw new IllegalStateException(
          "%d asked, but %d began".formatted(done.micros().length, begun));
    }
    return done;
  }

  private static int number(int turn, int way) {
    return (turn * 5 + way) * TOKENS;
  }

  private static int filled(Database database, int turn, int way) throws Exception {
    int from = number(turn, way);
    database.execute(Plans.changes(from, TOKENS));
    database.execute("VACUUM ANALYZE", "CHECKPOINT");
    return from;
  }

  private static Caller stored(PostgresStore store) {
    return number -> {
      if (!(store.executions().begin(Plans.intent(number)) instanceof Begun)) {
        throw new IllegalStateException("a token that nobody has used was refused");
      }
    };
  }

  private static Caller bare(Database database) throws Exception {
    Connection connection = database.connect();
    PreparedStatement statement = connection.prepareStatement(BeginStatement.sql());
    return number -> {
      Object[] values = Plans.values(number);
      for (int i = 0; i < values.length; i++) {
        if (values[i] == null) {
          statement.setNull(i + 1, java.sql.Types.NULL);
        } else {
          statement.setObject(i + 1, values[i]);
        }
      }
      try (ResultSet rows = statement.executeQuery()) {
        if (!rows.next()) {
          throw new IllegalStateException("a token that nobody has used was refused");
        }
      }
    };
  }

  /// Uses up a token of Spring Security each time.
  static Caller consumed(JdbcOneTimeTokenService spring) {
    return number -> {
      if (spring.consume(new OneTimeTokenAuthenticationToken(Plans.springToken(number))) == null) {
        throw new IllegalStateException("a token that nobody has used was refused");
      }
    };
  }
}
