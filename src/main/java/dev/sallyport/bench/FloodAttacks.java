package dev.sallyport.bench;

import dev.sallyport.domain.ActionClass;
import dev.sallyport.limit.LimitPolicy;
import dev.sallyport.limit.LimitsConfig;
import dev.sallyport.server.StartException;
import java.net.http.HttpRequest;
import java.time.Duration;
import java.util.List;
import java.util.Set;

/// Floods against the limits that a gate has by default. Only the legitimate callers, which are
/// services, have others: their own pace must not be what is measured.
final class FloodAttacks {
  static final String CONFIGURATION =
      """
      server: { trustedProxies: [127.0.0.1] }
      limits:
        overrides:
          - { class: default, kind: service, limit: 100000, window: 1s, block: 1s }
          - { class: token, kind: service, limit: 100000, window: 1s, block: 1s }
          - { class: heavy, kind: service, limit: 100000, window: 1s, block: 1s }
      """;

  private static final int ADDRESSES = 250;
  private static final String ONE_ADDRESS = "203.0.113.1";
  private static final String STATUS = "{\"action\":\"status\"}";
  private static final Set<String> LIMITED = Set.of("rate-limited", "rate-blocked");
  private static final Set<String> UNKNOWN =
      Set.of("unauthenticated", "rate-limited", "rate-blocked");

  private FloodAttacks() {}

  static List<Attack> on(AttackedGate gate, Duration howLong) throws StartException {
    String one = gate.key("flood-one");
    String many = gate.key("flood-many");
    long mayPass = mayPass(howLong);
    return List.of(
        new Attack(
            "a good key from one address", _ -> status(gate, one, ONE_ADDRESS), LIMITED, mayPass),
        new Attack(
            "a good key from many addresses",
            n -> status(gate, many, "198.51.100." + n % ADDRESSES),
            LIMITED,
            mayPass),
        new Attack(
            "guessed keys from one address",
            _ -> status(gate, gate.guess(), "203.0.113.2"),
            UNKNOWN,
            0),
        new Attack(
            "guessed keys behind forged addresses",
            n -> status(gate, gate.guess(), "192.0.2.%d, 203.0.113.3".formatted(n % ADDRESSES)),
            UNKNOWN,
            0));
  }

  /// Each window begun lets in its limit; a block only makes that less.
  private static long mayPass(Duration howLong) {
    LimitPolicy policy = LimitsConfig.defaultOf(ActionClass.DEFAULT);
    return policy.limit() * (howLong.dividedBy(policy.window()) + 1);
  }

  private static HttpRequest status(AttackedGate gate, String key, String addresses) {
    HttpRequest request = gate.json(key, STATUS);
    return HttpRequest.newBuilder(request, (_, _) -> true)
        .header("X-Forwarded-For", addresses)
        .build();
  }
}
