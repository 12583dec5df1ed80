package dev.sallyport.metrics;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sallyport.domain.Action;
import dev.sallyport.domain.ActionClass;
import dev.sallyport.domain.Outcome;
import dev.sallyport.problem.ProblemType;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

@Tag("validation")
class MetricsTest {
  private static final Pattern SERIES =
      Pattern.compile("(sallyport_[a-z_]+)(?:\\{(.*)\\})? ([^ ]+)");

  @Test
  void counts_and_times_requests() {
    try (var metrics = new Metrics()) {
      metrics.request("preview", 200, null, 3_000_000);
      metrics.request("preview", 200, null, 7_000_000);
      metrics.request("apply", 409, "plan-stale", 1_000_000);

      String text = metrics.scrape();
      assertThat(text)
          .contains(
              "sallyport_requests_total{action=\"preview\",outcome=\"ok\",status=\"200\"} 2.0")
          .contains(
              "sallyport_requests_total{action=\"apply\",outcome=\"plan-stale\",status=\"409\"} 1.0")
          .contains("sallyport_request_duration_seconds_bucket{action=\"preview\",le=\"0.005\"} 1")
          .contains("sallyport_request_duration_seconds_bucket{action=\"preview\",le=\"+Inf\"} 2")
          .contains("sallyport_request_duration_seconds_sum{action=\"preview\"} 0.01");
    }
  }

  @Test
  void tells_of_tokens_limits_executions_and_the_audit() {
    try (var metrics = new Metrics()) {
      metrics.tokenMinted();
      metrics.tokenConsumed();
      metrics.tokenRefused(ProblemType.CONFIRM_TOKEN_USED);
      metrics.limit(ActionClass.HEAVY, Admission.REFUSED);
      metrics.unauthenticatedLimit(Admission.BLOCKED);
      metrics.limitsDegraded(true);
      metrics.executionStarted();
      metrics.executionStarted();
      metrics.executionEnded(Outcome.UNKNOWN, Duration.ofMillis(20));
      metrics.responseInvalid("apply");
      metrics.auditLength(() -> 42);
      metrics.auditLastSeal(() -> 1_700_000_000);
      metrics.logWritesLost(() -> 3);
      metrics.step("authenticate", 20_000);

      assertThat(metrics.scrape())
          .contains(
              "sallyport_tokens_minted_total 1.0",
              "sallyport_tokens_consumed_total 1.0",
              "sallyport_tokens_refused_total{reason=\"confirm-token-used\"} 1.0",
              "sallyport_limits_total{class=\"heavy\",decision=\"refused\"} 1.0",
              "sallyport_limits_total{class=\"token\",decision=\"admitted\"} 0.0",
              "sallyport_limits_total{class=\"unauthenticated\",decision=\"blocked\"} 1.0",
              "sallyport_limits_degraded 1.0",
              "sallyport_executions_running 1.0",
              "sallyport_executions_total{outcome=\"unknown\"} 1.0",
              "sallyport_executions_total{outcome=\"succeeded\"} 0.0",
              "sallyport_responses_invalid_total{action=\"apply\"} 1.0",
              "sallyport_audit_records 42.0",
              "sallyport_audit_last_seal_timestamp_seconds 1.7E9",
              "sallyport_log_writes_lost_total 3.0",
              "sallyport_step_duration_seconds_count{step=\"authenticate\"} 1")
          .contains("jvm_memory_used_bytes", "process_uptime_seconds", "jvm_threads_live_threads");

      metrics.limitsDegraded(false);
      assertThat(metrics.scrape()).contains("sallyport_limits_degraded 0.0");
    }
  }

  @Test
  void p10_no_value_from_outside_makes_a_series() {
    try (var metrics = new Metrics()) {
      var random = new Random(7);
      for (int i = 0; i < 10_000; i++) {
        String weird =
            "w" + i + new String(Character.toChars(1 + random.nextInt(0x2fff))) + "\"}\n\\";
        metrics.request(weird, random.nextInt(), weird, i);
        metrics.responseInvalid(weird);
        metrics.step(weird, i);
        metrics.step("step-" + i, i);
      }

      String text = metrics.scrape();
      assertThat(text).doesNotContain("w1").hasSizeLessThan(200_000);
      assertThat(values(text, "action")).containsExactlyInAnyOrder("other", "execute");
      assertThat(values(text, "outcome"))
          .containsExactlyInAnyOrder("other", "succeeded", "failed", "unknown");
      assertThat(values(text, "status")).hasSizeLessThan(30);
      assertThat(values(text, "step")).hasSize(Labels.MAX_STEPS + 1).contains("other");
    }
  }

  @Test
  void p10_the_number_of_steps_holds_when_many_threads_name_new_ones() throws Exception {
    try (var metrics = new Metrics()) {
      var go = new CountDownLatch(1);
      try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
        for (int i = 0; i < 200; i++) {
          String name = "step-" + i;
          var _ =
              threads.submit(
                  () -> {
                    go.await();
                    metrics.step(name, 1);
                    return null;
                  });
        }
        go.countDown();
      }

      assertThat(values(metrics.scrape(), "step")).hasSize(Labels.MAX_STEPS + 1);
    }
  }

  @Test
  void every_action_and_problem_keeps_its_name() {
    try (var metrics = new Metrics()) {
      for (Action action : Action.values()) {
        metrics.request(action.wire(), 200, null, 1);
      }
      for (ProblemType problem : ProblemType.values()) {
        metrics.request("apply", problem.status(), problem.slug(), 1);
      }

      String text = metrics.scrape();
      assertThat(text).doesNotContain("\"other\"");
      assertThat(values(text, "action")).hasSize(Action.values().length + 1).contains("execute");
    }
  }

  @Test
  void the_documentation_lists_every_metric() throws IOException {
    String documentation = Files.readString(Path.of("docs/metrics.md"));
    try (var metrics = new Metrics()) {
      metrics.request("apply", 200, null, 1);
      metrics.step("authenticate", 1);
      metrics.tokenMinted();
      metrics.tokenConsumed();
      metrics.tokenRefused(ProblemType.CONFIRM_TOKEN_USED);
      metrics.executionStarted();
      metrics.executionEnded(Outcome.SUCCEEDED, Duration.ZERO);
      metrics.responseInvalid("apply");
      metrics.auditLength(() -> 1);
      metrics.auditLastSeal(() -> 1);
      metrics.logWritesLost(() -> 1);

      Set<String> names =
          metrics
              .scrape()
              .lines()
              .filter(line -> line.startsWith("# TYPE sallyport_"))
              .map(line -> line.split(" ")[2])
              .filter(name -> !name.endsWith("_max"))
              .collect(Collectors.toCollection(TreeSet::new));
      assertThat(names).hasSizeGreaterThan(10);
      assertThat(names).allSatisfy(name -> assertThat(documentation).contains("`" + name + "`"));
    }
  }

  /// The values of a label in the gate's own series.
  private static Set<String> values(String text, String label) {
    var of = Pattern.compile("(?:^|,)" + label + "=\"((?:[^\"\\\\]|\\\\.)*)\"");
    List<String> series =
        text.lines()
            .map(SERIES::matcher)
            .filter(matcher -> matcher.matches() && matcher.group(2) != null)
            .map(matcher -> matcher.group(2))
            .toList();
    return series.stream()
        .map(of::matcher)
        .filter(java.util.regex.Matcher::find)
        .map(matcher -> matcher.group(1))
        .collect(Collectors.toCollection(TreeSet::new));
  }
}
