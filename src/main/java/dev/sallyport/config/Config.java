package dev.sallyport.config;

import dev.sallyport.domain.ActionClass;
import dev.sallyport.domain.PrincipalKind;
import dev.sallyport.domain.TargetName;
import dev.sallyport.log.LoggingConfig;
import java.net.URI;
import java.time.Duration;
import java.util.Collections;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.regex.Pattern;

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
    Server other =
        new Server(
            server.host(),
            port,
            server.maxBodyBytes(),
            server.trustedProxies(),
            server.answerWait(),
            server.lease(),
            server.stopWait(),
            server.publicUrl());
    return new Config(
        other, store, limits, tokens, approvals, retention, logging, metrics, console, endpoints,
        targets);
  }

  /// Where and how the gate listens.
  ///
  /// @param host an address or a name of this machine
  /// @param port 0 picks a free one
  /// @param maxBodyBytes the largest request body taken
  /// @param trustedProxies peers whose `Forwarded` and `X-Forwarded-For` are believed
  /// @param answerWait how long a request waits for its execution before the answer is 202
  /// @param lease how long the store counts a gate as living without a sign of life
  /// @param stopWait how long a stop waits for running executions before it asks them to end
  /// @param publicUrl where people and receivers reach the gate; for links
  public record Server(
      String host,
      int port,
      long maxBodyBytes,
      List<AddressRange> trustedProxies,
      Duration answerWait,
      Duration lease,
      Duration stopWait,
      Optional<URI> publicUrl) {
    public static final Range<Integer> PORTS = new Range<>(0, 65_535);
    public static final Range<Long> BODY_BYTES = new Range<>(1L << 20, 64L << 20);
    public static final Range<Duration> WAITS =
        new Range<>(Duration.ofSeconds(1), Duration.ofMinutes(10));
    public static final Range<Duration> LEASES =
        new Range<>(Duration.ofSeconds(1), Duration.ofMinutes(10));
    public static final Range<Duration> STOP_WAITS =
        new Range<>(Duration.ofSeconds(1), Duration.ofHours(1));
    public static final int MOST_TRUSTED_PROXIES = 100;
    static final Pattern HOST = Pattern.compile("[A-Za-z0-9.:_-]{1,253}");

    public static final Server DEFAULT =
        new Server(
            "127.0.0.1",
            7410,
            1L << 20,
            List.of(),
            Duration.ofSeconds(30),
            Duration.ofSeconds(15),
            Duration.ofSeconds(30),
            Optional.empty());

    public Server {
      if (!HOST.matcher(host).matches()) {
        throw new IllegalArgumentException("server.host must match " + HOST);
      }
      PORTS.require("server.port", port);
      BODY_BYTES.require("server.maxBody", maxBodyBytes);
      WAITS.require("server.wait", answerWait);
      LEASES.require("server.lease", lease);
      STOP_WAITS.require("server.stopWait", stopWait);
      if (trustedProxies.size() > MOST_TRUSTED_PROXIES) {
        throw new IllegalArgumentException(
            "server.trustedProxies must be at most " + MOST_TRUSTED_PROXIES);
      }
      trustedProxies = List.copyOf(trustedProxies);
    }
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

  /// How often a caller may do what.
  ///
  /// @param classes one limit for every action class
  /// @param addressFactor how many times a principal's limit its address may use
  /// @param unauthenticated per address, before anyone is asked who they are
  /// @param overrides other limits for some callers or targets, no two for the same
  /// @param storePatience how long a request waits for the store before memory decides its limits;
  ///     longer keeps limits exact across gates that share a slow store, and holds requests up
  public record Limits(
      Map<ActionClass, Limit> classes,
      int addressFactor,
      Quota unauthenticated,
      List<LimitOverride> overrides,
      Duration storePatience) {
    public static final int MOST_OVERRIDES = 200;
    public static final Range<Duration> STORE_PATIENCES =
        new Range<>(Duration.ofMillis(10), Duration.ofSeconds(10));

    /// How much a limit times `addressFactor` may come to.
    public static final int MOST_AT_ADDRESS = 1_000_000;

    public static final Range<Integer> ADDRESS_FACTORS = new Range<>(1, 1000);
    public static final Limits DEFAULT =
        new Limits(
            Map.of(
                ActionClass.DEFAULT, new Limit(100, Duration.ofSeconds(60), Duration.ofMinutes(5)),
                ActionClass.TOKEN, new Limit(20, Duration.ofSeconds(60), Duration.ofMinutes(3)),
                ActionClass.HEAVY, new Limit(10, Duration.ofSeconds(300), Duration.ofMinutes(15)),
                ActionClass.AUTO, new Limit(5, Duration.ofSeconds(300), Duration.ofMinutes(10))),
            5,
            new Quota(1000, Duration.ofSeconds(60)),
            List.of(),
            Duration.ofMillis(100));

    public Limits {
      for (ActionClass one : ActionClass.values()) {
        if (!classes.containsKey(one)) {
          throw new IllegalArgumentException("limits." + one.wire() + " is missing");
        }
      }
      classes = Collections.unmodifiableMap(new EnumMap<>(classes));
      ADDRESS_FACTORS.require("limits.addressFactor", addressFactor);
      if (overrides.size() > MOST_OVERRIDES) {
        throw new IllegalArgumentException("limits.overrides must be at most " + MOST_OVERRIDES);
      }
      overrides = List.copyOf(overrides);
      STORE_PATIENCES.require("limits.storePatience", storePatience);
    }

    /// The limit of that class; every class has one.
    public Limit of(ActionClass one) {
      Limit limit = classes.get(one);
      if (limit == null) {
        throw new IllegalStateException("limits." + one.wire() + " is missing");
      }
      return limit;
    }
  }

  /// Another limit for a kind of principal, for a target, or for both together.
  public record LimitOverride(
      ActionClass actionClass,
      Optional<PrincipalKind> kind,
      Optional<TargetName> target,
      Limit limit) {
    public LimitOverride {
      if (kind.isEmpty() && target.isEmpty()) {
        throw new IllegalArgumentException("an override needs a kind, a target or both");
      }
    }

    boolean isForTheSameAs(LimitOverride other) {
      return actionClass == other.actionClass
          && kind.equals(other.kind)
          && target.equals(other.target);
    }
  }

  /// At most `limit` requests in any `window`, and how long the first refusal blocks.
  public record Limit(int limit, Duration window, Duration block) {
    public static final Range<Duration> BLOCKS =
        new Range<>(Duration.ofSeconds(1), Duration.ofHours(24));

    public Limit {
      Quota.LIMITS.require("limit", limit);
      Quota.WINDOWS.require("window", window);
      BLOCKS.require("block", block);
    }
  }

  /// At most `limit` requests in any `window`. The limit also bounds the memory a caller costs.
  public record Quota(int limit, Duration window) {
    public static final Range<Integer> LIMITS = new Range<>(1, 100_000);
    public static final Range<Duration> WINDOWS =
        new Range<>(Duration.ofSeconds(1), Duration.ofHours(24));

    public Quota {
      LIMITS.require("limit", limit);
      WINDOWS.require("window", window);
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
