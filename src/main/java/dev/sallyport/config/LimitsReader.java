package dev.sallyport.config;

import dev.sallyport.config.Limits.Limit;
import dev.sallyport.config.Limits.LimitOverride;
import dev.sallyport.config.Limits.Quota;
import dev.sallyport.domain.ActionClass;
import dev.sallyport.domain.PrincipalKind;
import dev.sallyport.domain.TargetName;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/// Reads the rate limits.
final class LimitsReader {
  private final Section section;
  private final Set<TargetName> targets;
  private final int factor;

  /// @param targets the declared ones, for limits that name one
  LimitsReader(Section section, Set<TargetName> targets) {
    this.section = section;
    this.targets = targets;
    this.factor =
        section.value(
            "addressFactor", Form.number(Limits.ADDRESS_FACTORS), Limits.DEFAULT.addressFactor());
  }

  Limits limits() {
    Map<ActionClass, Limit> classes = new EnumMap<>(ActionClass.class);
    for (ActionClass one : ActionClass.values()) {
      Section limit = section.section(one.wire());
      classes.put(one, limit(limit, Limits.DEFAULT.of(one)));
      limit.finish();
    }
    Quota unauthenticated = quota(section.section("unauthenticated"));
    List<LimitOverride> overrides = new ArrayList<>();
    for (Section override : section.sections("overrides", Limits.MOST_OVERRIDES)) {
      override(override, classes, overrides).ifPresent(overrides::add);
      override.finish();
    }
    Duration patience =
        section.value(
            "storePatience", Form.duration(Limits.STORE_PATIENCES), Limits.DEFAULT.storePatience());
    section.finish();
    return new Limits(classes, factor, unauthenticated, overrides, patience);
  }

  private Limit limit(Section part, Limit silent) {
    Limit limit =
        new Limit(
            part.value("limit", Form.number(Quota.LIMITS), silent.limit()),
            part.value("window", Form.duration(Quota.WINDOWS), silent.window()),
            part.value("block", Form.duration(Limit.BLOCKS), silent.block()));
    int most = Limits.MOST_AT_ADDRESS;
    if (limit.limit() > most / factor) {
      part.mistake(
          "limit",
          "times addressFactor must be at most %d, not %d times %d"
              .formatted(most, limit.limit(), factor));
    }
    return limit;
  }

  private static Quota quota(Section part) {
    Quota silent = Limits.DEFAULT.unauthenticated();
    Quota quota =
        new Quota(
            part.value("limit", Form.number(Quota.LIMITS), silent.limit()),
            part.value("window", Form.duration(Quota.WINDOWS), silent.window()));
    part.finish();
    return quota;
  }

  /// What an override leaves out is as in its class.
  private Optional<LimitOverride> override(
      Section part, Map<ActionClass, Limit> classes, List<LimitOverride> before) {
    Optional<ActionClass> actionClass = part.required("class", Form.choice(ActionClass.class));
    Optional<PrincipalKind> kind = part.optional("kind", Form.choice(PrincipalKind.class));
    Optional<TargetName> target = part.optional("target", TargetsReader.NAME);
    Limit silent = Limits.DEFAULT.of(ActionClass.DEFAULT);
    Limit limit =
        limit(part, actionClass.map(one -> classes.getOrDefault(one, silent)).orElse(silent));
    if (!part.has("kind") && !part.has("target")) {
      part.mistake("needs a kind, a target or both; for everyone, set the class itself");
    }
    target
        .filter(name -> !targets.contains(name))
        .ifPresent(name -> part.mistake("target", "is not among the targets: " + name));
    if (actionClass.isEmpty() || (kind.isEmpty() && target.isEmpty())) {
      return Optional.empty();
    }
    LimitOverride override = new LimitOverride(actionClass.get(), kind, target, limit);
    if (before.stream().anyMatch(override::isForTheSameAs)) {
      part.mistake("is for the same class, kind and target as one before it");
    }
    return Optional.of(override);
  }
}
