package dev.sallyport.store.postgres;

import dev.sallyport.store.sql.CacheLimits;
import dev.sallyport.store.sql.QueryStatistics;
import java.time.Duration;
import java.util.Map;
import java.util.function.Supplier;

/// Which database, and the store's limits there.
///
/// @param url as the driver takes it, without user and password:
///     `jdbc:postgresql://host:port/database`
/// @param properties of the driver, such as `user` and `sslmode`; never the password
/// @param password asked for anew for every connection; empty where there is none
/// @param connections how many connections there are at most
/// @param queue how many callers may wait for one of them
/// @param statements per connection
/// @param slowQuery from here on a query is logged as slow
public record PostgresConfig(
    String url,
    Map<String, String> properties,
    Supplier<String> password,
    int connections,
    int queue,
    Waits waits,
    CacheLimits statements,
    Duration slowQuery) {
  /// A few connections serve many callers better than many do: they wait less for each other.
  public static final int DEFAULT_CONNECTIONS = 8;

  public static final int DEFAULT_QUEUE = 1024;

  public PostgresConfig {
    properties = Map.copyOf(properties);
    if (properties.containsKey("password")) {
      throw new IllegalArgumentException("the password is no property");
    }
    atLeastOne("connections", connections);
    atLeastOne("queue", queue);
    positive("slowQuery", slowQuery);
  }

  /// How long is waited for what.
  ///
  /// @param taken until a connection is free, and while the server is away
  /// @param statement for one statement, waiting for others included
  /// @param lease for a gate's sign of life
  public record Waits(Duration taken, Duration statement, Duration lease) {
    public static final Waits DEFAULT =
        new Waits(Duration.ofSeconds(5), Duration.ofSeconds(10), Duration.ofSeconds(15));

    public Waits {
      positive("taken", taken);
      positive("statement", statement);
      positive("lease", lease);
    }

    /// Until what has been taken up is done, a connection that broke meanwhile included.
    Duration done() {
      return taken.plus(statement).plus(statement);
    }
  }

  /// The defaults for a database.
  public static PostgresConfig of(
      String url, Map<String, String> properties, Supplier<String> password) {
    return new PostgresConfig(
        url,
        properties,
        password,
        DEFAULT_CONNECTIONS,
        DEFAULT_QUEUE,
        Waits.DEFAULT,
        CacheLimits.DEFAULT,
        QueryStatistics.DEFAULT_SLOW);
  }

  public PostgresConfig withConnections(int connections, int queue) {
    return new PostgresConfig(
        url, properties, password, connections, queue, waits, statements, slowQuery);
  }

  public PostgresConfig withWaits(Waits waits) {
    return new PostgresConfig(
        url, properties, password, connections, queue, waits, statements, slowQuery);
  }

  /// The same with another lease for a gate's sign of life.
  public PostgresConfig withLease(Duration lease) {
    return withWaits(new Waits(waits.taken(), waits.statement(), lease));
  }

  public PostgresConfig withStatements(CacheLimits statements, Duration slowQuery) {
    return new PostgresConfig(
        url, properties, password, connections, queue, waits, statements, slowQuery);
  }

  private static void atLeastOne(String name, int value) {
    if (value < 1) {
      throw new IllegalArgumentException(name + " is at least 1: " + value);
    }
  }

  private static void positive(String name, Duration value) {
    if (!value.isPositive()) {
      throw new IllegalArgumentException(name + " is positive: " + value);
    }
  }

  @Override
  public String toString() {
    return "PostgresConfig[url=" + url + ", connections=" + connections + ", password=redacted]";
  }
}
