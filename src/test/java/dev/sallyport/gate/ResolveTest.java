package dev.sallyport.gate;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sallyport.audit.AuditRecord;
import dev.sallyport.domain.ExecutionId;
import dev.sallyport.domain.Outcome;
import dev.sallyport.domain.PrincipalKind;
import dev.sallyport.domain.Role;
import dev.sallyport.fixture.OtherGate;
import dev.sallyport.fixture.Rush;
import dev.sallyport.fixture.TestCaller;
import dev.sallyport.fixture.TestCaller.Reply;
import dev.sallyport.fixture.TestGate;
import dev.sallyport.store.Executions.Execution;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// What an operator says about an execution whose outcome nobody else can tell.
@Tag("integration")
class ResolveTest {
  private static final String HAPPENED =
      "{\"outcome\":\"succeeded\",\"reason\":\"the page is there\"}";
  private static final String DID_NOT = "{\"outcome\":\"failed\",\"reason\":\"nothing to see\"}";

  @TempDir Path folder;
  private TestGate gate;
  private OtherGate other;
  private TestCaller operator;

  @BeforeEach
  void start() {
    gate = TestGate.start(folder, OtherGate.WITHOUT_BLOG, Ambient.system(), _ -> {});
    other = new OtherGate(folder);
    operator = gate.caller("ops", PrincipalKind.PERSON, Set.of(Role.OPERATOR), Set.of("*"));
  }

  @AfterEach
  void stop() {
    other.close();
    gate.close();
  }

  private ExecutionId unknown() {
    ExecutionId id = other.begin();
    other.end(id, Outcome.UNKNOWN);
    return id;
  }

  private Reply resolve(TestCaller who, ExecutionId id, String body) {
    return who.post("/v1/executions/" + id + "/resolve", body);
  }

  @Test
  void p5_theAnswerIsStoredTheTargetGivenBackAndAllOfItOnRecord() {
    ExecutionId id = unknown();
    assertThat(
            operator
                .get("/v1/executions?state=unknown")
                .json()
                .at("/items/0/executionId")
                .asString())
        .isEqualTo(id.value());

    Reply resolved = resolve(operator, id, HAPPENED);

    assertThat(resolved.status()).as(resolved.text()).isEqualTo(200);
    assertThat(resolved.json().path("state").asString()).isEqualTo("succeeded");
    Execution execution = other.store().executions().find(id).orElseThrow();
    assertThat(other.store().requests().find(execution.request()).orElseThrow().answer())
        .satisfies(answer -> assertThat(answer.status()).isEqualTo(200));
    assertThat(other.store().changes().find(execution.change()).orElseThrow().state().wire())
        .isEqualTo("applied");
    AuditRecord last = other.store().audit().before(Long.MAX_VALUE, 1).getFirst();
    assertThat(last.body().path("event").asString()).isEqualTo("execution.resolved");
    assertThat(last.body().toString()).contains("ops", "the page is there");
    assertThat(operator.get("/v1/executions?state=unknown").json().path("items")).isEmpty();
    // The lease is free: the next one begins.
    assertThat(other.store().executions().find(other.begin())).isPresent();
  }

  @Test
  void ofManyAtOnceExactlyOneSettlesIt() {
    ExecutionId id = unknown();

    List<Reply> replies = Rush.of(8, i -> resolve(operator, id, i % 2 == 0 ? HAPPENED : DID_NOT));

    assertThat(replies).filteredOn(reply -> reply.status() == 200).hasSize(1);
    assertThat(replies)
        .filteredOn(reply -> reply.status() != 200)
        .allSatisfy(reply -> assertThat(reply.slug()).as(reply.text()).isEqualTo("wrong-state"));
    assertThat(
            other.store().audit().after(0, 1_000).stream()
                .filter(r -> r.body().path("event").asString("").equals("execution.resolved")))
        .hasSize(1);
  }

  @Test
  void whatRunsOrHasEndedIsNotResolvedAndOnlyAnOperatorDoes() {
    ExecutionId running = other.begin();
    assertThat(resolve(operator, running, HAPPENED).slug()).isEqualTo("wrong-state");
    other.end(running, Outcome.SUCCEEDED);
    assertThat(resolve(operator, running, DID_NOT).slug()).isEqualTo("wrong-state");
    ExecutionId id = unknown();
    TestCaller auditor = gate.caller("eyes", Role.AUDITOR, Role.APPROVER);

    assertThat(resolve(auditor, id, HAPPENED).slug()).isEqualTo("forbidden");
    assertThat(resolve(operator, id, "{\"outcome\":\"unknown\",\"reason\":\"x\"}").slug())
        .isEqualTo("invalid-request");
    assertThat(resolve(operator, id, "{\"outcome\":\"failed\"}").slug())
        .isEqualTo("invalid-request");
    assertThat(operator.post("/v1/executions/exe_none/resolve", HAPPENED).status()).isEqualTo(404);
    assertThat(resolve(operator, id, DID_NOT).json().path("state").asString()).isEqualTo("failed");
  }

  @Test
  void theListIsPagedNewestFirstAndShowsRequestersTheirOwn() {
    for (int i = 0; i < 3; i++) {
      other.end(other.begin(), i == 0 ? Outcome.FAILED : Outcome.SUCCEEDED);
    }
    TestCaller ada = gate.caller("ada", Role.REQUESTER);

    Reply first = ada.get("/v1/executions?limit=2");
    String next = first.json().path("next").asString("");
    Reply second = ada.get("/v1/executions?limit=2&cursor=" + next);

    assertThat(first.json().path("items")).hasSize(2);
    assertThat(second.json().path("items")).hasSize(1);
    assertThat(second.json().at("/items/0/state").asString()).isEqualTo("failed");
    assertThat(second.json().has("next")).isFalse();
    String change = second.json().at("/items/0/changeId").asString();
    assertThat(ada.get("/v1/executions?change=" + change).json().path("items")).hasSize(1);
    assertThat(ada.get("/v1/executions?target=shop").json().path("items")).isEmpty();
    assertThat(ada.get("/v1/executions?state=odd").slug()).isEqualTo("invalid-request");
    assertThat(gate.caller("eve", Role.REQUESTER).get("/v1/executions").json().path("items"))
        .isEmpty();
  }
}
