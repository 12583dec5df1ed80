package dev.sallyport.gate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.sallyport.audit.AuditRecord;
import dev.sallyport.checkpoint.Checkpoint;
import dev.sallyport.domain.PrincipalKind;
import dev.sallyport.domain.Role;
import dev.sallyport.fixture.PlanTool;
import dev.sallyport.fixture.TestCaller;
import dev.sallyport.fixture.TestCaller.Reply;
import dev.sallyport.fixture.TestGate;
import dev.sallyport.log.LogCapture;
import dev.sallyport.store.Store;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

/// Running commands that are asked to end, by whichever gate they run: two gates are on one store,
/// the first runs what the second is told to end.
@Tag("integration")
@EnabledOnOs(OS.LINUX)
class StopRunningTest {
  private static final Duration SOON = Duration.ofSeconds(60);

  @TempDir Path folder;
  private PlanTool infra;
  private PlanTool other;
  private TestGate one;
  private TestGate two;
  private TestCaller agent;
  private TestCaller operator;

  @BeforeEach
  void start() {
    infra = PlanTool.in(folder, "infra");
    other = PlanTool.in(folder, "other");
    one = gate();
    two = gate();
    agent =
        one.caller(
            "docs-bot", PrincipalKind.AGENT, Set.of(Role.REQUESTER), Set.of("infra", "other"));
    operator = two.caller("ops", PrincipalKind.PERSON, Set.of(Role.OPERATOR), Set.of("*"));
  }

  @AfterEach
  void stop() {
    infra.untell("hold");
    other.untell("hold");
    two.close();
    one.close();
  }

  private TestGate gate() {
    return TestGate.start(
        folder,
        TestGate.WIDE_LIMITS + "targets:\n" + infra.configuration() + other.configuration(),
        Ambient.system(),
        Checkpoint.Listener.NONE);
  }

  /// An apply that waits with its child and that one's until it is told to go on.
  private CompletableFuture<Reply> held(PlanTool tool, String key) {
    tool.tell("hold", "");
    tool.tell("tree", "");
    Reply preview = agent.execute(tool.proposal("preview", key, "blue"));
    String token = preview.result().required("confirmToken").asString();
    CompletableFuture<Reply> applying =
        CompletableFuture.supplyAsync(
            () -> agent.execute(tool.confirmation("apply", key, token)),
            Thread::startVirtualThread);
    await().atMost(SOON).until(() -> tool.living().size() == 3);
    return applying;
  }

  private static Reply ended(CompletableFuture<Reply> applying) throws Exception {
    return applying.get(SOON.toSeconds(), TimeUnit.SECONDS);
  }

  private String change() {
    return agent.get("/v1/changes").json().at("/items/0/changeId").asString();
  }

  private String state(String execution) {
    return agent.get("/v1/executions/" + execution).json().path("state").asString();
  }

  private List<JsonNode> stops() {
    try (Store store = TestGate.openStore(folder, Ambient.system())) {
      return store.audit().after(0, 1_000).stream()
          .map(AuditRecord::body)
          .<JsonNode>map(body -> body)
          .filter(body -> body.path("event").asString("").equals("stop.asked"))
          .toList();
    }
  }

  @Test
  void aPlainFreezeLetsWhatRunsGoOnToItsEnd() throws Exception {
    CompletableFuture<Reply> applying = held(infra, "held-1");

    Reply frozen = operator.post("/v1/freeze", "{\"reason\":\"incident 9\"}");

    assertThat(frozen.json().has("stopping")).isFalse();
    infra.untell("hold");
    assertThat(ended(applying).status()).isEqualTo(200);
    assertThat(infra.value()).isEqualTo("blue");
    assertThat(stops()).isEmpty();
  }

