package dev.sallyport.store.postgres;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sallyport.domain.Action;
import dev.sallyport.store.Executions.Beginning;
import dev.sallyport.store.Executions.Beginning.Begun;
import dev.sallyport.store.Executions.Beginning.Held;
import dev.sallyport.store.Executions.Hold;
import dev.sallyport.store.Executions.Intent;
import dev.sallyport.store.Executions.TokenUse;
import dev.sallyport.store.RequestKey;
import dev.sallyport.store.Samples;
import dev.sallyport.store.sql.QueryTemplate;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/// The reason of a refusal is read in several statements, and others begin in between.
@Tag("integration")
@Tag("tokens")
class RefusingTest {
  private static final long OURS = 4711;

  private final Bench bench = Bench.emptied(RefusingTest.class);
  private final Samples samples = new Samples(InstantSource.system());
  private PostgresStore store;

  @BeforeEach
  void open() {
    store = bench.open(null, Duration.ofSeconds(15));
  }

  @AfterEach
  void close() {
    store.close();
  }

  @Test
  void p5_aKeyThatIsClaimedWhileTheTargetIsLookedAtIsHeldAndNotBusy() throws SQLException {
    RequestKey key = samples.key(Action.AUTO);
    Intent first = samples.intent(samples.change(key), Action.AUTO, new TokenUse.None(Hold.NEVER));
    Intent second = samples.intent(samples.change(key), Action.AUTO, new TokenUse.None(Hold.NEVER));

    assertThat(why(second, first, ExecutionSql.LEASE_FIND)).containsInstanceOf(Held.class);
  }

  @Test
  void p5_aKeyThatIsClaimedWhileTheTokenIsLookedAtIsHeldAndItsTokenNotRefused()
      throws SQLException {
    Intent apply = samples.apply(samples.previewed(store));

    assertThat(why(apply, apply, TokenSql.TOKEN_WHY_REFUSED)).containsInstanceOf(Held.class);
  }

  @Test
  void p5_aKeyThatIsClaimedWhileTheChangeIsLookedAtIsHeldAndItsStateNotWrong() throws SQLException {
    Intent apply = samples.apply(samples.previewed(store));

    assertThat(why(apply, apply, ChangeSql.CHANGE_STATE)).containsInstanceOf(Held.class);
  }

  /// Why an execution does not begin, where the same key's other one begins just before that
  /// statement.
  private Optional<Beginning> why(Intent intent, Intent other, QueryTemplate statement)
      throws SQLException {
    try (Connection connection = bench.connect()) {
      Connection watched = before(connection, statement.sql(), () -> begin(other));
      return new Refusing(Bench.sql(watched), intent, null).why(OURS);
    }
  }

  private void begin(Intent intent) {
    assertThat(store.executions().begin(intent)).isInstanceOf(Begun.class);
  }

  private static Connection before(Connection connection, String sql, Runnable action) {
    return (Connection)
        Proxy.newProxyInstance(
            Connection.class.getClassLoader(),
            new Class<?>[] {Connection.class},
            (proxy, method, arguments) -> {
              if (method.getName().equals("prepareStatement") && arguments[0].equals(sql)) {
                action.run();
              }
              try {
                return method.invoke(connection, arguments);
              } catch (InvocationTargetException e) {
                throw e.getCause();
              }
            });
  }
}
