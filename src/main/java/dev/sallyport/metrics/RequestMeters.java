package dev.sallyport.metrics;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/// What every request adds to. Its meters are kept: finding one in the registry makes its tags
/// anew.
final class RequestMeters {
  private final MeterRegistry registry;
  private final Labels labels = new Labels();
  private final Map<Answered, Counter> answered = new ConcurrentHashMap<>();
  private final Map<String, Timer> durations = new ConcurrentHashMap<>();
  private final Map<String, Timer> steps = new ConcurrentHashMap<>();

  private record Answered(String action, String outcome, String status) {}

  RequestMeters(MeterRegistry registry) {
    this.registry = registry;
  }

  void answered(String action, int status, @Nullable String problem, long nanos) {
    String known = Labels.action(action);
    answered
        .computeIfAbsent(
            new Answered(known, Labels.outcome(problem), Labels.status(status)), this::counter)
        .increment();
    durations.computeIfAbsent(known, this::duration).record(nanos, TimeUnit.NANOSECONDS);
  }

  void step(String name, long nanos) {
    steps.computeIfAbsent(labels.step(name), this::timer).record(nanos, TimeUnit.NANOSECONDS);
  }

  private Counter counter(Answered of) {
    return Counter.builder("sallyport.requests")
        .description("Requests answered")
        .tag("action", of.action())
        .tag("outcome", of.outcome())
        .tag("status", of.status())
        .register(registry);
  }

  private Timer duration(String action) {
    return Timer.builder("sallyport.request.duration")
        .description("From a request's arrival to its answer")
        .serviceLevelObjectives(Buckets.REQUEST)
        .tag("action", action)
        .register(registry);
  }

  private Timer timer(String step) {
    return Timer.builder("sallyport.step.duration")
        .description("Each step of a request's way")
        .serviceLevelObjectives(Buckets.STEP)
        .tag("step", step)
        .register(registry);
  }
}