  @Test
  void p8_aFreezeThatStopsWhatRunsEndsTheWholeProcessTreeWithOneRecord() throws Exception {
    CompletableFuture<Reply> applying = held(infra, "held-1");
    CompletableFuture<Reply> elsewhere = held(other, "held-2");
    String body = "{\"target\":\"infra\",\"reason\":\"incident 9\",\"stopRunning\":true}";

    try (LogCapture log = LogCapture.info()) {
      Reply frozen = operator.post("/v1/freeze", body);
      Reply again = operator.post("/v1/freeze", body);

      assertThat(frozen.status()).as(frozen.text()).isEqualTo(200);
      assertThat(frozen.json().path("stopping")).hasSize(1);
      assertThat(again.status()).isEqualTo(200);
      Reply applied = ended(applying);
      assertThat(applied.status()).as(applied.text()).isEqualTo(504);
      assertThat(applied.slug()).isEqualTo("outcome-unknown");
      assertThat(applied.json().path("detail").asString()).contains("the target was frozen");
      assertThat(infra.generations()).hasSize(3);
      assertThat(infra.living()).isEmpty();
      assertThat(infra.value()).isEqualTo("none");
      String execution = frozen.json().at("/stopping/0").asString();
      await().atMost(SOON).until(() -> state(execution).equals("failed"));

      assertThat(log.events("stop.asked"))
          .singleElement()
          .satisfies(
              line -> {
                assertThat(line.path("sallyport.reason").asString()).isEqualTo("frozen");
                assertThat(line.path("sallyport.stopping").asString()).isEqualTo(execution);
              });
      assertThat(stops())
          .singleElement()
          .satisfies(
              record -> {
                assertThat(record.at("/details/why").asString()).isEqualTo("frozen");
                assertThat(record.at("/details/reason").asString()).isEqualTo("incident 9");
                assertThat(record.toString()).contains(execution, "docs-bot", "ops");
              });
    }
    assertThat(other.living()).as("another target's").hasSize(3);
    assertThat(operator.post("/v1/freeze", "{\"reason\":\"all\",\"stopRunning\":true}").text())
        .contains("\"stopping\":[\"exe_");
    assertThat(ended(elsewhere).slug()).isEqualTo("outcome-unknown");
    assertThat(other.living()).isEmpty();
    assertThat(agent.execute(infra.proposal("auto", "new-1", "green")).slug()).isEqualTo("frozen");
  }

  @Test
  void p8_cancellingAChangeThatRunsEndsItsProcessTreeAndSaysWhereToLook() throws Exception {
    CompletableFuture<Reply> applying = held(infra, "held-1");
    String path = "/v1/changes/" + change() + "/cancel";

    TestCaller owner = new TestCaller(two.url(), agent.key());
    Reply cancelled = owner.post(path, "{\"reason\":\"a slip\"}");

    assertThat(cancelled.status()).as(cancelled.text()).isEqualTo(202);
    assertThat(cancelled.json().path("state").asString()).isEqualTo("applying");
    String location = cancelled.header("Location");
    assertThat(location).startsWith("/v1/executions/exe_");
    Reply applied = ended(applying);
    assertThat(applied.slug()).as(applied.text()).isEqualTo("outcome-unknown");
    assertThat(applied.json().path("detail").asString()).contains("the change was cancelled");
    assertThat(infra.generations()).hasSize(3);
    assertThat(infra.living()).isEmpty();
    String execution = location.substring("/v1/executions/".length());
    await().atMost(SOON).until(() -> state(execution).equals("failed"));
    assertThat(infra.value()).isEqualTo("none");
    assertThat(stops())
        .singleElement()
        .satisfies(
            record -> {
              assertThat(record.at("/details/why").asString()).isEqualTo("cancelled");
              assertThat(record.at("/details/reason").asString()).isEqualTo("a slip");
            });
    assertThat(owner.post(path, "{}").slug()).as("it has ended").isEqualTo("wrong-state");
  }

  @Test
  void onlyTheRequesterCancelsWhatRuns() throws Exception {
    CompletableFuture<Reply> applying = held(infra, "held-1");

    Reply refused = operator.post("/v1/changes/" + change() + "/cancel", "{}");

    assertThat(refused.status()).as(refused.text()).isEqualTo(403);
    infra.untell("hold");
    assertThat(ended(applying).status()).isEqualTo(200);
  }
}
