package dev.sallyport.config;

import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

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

  Server withPort(int other) {
    return new Server(
        host, other, maxBodyBytes, trustedProxies, answerWait, lease, stopWait, publicUrl);
  }
}
