package dev.sallyport.log;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class RequestLogTest {
  private final AtomicLong nanos = new AtomicLong(1_000_000);

  @Test
  void one_line_tells_what_was_asked_what_came_of_it_and_where_the_time_went() {
    try (var log = CapturedLog.json()) {
      var timers = new StepTimers(nanos::get);
      try (var _ = timers.step("authenticate")) {
        nanos.addAndGet(250_000);
      }
      try (var _ = timers.step("execute")) {
        nanos.addAndGet(3_000_000);
      }
      try (var _ = timers.step("authenticate")) {
        nanos.addAndGet(50_000);
      }
      nanos.addAndGet(100_000);

      new RequestLog(log.logger())
          .finished(
              new RequestLog.Summary("POST", "/v1/execute", "10.0.0.1", 409, "plan-stale"), timers);

      var line = log.only();
      assertThat(line.get("message").stringValue()).isEqualTo("POST /v1/execute 409 in 3400 us");
      assertThat(line.get("event.action").stringValue()).isEqualTo("request");
      assertThat(line.get("event.duration").longValue()).isEqualTo(3_400_000);
      assertThat(line.get("event.outcome").stringValue()).isEqualTo("failure");
      assertThat(line.get("http.response.status_code").intValue()).isEqualTo(409);
      assertThat(line.get("sallyport.problem").stringValue()).isEqualTo("plan-stale");
      assertThat(line.get("sallyport.steps.authenticate_us").longValue()).isEqualTo(300);
      assertThat(line.get("sallyport.steps.execute_us").longValue()).isEqualTo(3_000);
      assertThat(line.get("log.level").stringValue()).isEqualTo("INFO");
    }
  }

  @Test
  void a_failure_of_the_gate_is_a_warning() {
    try (var log = CapturedLog.json()) {
      new RequestLog(log.logger())
          .finished(
              new RequestLog.Summary("GET", "/v1/changes", "::1", 503, "store-unavailable"),
              new StepTimers(nanos::get));

      assertThat(log.only().get("log.level").stringValue()).isEqualTo("WARN");
    }
  }

  @Test
  void the_number_of_steps_is_bounded() {
    var timers = new StepTimers(nanos::get);
    for (int i = 0; i < 1_000; i++) {
      timers.step("s" + i).close();
    }

    int[] steps = {0};
    timers.each((_, _) -> steps[0]++);
    assertThat(steps[0]).isEqualTo(StepTimers.MAX_STEPS);
  }
}
