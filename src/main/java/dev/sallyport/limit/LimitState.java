package dev.sallyport.limit;

import dev.sallyport.window.WindowKey;
import dev.sallyport.window.WindowReading;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// How the tightest window of a request stands, as its answer tells.
///
/// @param policy the policy's name, such as `heavy`; of an address's window, `heavy-address`
/// @param limit requests a window
/// @param window the window's length; the header tells it in whole seconds, rounded up
/// @param remaining requests that would be admitted now
/// @param reset until when no more than `remaining` will be admitted, whole seconds, rounded up:
///     when the oldest counted request leaves the window, or the block ends; of an empty window its
///     length
/// @param resetAt the same as a time, whole seconds
/// @param blocked whether a block holds
public record LimitState(
    String policy,
    int limit,
    Duration window,
    int remaining,
    Duration reset,
    Instant resetAt,
    boolean blocked) {

  /// The header fields of an answer, in the order to send them: `RateLimit-Policy` and `RateLimit`
  /// as in draft-ietf-httpapi-ratelimit-headers-11 (sections 3 and 4), and the older three.
  public Map<String, String> headers() {
    Map<String, String> headers = new LinkedHashMap<>();
    headers.put(
        "RateLimit-Policy",
        "\"" + policy + "\";q=" + limit + ";w=" + wholeSeconds(window.toMillis()).toSeconds());
    headers.put("RateLimit", "\"" + policy + "\";r=" + remaining + ";t=" + reset.toSeconds());
    headers.put("X-RateLimit-Limit", Integer.toString(limit));
    headers.put("X-RateLimit-Remaining", Integer.toString(remaining));
    headers.put("X-RateLimit-Reset", Long.toString(resetAt.getEpochSecond()));
    return headers;
  }

  static LimitState of(WindowReading reading, Instant now) {
    WindowKey key = reading.window().key();
    boolean address =
        key.scope() == WindowKey.Scope.ADDRESS && !key.policy().equals(AddressLimit.POLICY);
    Instant end = now.plusMillis(reading.effectiveWindow());
    return new LimitState(
        address ? key.policy() + "-address" : key.policy(),
        reading.window().limit(),
        reading.window().span(),
        reading.remaining(),
        wholeSeconds(reading.effectiveWindow()),
        end.plusMillis(999).truncatedTo(ChronoUnit.SECONDS),
        reading.blockedFor() > 0);
  }

  /// The state of the window that refused, or else of the one that will refuse first: fewest left,
  /// and of equals the one that stays so for longest.
  static LimitState tightest(List<WindowReading> readings, Instant now) {
    return readings.stream()
        .min(LimitState::byTightness)
        .map(reading -> of(reading, now))
        .orElseThrow();
  }

  private static int byTightness(WindowReading one, WindowReading other) {
    int refused = Boolean.compare(other.refused(), one.refused());
    int remaining = Integer.compare(one.remaining(), other.remaining());
    return refused != 0
        ? refused
        : remaining != 0 ? remaining : Long.compare(other.effectiveWindow(), one.effectiveWindow());
  }

  /// Rounded up, because a caller who comes back early is refused.
  static Duration wholeSeconds(long millis) {
    return Duration.ofSeconds(Math.ceilDiv(millis, 1000L));
  }
}
