package dev.sallyport.gate;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sallyport.checkpoint.Checkpoint;
import dev.sallyport.domain.Role;
import dev.sallyport.fixture.TestCaller;
import dev.sallyport.fixture.TestCaller.Reply;
import dev.sallyport.fixture.TestGate;
import java.nio.file.Path;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

/// A target declares how hard each of its actions is to undo, and its policy is held to it.
@Tag("integration")
class ReversibilityTest {
  @TempDir Path folder;

  private TestGate start(String most) {
    return TestGate.start(
        folder,
        TestGate.WIDE_LIMITS
            + TestGate.BLOG.replace("auto: low", "auto: low, reversibility: " + most),
        Ambient.system(),
        Checkpoint.Listener.NONE);
  }

  private static void forbidden(Reply reply) {
    assertThat(reply.status()).as(reply.text()).isEqualTo(403);
    assertThat(reply.slug()).isEqualTo("forbidden");
  }

  @Test
  void theTargetDeclaresItForEachAction() {
    try (TestGate gate = start("reversible")) {
      JsonNode target =
          gate.caller("docs-bot", Role.REQUESTER)
              .get("/v1/targets")
              .json()
              .required("items")
              .get(0);

      assertThat(target.required("reversibility").toString())
          .isEqualTo(
              "{\"apply\":\"reversible\",\"deploy\":\"reversible\",\"rollback\":\"reversible\"}");
    }
  }

  @Test
  void policyThatBecameStricterHoldsForWhatIsConfirmedAndForItsDeploy() {
    String waiting;
    String applied;
    try (TestGate gate = start("reversible")) {
      TestCaller agent = gate.caller("docs-bot", Role.REQUESTER);
      applied = agent.token("applied-1", "index.html", "<h1>One</h1>\n");
      assertThat(agent.confirm("apply", "applied-1", applied).status()).isEqualTo(200);
      waiting = agent.token("waiting-1", "index.html", "<h1>Two</h1>\n");
    }

    try (TestGate gate = start("read-only")) {
      TestCaller agent = gate.caller("docs-bot", Role.REQUESTER);
      forbidden(agent.preview("third-1", "index.html", "<h1>Three</h1>\n"));
      forbidden(agent.confirm("apply", "waiting-1", waiting));
      forbidden(agent.confirm("deploy", "applied-1", applied));
      assertThat(gate.published()).doesNotExist();
    }
  }
}
