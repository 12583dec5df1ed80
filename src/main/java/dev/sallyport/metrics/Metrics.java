package dev.sallyport.metrics;

import dev.sallyport.domain.ActionClass;
import dev.sallyport.domain.Outcome;
import dev.sallyport.problem.ProblemType;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.time.Duration;
import java.util.Arrays;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.IntSupplier;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/// The gate's own numbers, each with a name, a unit and labels of known values. `docs/metrics.md`
/// lists them. Safe to use from any thread.
public final class Metrics implements AutoCloseable {
  /// The content type of [#scrape].
  public static final String CONTENT_TYPE = "text/plain; version=0.0.4; charset=utf-8";

  private final PrometheusMeterRegistry registry =
      new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
  private final JvmMeters jvm = new JvmMeters();
  private final RequestMeters requests = new RequestMeters(registry);
  private final LimitMeters limits = new LimitMeters(registry);
  private final AtomicInteger running = new AtomicInteger();
  private final AtomicInteger degraded = new AtomicInteger();

  public Metrics() {
    Gauge.builder("sallyport.executions.running", running::get)
        .description("Executions running now")
        .register(registry);
    Gauge.builder("sallyport.limits.degraded", degraded::get)
        .description("1 while limits are counted in memory because the store is away")
        .register(registry);
    for (Outcome outcome : Outcome.values()) {
      executions(outcome);
    }
    settled(Outcome.SUCCEEDED);
    settled(Outcome.FAILED);
    // A series that begins at one shows no increase: what alerts watch begins at zero.
    Arrays.stream(ProblemType.values())
        .filter(type -> type.slug().startsWith("confirm-token-"))
        .forEach(this::refusals);
    invalid("execute");
    breaks();
  }

  /// For parts that bring meters of their own, such as the store's pool and statement cache. Label
  /// values must be bounded there too.
  public MeterRegistry registry() {
    return registry;
  }

  /// All there is to tell, in Prometheus's text format. The JVM's own numbers are taken from the
  /// first time on, so that the start does not pay for them.
  public String scrape() {
    jvm.bindOnce(registry);
    return registry.scrape(CONTENT_TYPE);
  }

  /// A request was answered.
  ///
  /// @param action the action's wire name, or the route's (`changes`, `approve`, `health`, …)
  /// @param problem the slug of the problem that was sent, or null
  public void request(String action, int status, @Nullable String problem, long nanos) {
    requests.answered(action, status, problem, nanos);
  }

  /// One step of a request's way took that long.
  public void step(String name, long nanos) {
    requests.step(name, nanos);
  }

  /// An operator let a change through without its approvals.
  public void brokeGlass() {
    breaks().increment();
  }

  private Counter breaks() {
    return counter("sallyport.break.glass", "Changes let through without their approvals");
  }

  public void tokenMinted() {
    counter("sallyport.tokens.minted", "Confirm tokens made").increment();
  }

  public void tokenConsumed() {
    counter("sallyport.tokens.consumed", "Confirm tokens that let an execution through")
        .increment();
  }

  public void tokenRefused(ProblemType reason) {
    refusals(reason).increment();
  }

  /// The limit of a class decided.
  public void limit(ActionClass actionClass, Admission admission) {
    limits.decided(actionClass, admission);
  }

  /// The limit per address before authentication decided.
  public void unauthenticatedLimit(Admission admission) {
    limits.decidedUnauthenticated(admission);
  }

  public void limitsDegraded(boolean now) {
    degraded.set(now ? 1 : 0);
  }

  public void executionStarted() {
    running.incrementAndGet();
  }

  public void executionEnded(Outcome outcome, Duration took) {
    running.decrementAndGet();
    executions(outcome).increment();
    Timer.builder("sallyport.execution.duration")
        .description("From an execution's start to its outcome")
        .serviceLevelObjectives(Buckets.EXECUTION)
        .register(registry)
        .record(took);
  }

  /// An execution that was cut off was settled: by its target, or by an operator.
  public void executionSettled(Outcome outcome) {
    settled(outcome).increment();
  }

