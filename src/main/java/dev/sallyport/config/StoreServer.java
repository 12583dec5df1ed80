package dev.sallyport.config;

import java.nio.file.Path;
import java.time.Duration;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/// How a database server is used; without meaning for the embedded store.
///
/// @param passwordFile holds the password alone; read anew for every connection
/// @param connections how many a gate has at most
/// @param statementTimeout for one statement, waiting for others included
/// @param sslMode whether the connection is encrypted and the server's certificate checked
/// @param rootCertificate PEM file that the server's certificate is checked against
public record StoreServer(
    Optional<Path> passwordFile,
    int connections,
    Duration statementTimeout,
    SslMode sslMode,
    Optional<Path> rootCertificate) {
  public static final Range<Integer> CONNECTIONS = new Range<>(1, 100);
  public static final Range<Duration> STATEMENT_TIMEOUTS =
      new Range<>(Duration.ofMillis(100), Duration.ofMinutes(5));
  public static final StoreServer DEFAULT =
      new StoreServer(
          Optional.empty(), 8, Duration.ofSeconds(10), SslMode.PREFER, Optional.empty());

  public StoreServer {
    CONNECTIONS.require("store.connections", connections);
    STATEMENT_TIMEOUTS.require("store.statementTimeout", statementTimeout);
    if (sslMode.verifies() && rootCertificate.isEmpty()) {
      throw new IllegalArgumentException("store.sslMode needs store.rootCertificate");
    }
  }

  /// PostgreSQL's own words for it.
  public enum SslMode {
    DISABLE,
    PREFER,
    REQUIRE,
    VERIFY_CA,
    VERIFY_FULL;

    /// The name in configurations and for the driver, such as `verify-full`.
    public String wire() {
      return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    public boolean verifies() {
      return this == VERIFY_CA || this == VERIFY_FULL;
    }

    static Map<String, SslMode> byName() {
      Map<String, SslMode> modes = new TreeMap<>();
      for (SslMode mode : values()) {
        modes.put(mode.wire(), mode);
      }
      return modes;
    }
  }
}
