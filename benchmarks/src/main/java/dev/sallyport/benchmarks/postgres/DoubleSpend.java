package dev.sallyport.benchmarks.postgres;

import com.zaxxer.hikari.HikariDataSource;
import dev.sallyport.benchmarks.postgres.Server.Database;
import dev.sallyport.store.Executions.Beginning.Begun;
import dev.sallyport.store.postgres.PostgresStore;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.security.authentication.ott.JdbcOneTimeTokenService;
import org.springframework.security.authentication.ott.OneTimeTokenAuthenticationToken;

/// In how many races for one token more than one of fifty callers gets it: of the store, and of the
/// Spring Security that is on the class path. Build anew (`clean package`) with `-Dspring-security.version=7.0.4` to see
/// one that gives a token twice.
public final class DoubleSpend {
  private static final int RACES = Integer.getInteger("races", 500);
  private static final int CALLERS = 50;
  private static final int CONNECTIONS = 10;

  private DoubleSpend() {}

  public static void main(String[] arguments) throws Exception {
    try (Server server = Server.start();
        ExecutorService threads = Executors.newFixedThreadPool(CALLERS)) {
      Database gate = server.database("gate");
      Database spring = server.database("spring");
      spring.execute(Plans.SPRING_TABLE, Plans.springTokens(0, RACES));
      try (PostgresStore store = gate.store();
          HikariDataSource pool = spring.pool(CONNECTIONS)) {
        gate.execute(Plans.changes(0, RACES));
        JdbcOneTimeTokenService tokens = new JdbcOneTimeTokenService(new JdbcTemplate(pool));
        say(
            "Spring Security "
                + JdbcOneTimeTokenService.class.getPackage().getImplementationVersion(),
            race(
                threads,
                number ->
                    tokens.consume(new OneTimeTokenAuthenticationToken(Plans.springToken(number)))
                        != null));
        tokens.destroy();
        say(
            "Sallyport",
            race(threads, number -> store.executions().begin(Plans.intent(number)) instanceof Begun));
      }
    }
  }

  private static void say(String who, Races races) {
    System.out.printf(
        "%s: in %d of %d races %d callers had one winner; more in %d, none in %d%n",
        who, RACES - races.more - races.none, RACES, CALLERS, races.more, races.none);
  }

  private record Races(int more, int none) {}

  @FunctionalInterface
  private interface Consumer {
    boolean consume(int number) throws Exception;
  }

  private static Races race(ExecutorService threads, Consumer consumer) throws Exception {
    int more = 0;
    int none = 0;
    for (int number = 0; number < RACES; number++) {
      int token = number;
      CyclicBarrier start = new CyclicBarrier(CALLERS);
      Callable<Boolean> caller =
          () -> {
            start.await();
            return consumer.consume(token);
          };
      List<Future<Boolean>> all = new ArrayList<>();
      for (int n = 0; n < CALLERS; n++) {
        all.add(threads.submit(caller));
      }
      int winners = 0;
      for (Future<Boolean> each : all) {
        winners += each.get() ? 1 : 0;
      }
      more += winners > 1 ? 1 : 0;
      none += winners == 0 ? 1 : 0;
    }
    return new Races(more, none);
  }
}
