package dev.sallyport.metrics;

import static java.util.Objects.requireNonNull;

import dev.sallyport.domain.ActionClass;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.Arrays;
import java.util.Collections;
import java.util.EnumMap;
import java.util.Map;

/// What the rate limits decided, from zero on: a series that begins at one shows no increase.
final class LimitMeters {
  /// The pre-authentication limit, which belongs to no class of actions.
  private static final String UNAUTHENTICATED = "unauthenticated";

  private final Map<ActionClass, Map<Admission, Counter>> byClass =
      new EnumMap<>(ActionClass.class);
  private final Map<Admission, Counter> unauthenticated;

  LimitMeters(MeterRegistry registry) {
    for (ActionClass each : ActionClass.values()) {
      byClass.put(each, counters(registry, each.wire()));
    }
    unauthenticated = counters(registry, UNAUTHENTICATED);
  }

  private static Map<Admission, Counter> counters(MeterRegistry registry, String limitClass) {
    Map<Admission, Counter> counters = new EnumMap<>(Admission.class);
    Arrays.stream(Admission.values())
        .forEach(
            admission ->
                counters.put(
                    admission,
                    Counter.builder("sallyport.limits")
                        .description("What rate limits decided")
                        .tag("class", limitClass)
                        .tag("decision", admission.wire())
                        .register(registry)));
    return Collections.unmodifiableMap(counters);
  }

  void decided(ActionClass actionClass, Admission admission) {
    increment(requireNonNull(byClass.get(actionClass)), admission);
  }

  void decidedUnauthenticated(Admission admission) {
    increment(unauthenticated, admission);
  }

  private static void increment(Map<Admission, Counter> counters, Admission admission) {
    requireNonNull(counters.get(admission)).increment();
  }
}
