package dev.sallyport.config;

import dev.sallyport.domain.TargetName;
import dev.sallyport.log.LoggingConfig;
import java.time.Duration;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;

/// Everything a gate is told before it starts. [ConfigLoader] makes it from a file; each part's
/// `DEFAULT` is what holds where the file is silent.
///
/// @param endpoints who is told what is on the record
/// @param targets by name, in the order of the file
public record Config(
    Server server,
    Store store,
    Limits limits,
    Tokens tokens,
    Approvals approvals,
    Retention retention,
    LoggingConfig logging,
    Metrics metrics,
    Console console,
    List<Endpoint> endpoints,
    Map<TargetName, TargetConfig> targets) {
  public static final int MOST_TARGETS = 1000;
  public static final int MOST_ENDPOINTS = 20;

  public Config {
    if (targets.size() > MOST_TARGETS) {
      throw new IllegalArgumentException("targets must be at most " + MOST_TARGETS);
    }
    if (endpoints.size() > MOST_ENDPOINTS) {
      throw new IllegalArgumentException("notify must be at most " + MOST_ENDPOINTS);
    }
    endpoints = List.copyOf(endpoints);
    targets = Collections.unmodifiableMap(new LinkedHashMap<>(targets));
  }

  /// The same, listening on another port.
  public Config withPort(int port) {
    return new Config(
        server.withPort(port),
        store,
        limits,
        tokens,
        approvals,
        retention,
        logging,
        metrics,
        console,
        endpoints,
        targets);
  }

  /// Where the record is kept.
  ///
  /// @param slowQuery a query that takes at least this long is logged by its template's name
  public record Store(StoreUrl url, Duration slowQuery, StoreServer server) {
    public static final String DEFAULT_URL = "sqlite:./var/sallyport.db";
    public static final Duration DEFAULT_SLOW_QUERY = Duration.ofMillis(100);
    public static final Range<Duration> SLOW_QUERIES =
        new Range<>(Duration.ofMillis(1), Duration.ofMinutes(1));

    public Store {
      SLOW_QUERIES.require("store.slowQuery", slowQuery);
    }

    /// A store whose server, if it has one, is used as usual.
    public Store(StoreUrl url, Duration slowQuery) {
      this(url, slowQuery, StoreServer.DEFAULT);
    }
  }

  /// How long things that were given out stay good.
  ///
  /// @param lifetime of a confirm token
  /// @param retention how long the answer under an idempotency key is kept
  public record Tokens(Duration lifetime, Duration retention) {
    public static final Range<Duration> LIFETIMES =
        new Range<>(Duration.ofSeconds(1), Duration.ofHours(24));
    // Longer than any token lives, so that a retry with a spent token finds its answer (P5).
    public static final Range<Duration> RETENTIONS =
        new Range<>(Duration.ofDays(1), Duration.ofDays(3650));
    public static final Tokens DEFAULT = new Tokens(Duration.ofMinutes(10), Duration.ofDays(30));

    public Tokens {
      LIFETIMES.require("tokens.lifetime", lifetime);
      RETENTIONS.require("tokens.retention", retention);
    }
  }

  /// How long others' approval of a change may take, and how long it holds; apart from tokens.
  ///
  /// @param expireAfter how long a change awaits its approvals before it ends
  /// @param lifetime how long an approval counts after it was given
  public record Approvals(Duration expireAfter, Duration lifetime) {
    public static final Range<Duration> TIMES =
        new Range<>(Duration.ofMinutes(1), Duration.ofDays(30));
    public static final Approvals DEFAULT =
        new Approvals(Duration.ofHours(24), Duration.ofHours(24));

    public Approvals {
      TIMES.require("approvals.expireAfter", expireAfter);
      TIMES.require("approvals.lifetime", lifetime);
    }
  }

  /// How `/metrics` is served.
  ///
  /// @param port a port of its own; where there is none, the gate's
  /// @param requireKey whether reading needs an API key
  public record Metrics(OptionalInt port, boolean requireKey) {
    public static final Range<Integer> PORTS = new Range<>(1, 65_535);
    public static final Metrics DEFAULT = new Metrics(OptionalInt.empty(), false);

    public Metrics {
      port.ifPresent(number -> PORTS.require("metrics.port", number));
    }
  }

  /// The pages for people.
  ///
  /// @param enabled whether `/console` is there
  /// @param sessionIdle how long a session lasts without being used
  /// @param sessionLife how long it lasts in all
  public record Console(boolean enabled, Duration sessionIdle, Duration sessionLife) {
    public static final Range<Duration> IDLES =
        new Range<>(Duration.ofSeconds(1), Duration.ofHours(24));
    public static final Range<Duration> LIVES =
        new Range<>(Duration.ofSeconds(1), Duration.ofDays(30));
    public static final Console DEFAULT =
        new Console(true, Duration.ofMinutes(30), Duration.ofHours(12));

    public Console {
      IDLES.require("console.sessionIdle", sessionIdle);
      LIVES.require("console.sessionLife", sessionLife);
    }
  }
}
