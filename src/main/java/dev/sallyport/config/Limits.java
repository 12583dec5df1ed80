package dev.sallyport.config;

import dev.sallyport.domain.ActionClass;
import dev.sallyport.domain.PrincipalKind;
import dev.sallyport.domain.TargetName;
import java.time.Duration;
import java.util.Collections;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

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
}
