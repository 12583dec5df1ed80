package dev.sallyport.metrics;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.sallyport.domain.ActionClass;
import dev.sallyport.domain.Outcome;
import dev.sallyport.problem.ProblemType;
import io.micrometer.core.instrument.MeterRegistry;
import java.nio.file.Path;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.BiConsumer;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.dataformat.yaml.YAMLMapper;

/// Each alert of `ops/alerts.yaml` is silent over a quiet time and fires when what it watches
/// happens, on metrics as the gate writes them.
@Tag("integration")
class AlertRulesTest {
  static final Path RULES = Path.of("ops/alerts.yaml");

  /// `up` is Prometheus's own, not the gate's.
  private static final String OF_PROMETHEUS = "SallyportDown";

  /// What makes each alert's condition true.
  private static final Map<String, BiConsumer<Metrics, Levers>> CAUSES = causes();

  /// Numbers that gauges read.
  private record Levers(
      AtomicLong audit,
      AtomicLong lost,
      AtomicLong queue,
      AtomicLong files,
      AtomicLong unknown,
      AtomicLong lag,
      AtomicLong dead) {}

  private static Map<String, BiConsumer<Metrics, Levers>> causes() {
    Map<String, BiConsumer<Metrics, Levers>> causes = new LinkedHashMap<>();
    causes.put("SallyportExecutionUnknown", (m, l) -> ended(m, l, Outcome.UNKNOWN, 1));
    causes.put("SallyportExecutionsUnresolved", (m, l) -> l.unknown().set(1));
    causes.put("SallyportExecutionsFailing", (m, l) -> ended(m, l, Outcome.FAILED, 4));
    causes.put(
        "SallyportStoreUnavailable",
        (m, l) -> times(4, () -> m.request("apply", 503, "store-unavailable", 1)));
    causes.put("SallyportInternalErrors", (m, l) -> m.request("apply", 500, "internal", 1));
    causes.put("SallyportLimitsDegraded", (m, l) -> m.limitsDegraded(true));
    causes.put(
        "SallyportTokensRefused",
        (m, l) -> times(21, () -> m.tokenRefused(ProblemType.CONFIRM_TOKEN_USED)));
    causes.put(
        "SallyportTokensForged",
        (m, l) -> times(3, () -> m.tokenRefused(ProblemType.CONFIRM_TOKEN_BAD_SIGNATURE)));
    causes.put("SallyportCallersBlocked", (m, l) -> m.limit(ActionClass.HEAVY, Admission.REFUSED));
    causes.put(
        "SallyportFlooded", (m, l) -> times(101, () -> m.unauthenticatedLimit(Admission.BLOCKED)));
    causes.put(
        "SallyportAuditNotGrowing",
        (m, l) -> m.executionEnded(Outcome.SUCCEEDED, Duration.ofMillis(1)));
    causes.put("SallyportNoticesLate", (m, l) -> l.lag().set(601));
    causes.put("SallyportNoticesDead", (m, l) -> l.dead().set(1));
    causes.put("SallyportLogWritesLost", (m, l) -> l.lost().set(1));
    causes.put("SallyportSlowQueries", (m, l) -> slow(m.registry(), 11));
    causes.put("SallyportBreakGlass", (m, l) -> m.brokeGlass());
    causes.put("SallyportWriterQueueNearFull", (m, l) -> l.queue().set(81));
    causes.put("SallyportAnswersBreakContract", (m, l) -> m.responseInvalid("execute"));
    causes.put("SallyportFilesNearLimit", (m, l) -> l.files().set(81));
    return causes;
  }

  private static void ended(Metrics metrics, Levers levers, Outcome outcome, int times) {
    times(times, () -> metrics.executionEnded(outcome, Duration.ofMillis(1)));
    levers.audit().addAndGet(times);
  }

  private static void slow(MeterRegistry registry, int times) {
    registry.counter("sallyport.store.query.slow", "template", "audit_append").increment(times);
  }

  private static void times(int count, Runnable what) {
    for (int n = 0; n < count; n++) {
      what.run();
    }
  }

  static Stream<String> alerts() {
    return rules().keySet().stream().filter(name -> !name.equals(OF_PROMETHEUS));
  }

  /// Each alert's expression by its name.
  static Map<String, String> rules() {
    Map<String, String> expressions = new LinkedHashMap<>();
    JsonNode file = YAMLMapper.builder().build().readTree(RULES.toFile());
    for (JsonNode group : file.required("groups")) {
      for (JsonNode rule : group.required("rules")) {
        assertThat(rule.required("labels").required("severity").asString())
            .isIn("critical", "warning", "info");
        assertThat(rule.required("annotations").required("summary").asString()).endsWith(".");
        expressions.put(rule.required("alert").asString(), rule.required("expr").asString());
      }
    }
    return expressions;
  }

