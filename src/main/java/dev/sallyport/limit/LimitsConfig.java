package dev.sallyport.limit;

import dev.sallyport.config.Limits;
import dev.sallyport.domain.ActionClass;
import dev.sallyport.domain.PrincipalKind;
import dev.sallyport.domain.TargetName;
import dev.sallyport.window.Window;
import java.time.Duration;
import java.util.EnumMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// The limits of a gate. A class that is left out keeps its default.
///
/// @param classes each class's policy for a principal
/// @param addressFactor how many times a principal's limit an address may use, 1 to 1,000
/// @param unauthenticated what one address may ask before it is known who calls; it has no block
/// @param overrides at most [#MOST_OVERRIDES], no two for the same requests
public record LimitsConfig(
    Map<ActionClass, LimitPolicy> classes,
    int addressFactor,
    LimitPolicy unauthenticated,
    List<LimitOverride> overrides) {
  public static final int MOST_OVERRIDES = 200;
  public static final int GREATEST_FACTOR = 1_000;
  public static final int DEFAULT_ADDRESS_FACTOR = 5;
  public static final LimitPolicy DEFAULT_UNAUTHENTICATED =
      new LimitPolicy(1_000, Duration.ofSeconds(60), Duration.ZERO);

  public LimitsConfig {
    EnumMap<ActionClass, LimitPolicy> all = new EnumMap<>(ActionClass.class);
    for (ActionClass each : ActionClass.values()) {
      all.put(each, classes.getOrDefault(each, defaultOf(each)));
    }
    classes = Map.copyOf(all);
    overrides = List.copyOf(overrides);
    if (addressFactor < 1 || addressFactor > GREATEST_FACTOR) {
      throw new IllegalArgumentException(
          "addressFactor must be 1 to " + GREATEST_FACTOR + ", not " + addressFactor);
    }
    requireAddressable(classes, overrides, addressFactor);
    requireDistinct(overrides);
  }

  /// The limits that a gate's configuration gives.
  public static LimitsConfig of(Limits limits) {
    EnumMap<ActionClass, LimitPolicy> classes = new EnumMap<>(ActionClass.class);
    limits.classes().forEach((one, given) -> classes.put(one, policy(given)));
    Limits.Quota unauthenticated = limits.unauthenticated();
    return new LimitsConfig(
        classes,
        limits.addressFactor(),
        new LimitPolicy(unauthenticated.limit(), unauthenticated.window(), Duration.ZERO),
        limits.overrides().stream()
            .map(
                override ->
                    new LimitOverride(
                        override.actionClass(),
                        override.kind().orElse(null),
                        override.target().orElse(null),
                        policy(override.limit())))
            .toList());
  }

  private static LimitPolicy policy(Limits.Limit given) {
    return new LimitPolicy(given.limit(), given.window(), given.block());
  }

  /// The limits of a configuration that says nothing about them.
  public static LimitsConfig defaults() {
    return new LimitsConfig(Map.of(), DEFAULT_ADDRESS_FACTOR, DEFAULT_UNAUTHENTICATED, List.of());
  }

  /// What a class's principal may do where the configuration does not say.
  public static LimitPolicy defaultOf(ActionClass actionClass) {
    return switch (actionClass) {
      case DEFAULT -> new LimitPolicy(100, Duration.ofSeconds(60), Duration.ofMinutes(5));
      case TOKEN -> new LimitPolicy(20, Duration.ofSeconds(60), Duration.ofMinutes(3));
      case HEAVY -> new LimitPolicy(10, Duration.ofSeconds(300), Duration.ofMinutes(15));
      case AUTO -> new LimitPolicy(5, Duration.ofSeconds(300), Duration.ofMinutes(10));
    };
  }

  /// The policy of the most precise override that covers the request, or else of its class.
  NamedPolicy policyFor(
      ActionClass actionClass, @Nullable PrincipalKind kind, @Nullable TargetName target) {
    return overrides.stream()
        .filter(override -> override.covers(actionClass, kind, target))
        .max((one, other) -> Integer.compare(one.precision(), other.precision()))
        .map(override -> new NamedPolicy(override.name(), override.policy()))
        .orElseGet(() -> new NamedPolicy(actionClass.wire(), ofClass(actionClass)));
  }

  private LimitPolicy ofClass(ActionClass actionClass) {
    return classes.getOrDefault(actionClass, defaultOf(actionClass));
  }

  private static void requireAddressable(
      Map<ActionClass, LimitPolicy> classes, List<LimitOverride> overrides, int factor) {
    Stream.concat(classes.values().stream(), overrides.stream().map(LimitOverride::policy))
        .filter(policy -> (long) policy.limit() * factor > Window.MOST_LIMIT)
        .findFirst()
        .ifPresent(
            policy -> {
              throw new IllegalArgumentException(
                  "limit "
                      + policy.limit()
                      + " times addressFactor "
                      + factor
                      + " must be at most "
                      + Window.MOST_LIMIT);
            });
  }

  private static void requireDistinct(List<LimitOverride> overrides) {
    if (overrides.size() > MOST_OVERRIDES) {
      throw new IllegalArgumentException("at most " + MOST_OVERRIDES + " overrides");
    }
    Set<String> names = new HashSet<>();
    for (LimitOverride override : overrides) {
      if (!names.add(override.name())) {
        throw new IllegalArgumentException("two overrides for " + override.name());
      }
    }
  }
}
