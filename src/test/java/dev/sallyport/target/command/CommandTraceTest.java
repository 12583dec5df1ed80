package dev.sallyport.target.command;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sallyport.checkpoint.Checkpoint;
import dev.sallyport.domain.PrincipalKind;
import dev.sallyport.domain.Role;
import dev.sallyport.fixture.TestCaller;
import dev.sallyport.fixture.TestCaller.Reply;
import dev.sallyport.fixture.TestGate;
import dev.sallyport.fixture.Together;
import dev.sallyport.gate.Ambient;
import dev.sallyport.log.LogCapture;
import java.net.http.HttpRequest.BodyPublishers;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

/// A request's trace goes on into the tool that it runs, and what the tool says comes back on that
/// request's lines, without the secrets in it.
@Tag("integration")
@DisabledOnOs(OS.WINDOWS)
class CommandTraceTest {
  /// So many tools run at once; a target has one execution at a time.
  private static final int TOOLS = 6;

  private static final String PLANTED = "hunter2-planted";

  private static final String TALKATIVE =
      """
      echo "in $TRACEPARENT"
      echo "db_password=hunter2-planted" >&2
      echo '{"nested":{"apiKey":"hunter2-planted","url":"https://u:hunter2-planted@db.example/x"}}'
      echo "Authorization: Bearer eyJhbGciOiJIUzI1NiJ9.eyJhIjoxfQ.hunter2-planted"
      echo "spt_hunter2-planted spk_k1_hunter2-planted AKIAHUNTER2PLANTED00"
      echo "-----BEGIN PRIVATE KEY-----"
      echo "hunter2-planted"
      echo "-----END PRIVATE KEY-----"
      """;

  @TempDir Path folder;

  @Test
  void each_tool_gets_its_requests_trace_and_its_output_is_on_that_requests_lines_alone() {
    try (TestGate gate =
            TestGate.start(folder, configuration(), Ambient.system(), Checkpoint.Listener.NONE);
        LogCapture log = LogCapture.debug()) {
      TestCaller caller = caller(gate.url());

      List<Reply> replies = Together.call(TOOLS, i -> auto(caller, i));

      List<JsonNode> lines = log.lines();
      for (int i = 0; i < TOOLS; i++) {
        Reply reply = replies.get(i);
        assertThat(reply.status()).as(reply.text()).isEqualTo(200);
        String execution = reply.result().required("executionId").asString();
        JsonNode said = only(lines, "in 00-" + trace(i) + "-");
        // The execution is a piece of work of its own within the request's trace.
        assertThat(said.path("message").asString())
            .isEqualTo("in 00-%s-%s-01", trace(i), said.path("span.id").asString());
        assertThat(reply.text()).contains("\"***\"").doesNotContain(PLANTED);
        assertThat(caller.get("/v1/executions/" + execution).text()).doesNotContain(PLANTED);
        assertThat(said.path("sallyport.execution").asString()).isEqualTo(execution);
        assertThat(of(lines, trace(i), "message", "db_password=***")).hasSize(1);
        assertThat(
                of(lines, trace(i), "sallyport.target", "tool-" + i)
                    .map(line -> line.path("http.request.id").asString())
                    .collect(Collectors.toSet()))
            .containsExactly(reply.header("X-Request-Id"));
      }
      assertThat(log.text()).doesNotContain(PLANTED, "HUNTER2PLANTED00");
    }
  }

  private static JsonNode only(List<JsonNode> lines, String beginning) {
    List<JsonNode> found =
        lines.stream()
            .filter(line -> line.path("message").asString("").startsWith(beginning))
            .toList();
    assertThat(found).as(beginning).hasSize(1);
    return found.getFirst();
  }

  private static Stream<JsonNode> of(
      List<JsonNode> lines, String trace, String field, String value) {
    return lines.stream()
        .filter(line -> line.path("trace.id").asString("").equals(trace))
        .filter(line -> line.path(field).asString("").equals(value));
  }

  private String configuration() {
    Path talkative = Commands.script(folder, "talkative", TALKATIVE);
    return TestGate.WIDE_LIMITS
        + "targets:\n"
        + IntStream.range(0, TOOLS)
            .mapToObj(
                i ->
                    """
                      tool-%d:
                        kind: command
                        environment: { PATH: "/usr/bin:/bin" }
                        safety: low
                        policy: { auto: high }
                        fingerprint: [echo, same]
                        plan: [echo, planned]
                        apply: [%s]
                    """
                        .formatted(i, talkative))
            .collect(Collectors.joining());
  }

  private TestCaller caller(String url) {
    Set<String> tools =
        IntStream.range(0, TOOLS).mapToObj(i -> "tool-" + i).collect(Collectors.toSet());
    return new TestCaller(
        url,
        TestGate.key(
            folder, Ambient.system(), "ops", PrincipalKind.AGENT, Set.of(Role.REQUESTER), tools));
  }

  private static Reply auto(TestCaller caller, int number) {
    String body =
        """
        {"action":"auto","target":"tool-%d","idempotencyKey":"try-%d","command":"Try it"}
        """
            .formatted(number, number);
    return caller.send(
        "/v1/execute",
        request ->
            request
                .header("Content-Type", "application/json")
                .header("traceparent", "00-" + trace(number) + "-b7ad6b7169203331-01")
                .POST(BodyPublishers.ofString(body)));
  }

  private static String trace(int number) {
    return "5ca1ab1e77b34da6a3ce929d0e0e%04x".formatted(number + 1);
  }
}
