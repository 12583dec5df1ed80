package dev.sallyport.contract;

import static dev.sallyport.contract.Decoding.CONTRACT;
import static org.assertj.core.api.Assertions.assertThat;

import dev.sallyport.domain.Role;
import dev.sallyport.fixture.TestCaller;
import dev.sallyport.fixture.TestCaller.Reply;
import dev.sallyport.fixture.TestGate;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

/// The answers of a running gate, held against the contract as a caller receives them.
@Tag("schemas")
@Tag("integration")
class AnswersKeepContractTest {
  @TempDir Path folder;
  private TestGate gate;
  private TestCaller agent;

  @BeforeEach
  void start() {
    gate = TestGate.start(folder);
    agent = gate.caller("docs-bot", Role.REQUESTER);
  }

  @AfterEach
  void stop() {
    gate.close();
  }

  @Test
  void of_every_action() {
    Reply preview = kept(agent.preview("key-1", "index.html", "<h1>New</h1>\n"));
    String token = preview.result().required("confirmToken").asString();
    kept(agent.execute(TestCaller.edit("plan", "key-1", "index.html", "<h1>Newer</h1>\n")));
    kept(agent.confirm("apply", "key-1", token));
    kept(agent.confirm("deploy", "key-1", token));
    kept(agent.execute(TestCaller.edit("auto", "key-2", "index.html", "<h1>Auto</h1>\n")));
    Reply undo = kept(agent.previewRollback("key-3"));
    kept(agent.confirm("rollback", "key-3", undo.result().required("confirmToken").asString()));
    kept(agent.post("/v1/execute", "{\"action\":\"status\"}"));
    kept(agent.post("/v1/execute", "{\"action\":\"list\",\"target\":\"blog\"}"));
    kept(
        agent.post(
            "/v1/execute",
            "{\"action\":\"read\",\"target\":\"blog\",\"parameters\":{\"path\":\"index.html\"}}"));
  }

  @Test
  void of_every_route_that_reads() {
    Reply preview = agent.preview("key-1", "index.html", "<h1>New</h1>\n");
    String token = preview.result().required("confirmToken").asString();
    JsonNode applied = agent.confirm("apply", "key-1", token).result();

    kept("listChanges", agent.get("/v1/changes?limit=1"));
    kept("getChange", agent.get("/v1/changes/" + applied.required("changeId").asString()));
    kept("getExecution", agent.get("/v1/executions/" + applied.required("executionId").asString()));
    kept("listTargets", agent.get("/v1/targets"));
    kept("getOpenApi", agent.get("/openapi.json"));
    kept("getLive", agent.get("/health/live"));
    kept("getReady", agent.get("/health/ready"));
    kept("getProblem", agent.get("/problems/plan-stale"));
  }

  @Test
  void of_refusals() {
    refused("execute", agent.post("/v1/execute", "{"));
    refused("execute", agent.post("/v1/execute", "{\"action\":\"status\",\"\\u001b#`\":1}"));
    refused("execute", agent.confirm("apply", "key-1", "spt_a.b.c"));
    refused("execute", agent.execute(TestCaller.edit("preview", "key-1", "../x", "")));
    refused("getChange", agent.get("/v1/changes/none"));
    refused("getProblem", agent.get("/problems/none"));
    refused("listTargets", new TestCaller(agent.url(), "").get("/v1/targets"));
  }

  private static Reply kept(Reply reply) {
    return kept("execute", reply);
  }

  private static Reply kept(String operation, Reply reply) {
    assertThat(reply.status()).as(reply.text()).isEqualTo(200);
    assertThat(CONTRACT.validateResponse(operation, 200, reply.json())).as(reply.text()).isEmpty();
    return reply;
  }

  private static void refused(String operation, Reply reply) {
    assertThat(reply.status()).as(reply.text()).isBetween(400, 499);
    assertThat(CONTRACT.validateResponse(operation, reply.status(), reply.json()))
        .as(reply.text())
        .isEmpty();
    assertThat(reply.header("Content-Type")).isEqualTo("application/problem+json");
  }
}
