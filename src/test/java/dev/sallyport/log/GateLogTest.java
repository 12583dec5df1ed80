package dev.sallyport.log;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.sallyport.domain.Role;
import dev.sallyport.fixture.TestCaller;
import dev.sallyport.fixture.TestCaller.Reply;
import dev.sallyport.fixture.TestGate;
import dev.sallyport.fixture.Together;
import java.net.http.HttpRequest.BodyPublishers;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// The log of a whole gate under concurrent requests.
@Tag("integration")
class GateLogTest {
  private static final Duration SOON = Duration.ofSeconds(60);

  @TempDir Path folder;
  private TestGate gate;
  private LogCapture log;

  @BeforeEach
  void start() {
    gate = TestGate.start(folder);
    log = LogCapture.info();
  }

  @AfterEach
  void stop() {
    log.close();
    gate.close();
  }

  @Test
  void every_line_of_fifty_concurrent_requests_carries_its_own_trace_and_no_other() {
    TestCaller agent = gate.caller("docs-bot", Role.REQUESTER);

    List<Reply> replies =
        Together.call(
            50,
            i -> traced(agent, trace(i), TestCaller.edit("auto", "auto-" + i, "a.html", "" + i)));

    for (int i = 0; i < replies.size(); i++) {
      Reply reply = replies.get(i);
      assertThat(reply.json().required("traceId").asString()).isEqualTo(trace(i));
      assertThat(reply.header("traceparent")).startsWith("00-" + trace(i) + "-");
    }
    // A request's own line is written once its answer is on its way.
    await().atMost(SOON).until(() -> log.events("request").count() >= replies.size());
    Map<String, List<JsonNode>> byTrace =
        log.lines().stream()
            .filter(line -> line.has(LogFields.TRACE_ID))
            .collect(Collectors.groupingBy(line -> line.path(LogFields.TRACE_ID).asString()));
    assertThat(byTrace).hasSize(50);
    for (int i = 0; i < replies.size(); i++) {
      List<JsonNode> lines = byTrace.get(trace(i));
      String request = replies.get(i).header("X-Request-Id");
      assertThat(lines)
          .allMatch(line -> line.path(LogFields.REQUEST_ID).asString("").equals(request))
          .filteredOn(line -> line.path(LogFields.EVENT_ACTION).asString("").equals("request"))
          .singleElement()
          .matches(line -> line.has("sallyport.steps.authenticate_us"))
          .matches(line -> line.has("sallyport.steps.act_us"));
    }
    List<JsonNode> executions =
        log.lines().stream().filter(line -> line.has("sallyport.execution")).toList();
    assertThat(executions).isNotEmpty().allMatch(line -> line.has("sallyport.change"));
    assertThat(replies).filteredOn(reply -> reply.status() == 200).isNotEmpty();
    for (int i = 0; i < replies.size(); i++) {
      if (replies.get(i).status() == 200) {
        String execution = replies.get(i).result().required("executionId").asString();
        assertThat(byTrace.get(trace(i)))
            .filteredOn(line -> line.has("sallyport.execution"))
            .isNotEmpty()
            .allMatch(line -> line.path("sallyport.execution").asString().equals(execution));
      }
    }
  }

  @Test
  void an_invalid_traceparent_gets_a_new_trace() {
    TestCaller agent = gate.caller("docs-bot", Role.REQUESTER);
    for (String invalid :
        List.of(
            "nonsense",
            "00-00000000000000000000000000000000-b7ad6b7169203331-01",
            "ff-" + trace(1) + "-b7ad6b7169203331-01",
            "00-" + trace(1).toUpperCase(Locale.ROOT) + "-b7ad6b7169203331-01")) {
      Reply reply = agent.send("/v1/targets", request -> request.header("traceparent", invalid));

      assertThat(reply.header("traceparent"))
          .matches("00-[0-9a-f]{32}-[0-9a-f]{16}-0[0-9]")
          .doesNotContain(trace(1));
    }
  }

  @Test
  void p7_no_secret_is_in_the_log_of_a_noisy_run() {
    TestCaller agent = gate.caller("docs-bot", Role.REQUESTER);
    String token = agent.token("key-1", "index.html", "<h1>New</h1>\n");
    List<String> secrets = new ArrayList<>(List.of(agent.key(), token, "hunter2secretvalue"));
    secrets.add(token.substring(token.lastIndexOf('.') + 1));
    secrets.add(agent.key().substring(agent.key().lastIndexOf('_') + 1));
    try (LogCapture all = LogCapture.debug()) {
      agent.confirm("apply", "key-1", token);
      agent.confirm("deploy", "key-1", token);
      agent.confirm("apply", "key-1", token + "x");
      agent.confirm("rollback", "key-1", token);
      agent.get("/v1/changes/" + token);
      agent.get("/" + agent.key() + "/" + token + "?confirmToken=" + token);
      agent.get("/v1/changes?cursor=" + token + "&password=hunter2secretvalue");
      agent.get("/problems/" + token);
      agent.execute(TestCaller.edit("preview", "key-2", token + "/" + agent.key(), token));
      agent.execute(TestCaller.body("preview", token).put("command", agent.key()));
      agent.execute(TestCaller.body("status", "key-3").put(token, "password=hunter2secretvalue"));
      agent.post("/v1/execute", "{\"action\":\"status\", " + token + ":\"" + agent.key());
      new TestCaller(gate.url(), token).get("/v1/targets");
      new TestCaller(gate.url(), agent.key() + "x").get("/v1/targets");
      agent.send(
          "/v1/targets",
          request ->
              request
                  .header("traceparent", token)
                  .header("X-Forwarded-For", token)
                  .header("X-User-Id", agent.key())
                  .header("Cookie", "session=hunter2secretvalue"));
      assertThat(all.lines()).hasSizeGreaterThan(15);
      assertThat(secrets).noneMatch(all.text()::contains);
    }
    assertThat(secrets).noneMatch(log.text()::contains);
  }

  @Test
  void levels_change_at_run_time() {
    TestCaller operator = gate.caller("op", Role.OPERATOR);
    String logger = "dev.sallyport.request";

    Reply off = level(operator, logger, "off");
    assertThat(off.status()).as(off.text()).isEqualTo(200);
    assertThat(off.json().required("levels").required(logger).asString()).isEqualTo("off");
    long before = log.events("request").count();
    operator.get("/v1/targets");
    assertThat(log.events("request")).hasSize((int) before);

    assertThat(level(operator, logger, "inherit").json().required("levels").has(logger)).isFalse();
    operator.get("/v1/targets");
    assertThat(log.events("request").count()).isGreaterThan(before);
    assertThat(log.events("log.level_changed")).hasSize(2);
    assertThat(level(gate.caller("docs-bot", Role.REQUESTER), logger, "off").status())
        .isEqualTo(403);
  }

  private static Reply level(TestCaller caller, String logger, String level) {
    String body = "{\"levels\":{\"%s\":\"%s\"}}".formatted(logger, level);
    return caller.send(
        "/v1/logging",
        request ->
            request.header("Content-Type", "application/json").PUT(BodyPublishers.ofString(body)));
  }

  private static Reply traced(TestCaller caller, String trace, JsonNode body) {
    return caller.send(
        "/v1/execute",
        request ->
            request
                .header("Content-Type", "application/json")
                .header("traceparent", "00-" + trace + "-b7ad6b7169203331-01")
                .POST(BodyPublishers.ofString(JsonMapper.shared().writeValueAsString(body))));
  }

  private static String trace(int number) {
    return "4bf92f3577b34da6a3ce929d0e0e%04x".formatted(number + 1);
  }
}
