package dev.sallyport.gate;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sallyport.domain.Role;
import dev.sallyport.fixture.TestCaller;
import dev.sallyport.fixture.TestCaller.Reply;
import dev.sallyport.fixture.TestGate;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// A change's whole life over HTTP, and the published bytes at each step of it.
@Tag("integration")
class LifecycleTest {
  private static final String OLD = "<h1>Old headline</h1>\n";
  private static final String NEW = "<h1>New headline</h1>\n";

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
  void aChangeIsPreviewedAppliedDeployedAndRolledBack() throws IOException {
    Reply preview = agent.preview("headline-1", "index.html", NEW);
    assertThat(preview.status()).as(preview.text()).isEqualTo(200);
    assertThat(preview.json().required("eventType").asString()).isEqualTo("previewed");
    assertThat(preview.result().required("state").asString()).isEqualTo("awaiting_confirmation");
    assertThat(preview.result().required("plan").required("diff").asString())
        .contains("-<h1>Old headline</h1>", "+<h1>New headline</h1>");
    assertThat(gate.published()).doesNotExist();
    String token = preview.result().required("confirmToken").asString();

    Reply applied = agent.confirm("apply", "headline-1", token);
    assertThat(applied.status()).as(applied.text()).isEqualTo(200);
    assertThat(applied.result().required("state").asString()).isEqualTo("applied");
    assertThat(gate.published()).doesNotExist();

    Reply deployed = agent.confirm("deploy", "headline-1", token);
    assertThat(deployed.status()).as(deployed.text()).isEqualTo(200);
    assertThat(deployed.result().required("state").asString()).isEqualTo("deployed");
    assertThat(index()).isEqualTo(NEW);

    Reply undo = agent.previewRollback("undo-1");
    assertThat(undo.status()).as(undo.text()).isEqualTo(200);
    Reply undone =
        agent.confirm("rollback", "undo-1", undo.result().required("confirmToken").asString());
    assertThat(undone.status()).as(undone.text()).isEqualTo(200);
    assertThat(undone.result().required("state").asString()).isEqualTo("rolled_back");
    assertThat(index()).isEqualTo(OLD);
  }

  @Test
  void deployBeforeApplyIsAWrongState() {
    String token = agent.token("early-1", "index.html", NEW);

    Reply deployed = agent.confirm("deploy", "early-1", token);

    assertThat(deployed.slug()).isEqualTo("wrong-state");
    assertThat(agent.confirm("apply", "early-1", token).status()).isEqualTo(200);
  }

  @Test
  void rollbackOfNothingCannotBePlanned() {
    Reply undo = agent.previewRollback("undo-nothing");

    assertThat(undo.status()).isEqualTo(422);
    assertThat(undo.slug()).isEqualTo("plan-refused");
  }

  @Test
  void anothersTokenDoesNotFit() {
    TestCaller other = gate.caller("other-bot", Role.REQUESTER);
    String token = agent.token("mine-1", "index.html", NEW);

    assertThat(other.confirm("apply", "mine-1", token).slug()).isEqualTo("confirm-token-mismatch");
    assertThat(agent.confirm("apply", "mine-1", token).status()).isEqualTo(200);
  }

  @Test
  void autoDoesItAllWhereThePolicyAllows() throws IOException {
    Reply done = agent.execute(TestCaller.edit("auto", "auto-1", "index.html", NEW));

    assertThat(done.status()).as(done.text()).isEqualTo(200);
    assertThat(done.result().required("state").asString()).isEqualTo("deployed");
    assertThat(index()).isEqualTo(NEW);
  }

  private String index() throws IOException {
    return Files.readString(gate.published().resolve("index.html"));
  }
}
