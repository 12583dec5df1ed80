package dev.sallyport.log;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sallyport.domain.ChangeId;
import dev.sallyport.domain.ExecutionId;
import dev.sallyport.domain.Ids;
import dev.sallyport.domain.PrincipalId;
import dev.sallyport.domain.TargetName;
import dev.sallyport.trace.Identifiers;
import dev.sallyport.trace.RequestScope;
import dev.sallyport.trace.Trace;
import java.security.SecureRandom;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

/// Every line of a request carries that request's ids and no other's.
@Tag("integration")
class RequestLinesTest {
  private static final int REQUESTS = 50;
  private static final int LINES = 40;

  private final SecureRandom random = new SecureRandom();
  private final Identifiers identifiers = new Identifiers(random);
  private final Ids ids = new Ids(InstantSource.system(), random);

  private record Request(int number, RequestScope scope, ChangeId change, ExecutionId execution) {}

  @Test
  void fifty_concurrent_requests_and_their_executions_threads_log_only_their_own_ids()
      throws Exception {
    try (var log = CapturedLog.json();
        var threads = Executors.newVirtualThreadPerTaskExecutor()) {
      var requests = new ArrayList<Request>();
      var together = new CyclicBarrier(REQUESTS);
      var running = new ArrayList<Future<?>>();
      for (int i = 0; i < REQUESTS; i++) {
        var request = new Request(i, identifiers.scope(null), ids.changeId(), ids.executionId());
        requests.add(request);
        running.add(threads.submit(() -> work(request, together, log)));
      }
      for (Future<?> one : running) {
        one.get(60, TimeUnit.SECONDS);
      }

      List<JsonNode> lines = log.parsed();
      assertThat(lines).hasSize(REQUESTS * LINES * 3);
      for (JsonNode line : lines) {
        Request own = requests.get(line.get("sallyport.request").intValue());
        assertCarries(line, own);
      }
    }
  }

  private static void assertCarries(JsonNode line, Request own) {
    assertThat(line.get("trace.id").stringValue()).isEqualTo(own.scope().trace().traceId());
    assertThat(line.get("http.request.id").stringValue()).isEqualTo(own.scope().requestId());
    assertThat(line.get("sallyport.principal").stringValue()).isEqualTo("agent-" + own.number());
    assertThat(line.get("sallyport.target").stringValue()).isEqualTo("target-" + own.number());
    assertThat(line.get("sallyport.action").stringValue()).isEqualTo("apply");
    assertThat(line.get("sallyport.change").stringValue()).isEqualTo(own.change().value());
    if (!line.get("message").stringValue().startsWith("request")) {
      assertThat(line.get("sallyport.execution").stringValue()).isEqualTo(own.execution().value());
      assertThat(line.get("span.id").stringValue()).isNotEqualTo(own.scope().trace().spanId());
    } else {
      assertThat(line.has("sallyport.execution")).isFalse();
      assertThat(line.get("span.id").stringValue()).isEqualTo(own.scope().trace().spanId());
    }
  }

  /// A request that logs, while its execution logs in a thread of its own, which starts one more.
  private Void work(Request request, CyclicBarrier together, CapturedLog log) throws Exception {
    RequestScope scope = request.scope();
    return Trace.call(
        scope,
        () -> {
          scope.principal(new PrincipalId("agent-" + request.number()));
          scope.action("apply");
          scope.target(new TargetName("target-" + request.number()));
          scope.change(request.change());
          together.await(30, TimeUnit.SECONDS);
          RequestScope branch = scope.branch(identifiers.child(scope.trace()));
          branch.execution(request.execution());
          Thread execution =
              Thread.ofVirtual()
                  .start(() -> Trace.run(branch, () -> execute(request.number(), log)));
          say("request", request.number(), log);
          execution.join();
          return null;
        });
  }

  private static void execute(int number, CapturedLog log) {
    Thread nested = Thread.ofVirtual().start(Trace.carried(() -> say("nested", number, log)));
    say("execution", number, log);
    try {
      nested.join();
    } catch (InterruptedException e) {
      throw new AssertionError(e);
    }
  }

  private static void say(String what, int number, CapturedLog log) {
    for (int i = 0; i < LINES; i++) {
      log.logger().atInfo().addKeyValue("request", number).log("{} {}", what, i);
      Thread.yield();
    }
  }

  @Test
  void a_thread_that_works_for_no_request_names_none() throws Exception {
    try (var log = CapturedLog.json()) {
      var scope = identifiers.scope(null);
      Trace.run(scope, () -> log.logger().info("inside"));
      log.logger().info("outside");
      Thread bare =
          Trace.call(scope, () -> Thread.ofVirtual().start(() -> log.logger().info("bare")));
      bare.join();

      List<JsonNode> lines = log.parsed();
      assertThat(lines.get(0).has("trace.id")).isTrue();
      assertThat(lines.get(1).has("trace.id")).isFalse();
      assertThat(lines.get(2).has("trace.id")).isFalse();
    }
  }
}