  @Test
  void a_gate_that_does_not_answer_prometheus_is_down() {
    String expression = rules().get(OF_PROMETHEUS);
    Scrape up = Scrape.parse("up{job=\"sallyport\"} 1\nup{job=\"another\"} 0\n");
    Scrape down = Scrape.parse("up{job=\"sallyport\"} 0\nup{job=\"another\"} 1\n");

    assertThat(AlertExpression.holds(expression, up, up)).isFalse();
    assertThat(AlertExpression.holds(expression, up, down)).isTrue();
  }

  @Test
  void every_alert_has_a_cause_here() {
    assertThat(alerts()).containsExactlyInAnyOrderElementsOf(CAUSES.keySet());
  }

  @ParameterizedTest
  @MethodSource("alerts")
  void fires_on_its_cause_and_not_on_ordinary_work(String alert) {
    String expression = rules().get(alert);
    try (Metrics metrics = new Metrics()) {
      Levers levers = levers(metrics);
      Scrape start = scrape(metrics, levers);
      ordinaryWork(metrics, levers);
      Scrape quiet = scrape(metrics, levers);
      CAUSES.get(alert).accept(metrics, levers);
      Scrape loud = scrape(metrics, levers);

      assertThat(AlertExpression.holds(expression, start, quiet)).as("after work").isFalse();
      assertThat(AlertExpression.holds(expression, quiet, loud)).as("after its cause").isTrue();
    }
  }

  @Test
  void no_cause_sets_off_what_is_none_of_its_business() {
    CAUSES.forEach(
        (cause, happens) -> {
          try (Metrics metrics = new Metrics()) {
            Levers levers = levers(metrics);
            ordinaryWork(metrics, levers);
            Scrape quiet = scrape(metrics, levers);
            happens.accept(metrics, levers);
            Scrape loud = scrape(metrics, levers);
            assertThat(alerts().filter(a -> AlertExpression.holds(rules().get(a), quiet, loud)))
                .as(cause)
                .containsExactly(cause);
          }
        });
  }

  @Test
  void the_evaluator_refuses_what_it_does_not_know() {
    Scrape none = Scrape.parse("a 1\na{b=\"c\"} 2\n");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> AlertExpression.holds("a > 1", none, none));
    assertThatIllegalArgumentException()
        .isThrownBy(() -> AlertExpression.holds("sum without (b) (a) > 1", none, none));
    assertThatIllegalArgumentException()
        .isThrownBy(() -> AlertExpression.holds("sum(a) > 1 or sum(a) > 2", none, none));
    assertThat(AlertExpression.holds("sum(a) >= 3 and max(a{b!=\"c\"}) == 1", none, none)).isTrue();
  }

  private static Levers levers(Metrics metrics) {
    Levers levers =
        new Levers(
            new AtomicLong(5),
            new AtomicLong(),
            new AtomicLong(),
            new AtomicLong(),
            new AtomicLong(),
            new AtomicLong(),
            new AtomicLong());
    metrics.noticesBehind(levers.lag()::get, levers.dead()::get);
    metrics.executionsUnknown(levers.unknown()::intValue);
    metrics.auditLength(levers.audit()::get);
    metrics.logWritesLost(levers.lost()::get);
    MeterRegistry registry = metrics.registry();
    registry.gauge("sallyport.store.writer.queue", levers.queue());
    registry.gauge("sallyport.store.writer.queue.limit", 100);
    slow(registry, 0);
    return levers;
  }

  /// A scrape in which the process has as many files open as the test says, of a hundred.
  private static Scrape scrape(Metrics metrics, Levers levers) {
    String text =
        metrics
            .scrape()
            .replaceFirst("(?m)^process_files_open_files .*", filesLine("open", levers.files()))
            .replaceFirst("(?m)^process_files_max_files .*", filesLine("max", new AtomicLong(100)));
    return Scrape.parse(text);
  }

  private static String filesLine(String which, AtomicLong number) {
    return "process_files_" + which + "_files " + number;
  }

  private static void ordinaryWork(Metrics metrics, Levers levers) {
    metrics.request("preview", 200, null, 1_000_000);
    metrics.request("apply", 409, "plan-stale", 1_000_000);
    // Prometheus sees no increase in a series that was not there before, so one has been.
    metrics.request("apply", 503, "store-unavailable", 1_000_000);
    metrics.tokenMinted();
    metrics.tokenConsumed();
    metrics.tokenRefused(ProblemType.CONFIRM_TOKEN_USED);
    metrics.limit(ActionClass.HEAVY, Admission.ADMITTED);
    metrics.unauthenticatedLimit(Admission.ADMITTED);
    ended(metrics, levers, Outcome.SUCCEEDED, 3);
    ended(metrics, levers, Outcome.FAILED, 1);
    levers.queue().set(10);
    levers.lag().set(30);
  }
}