  /// Where to read the number of executions that nobody can tell the end of; asked at each scrape.
  public void executionsUnknown(IntSupplier unknown) {
    Gauge.builder("sallyport.executions.unknown", unknown::getAsInt)
        .description("Executions whose outcome is unknown until they are settled")
        .register(registry);
  }

  /// Where to read the number of event streams that are open; asked at each scrape.
  public void streams(IntSupplier open) {
    Gauge.builder("sallyport.streams", open::getAsInt)
        .description("Event streams that follow an execution now")
        .register(registry);
  }

  /// Where to read the number of requests that wait for a busy target; asked at each scrape.
  public void waiting(IntSupplier waiting) {
    Gauge.builder("sallyport.waiting", waiting::getAsInt)
        .description("Requests that wait for a target which another execution holds")
        .register(registry);
  }

  private Counter settled(Outcome outcome) {
    return Counter.builder("sallyport.executions.settled")
        .description("Executions that were cut off and have been settled since")
        .tag("outcome", outcome.wire())
        .register(registry);
  }

  /// An endpoint was told a record, or could not be.
  ///
  /// @param endpoint one of the configuration's, which are few
  /// @param result `taken`, `failed` or `dead`
  public void noticeTold(String endpoint, String result) {
    Counter.builder("sallyport.notices")
        .description("Tries to tell an endpoint of an audit record")
        .tag("endpoint", endpoint)
        .tag("result", result)
        .register(registry)
        .increment();
  }

  /// Where to read how far the endpoints are behind; asked at each scrape.
  ///
  /// @param lagSeconds the age of the oldest record that one has still to be told
  /// @param dead how many records have been given up
  public void noticesBehind(LongSupplier lagSeconds, LongSupplier dead) {
    Gauge.builder("sallyport.notices.lag", lagSeconds::getAsLong)
        .description("Age of the oldest audit record that an endpoint has still to be told")
        .baseUnit("seconds")
        .register(registry);
    Gauge.builder("sallyport.notices.dead", dead::getAsLong)
        .description("Audit records that an endpoint could not be told and that are given up")
        .register(registry);
  }

  /// A response broke the contract; it was sent all the same.
  public void responseInvalid(String action) {
    invalid(action).increment();
  }

  /// Where to read the number of audit records; asked at each scrape.
  public void auditLength(LongSupplier records) {
    Gauge.builder("sallyport.audit.records", records::getAsLong)
        .description("Records in the audit chain")
        .register(registry);
  }

  /// Where to read when the audit chain was last sealed, in seconds since 1970; asked at each
  /// scrape.
  public void auditLastSeal(LongSupplier epochSeconds) {
    Gauge.builder("sallyport.audit.last.seal.timestamp", epochSeconds::getAsLong)
        .description("When the audit chain was last sealed")
        .baseUnit("seconds")
        .register(registry);
  }

  /// Where to read how many writes to the log failed; asked at each scrape.
  public void logWritesLost(LongSupplier lost) {
    FunctionCounter.builder("sallyport.log.writes.lost", lost, LongSupplier::getAsLong)
        .description("Writes to the log that failed")
        .register(registry);
  }

  @Override
  public void close() {
    jvm.close();
    registry.close();
  }

  private Counter executions(Outcome outcome) {
    return Counter.builder("sallyport.executions")
        .description("Executions ended")
        .tag("outcome", outcome.wire())
        .register(registry);
  }

  private Counter refusals(ProblemType reason) {
    return Counter.builder("sallyport.tokens.refused")
        .description("Confirm tokens refused")
        .tag("reason", reason.slug())
        .register(registry);
  }

  private Counter invalid(String action) {
    return Counter.builder("sallyport.responses.invalid")
        .description("Responses that break the contract's schema")
        .tag("action", Labels.action(action))
        .register(registry);
  }

  private Counter counter(String name, String description) {
    return Counter.builder(name).description(description).register(registry);
  }
}
