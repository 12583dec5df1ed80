package dev.sallyport.gate;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sallyport.checkpoint.Checkpoint;
import dev.sallyport.domain.PrincipalKind;
import dev.sallyport.domain.Role;
import dev.sallyport.fixture.PlanTool;
import dev.sallyport.fixture.TestCaller;
import dev.sallyport.fixture.TestCaller.Reply;
import dev.sallyport.fixture.TestGate;
import java.nio.file.Path;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

/// What a target's policy says of executing while nobody can tell how the last execution ended. The
/// tool cannot tell either, and there is no probe.
@Tag("integration")
@DisabledOnOs(OS.WINDOWS)
class WhileUnknownTest {
  private static final String UNKNOWN = "/v1/executions?state=unknown";

  @TempDir Path folder;
  private PlanTool tool;
  private TestGate gate;
  private TestCaller agent;
  private TestCaller operator;

  @AfterEach
  void stop() {
    gate.close();
  }

  private String unknown(String policy) {
    tool = PlanTool.in(folder, "infra");
    String target =
        tool.configuration()
            .replace("apply: { 3: stale }", "apply: { 1: unknown, 3: stale }")
            .replaceAll("(?m)^ *probe: .*\n", "")
            .replace("auto: high }", "auto: high" + policy + " }");
    gate =
        TestGate.start(
            folder,
            TestGate.WIDE_LIMITS + "targets:\n" + target,
            Ambient.system(),
            Checkpoint.Listener.NONE);
    agent = gate.caller("docs-bot", PrincipalKind.AGENT, Set.of(Role.REQUESTER), Set.of("infra"));
    operator = gate.caller("ops", PrincipalKind.PERSON, Set.of(Role.OPERATOR), Set.of("*"));
    tool.tell("fail", "");
    Reply first = auto("first", "blue");
    assertThat(first.slug()).as(first.text()).isEqualTo("outcome-unknown");
    tool.untell("fail");
    JsonNode items = operator.get(UNKNOWN).json().path("items");
    assertThat(items).hasSize(1);
    return items.get(0).path("executionId").asString();
  }

  private Reply auto(String key, String value) {
    return agent.execute(tool.proposal("auto", key, value));
  }

  private Reply resolve(String execution) {
    return operator.post(
        "/v1/executions/" + execution + "/resolve",
        "{\"outcome\":\"failed\",\"reason\":\"looked\"}");
  }

  @Test
  void nothingExecutesUntilItIsSettledWhereThePolicyIsSilent() {
    String execution = unknown("");

    Reply busy = auto("second", "green");

    assertThat(busy.slug()).as(busy.text()).isEqualTo("target-busy");
    assertThat(busy.json().path("detail").asString()).contains(execution, "outcome is unknown");
    assertThat(tool.value()).isEqualTo("none");
    assertThat(resolve(execution).status()).isEqualTo(200);
    assertThat(auto("second", "green").status()).isEqualTo(200);
    assertThat(tool.value()).isEqualTo("green");
  }

  @Test
  void aTokenWaitsForItToBeSettledWhereThePolicyBlocks() {
    String execution = unknown(", whileUnknown: block");
    Reply preview = agent.execute(tool.proposal("preview", "second", "green"));
    String token = preview.result().path("confirmToken").asString();

    Reply busy = agent.execute(tool.confirmation("apply", "second", token));

    assertThat(busy.slug()).as(busy.text()).isEqualTo("target-busy");
    resolve(execution);
    assertThat(agent.execute(tool.confirmation("apply", "second", token)).status()).isEqualTo(200);
  }

  @Test
  void othersExecuteAndItStandsUntilItIsSettledWhereThePolicyAllows() {
    String execution = unknown(", whileUnknown: allow");

    Reply auto = auto("second", "green");
    assertThat(auto.status()).as(auto.text()).isEqualTo(200);
    Reply preview = agent.execute(tool.proposal("preview", "third", "red"));
    String token = preview.result().path("confirmToken").asString();
    Reply apply = agent.execute(tool.confirmation("apply", "third", token));
    assertThat(apply.status()).as(apply.text()).isEqualTo(200);
    assertThat(tool.value()).isEqualTo("red");

    assertThat(operator.get(UNKNOWN).json().at("/items/0/executionId").asString())
        .isEqualTo(execution);
    assertThat(auto("first", "blue").slug()).as("its own copies").isEqualTo("outcome-unknown");
    assertThat(resolve(execution).status()).isEqualTo(200);
    assertThat(auto("fourth", "blue").status()).isEqualTo(200);
  }
}
