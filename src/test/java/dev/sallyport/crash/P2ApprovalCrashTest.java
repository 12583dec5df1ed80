package dev.sallyport.crash;

import static dev.sallyport.checkpoint.Checkpoint.DECIDED;
import static org.assertj.core.api.Assertions.assertThat;

import dev.sallyport.checkpoint.Checkpoint;
import dev.sallyport.domain.PrincipalKind;
import dev.sallyport.domain.Role;
import dev.sallyport.fixture.GateProcess;
import dev.sallyport.fixture.StoreFile;
import dev.sallyport.fixture.TestCaller;
import dev.sallyport.fixture.TestCaller.Reply;
import dev.sallyport.fixture.TestGate;
import dev.sallyport.gate.Ambient;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.Set;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// A gate killed (SIGKILL) around a decision: the decision, the change's state and the audit record
/// are there together or not at all, and the next gate goes on from there.
@Tag("integration")
@Tag("tokens")
@DisabledOnOs(OS.WINDOWS)
class P2ApprovalCrashTest {
  @TempDir Path folder;

  @ParameterizedTest
  @CsvSource({
    "approve, DECISION_WRITTEN, apply",
    "approve, DECIDED, apply",
    "reject, DECISION_WRITTEN, apply",
    "reject, DECIDED, apply",
    "approve, DECISION_WRITTEN, deploy",
    "approve, DECIDED, deploy"
  })
  void p2_decisionThatIsCutOffIsWholeOrNotThere(String verdict, Checkpoint point, String action)
      throws IOException {
    boolean deploys = action.equals("deploy");
    String policy = TestGate.BLOG.replace(action + ": confirm", action + ": { approve: 1 }");
    TestGate.prepare(folder, TestGate.WIDE_LIMITS + policy);
    Ambient ambient = Ambient.system();
    String requester = key(ambient, "docs-bot", PrincipalKind.AGENT, Role.REQUESTER);
    String approver = key(ambient, "ada", PrincipalKind.PERSON, Role.APPROVER);
    String id;
    String decision;
    try (GateProcess gate = GateProcess.stoppingAt(folder, point, 1)) {
      TestCaller agent = new TestCaller(gate.url(), requester);
      Reply preview = agent.preview("crash-1", "index.html", "<h1>New</h1>\n");
      id = preview.result().required("changeId").asString();
      decision =
          "{\"planHash\":\"%s\",\"reason\":\"seen\"}"
              .formatted(preview.result().required("plan").required("hash").asString());
      if (deploys) {
        String token = preview.result().required("confirmToken").asString();
        assertThat(agent.confirm("apply", "crash-1", token).status()).isEqualTo(200);
      }
      unanswered(new TestCaller(gate.url(), approver), id, verdict, decision);
      gate.awaitReached();
      gate.kill();
    }

    StoreFile store = StoreFile.of(folder);
    boolean kept = point == DECIDED;
    assertThat(store.number("SELECT count(*) FROM approvals")).isEqualTo(kept ? 1 : 0);
    assertThat(
            store.number(
                """
                SELECT count(*) FROM audit_records
                WHERE json_extract(body, '$.event') IN ('change.approved', 'change.rejected')
                """))
        .isEqualTo(kept ? 1 : 0);
    String before = deploys ? "applied" : "awaiting_approval";
    String after =
        verdict.equals("reject") ? "rejected" : deploys ? "applied" : "awaiting_confirmation";
    assertThat(store.text("SELECT state FROM changes")).isEqualTo(kept ? after : before);
    assertThat(store.number("SELECT count(*) FROM approval_rounds WHERE met_at IS NOT NULL"))
        .isEqualTo(kept && verdict.equals("approve") ? 1 : 0);

    try (TestGate gate =
        TestGate.start(folder, TestGate.WIDE_LIMITS + policy, ambient, Checkpoint.Listener.NONE)) {
      TestCaller agent = new TestCaller(gate.url(), requester);
      Reply again =
          new TestCaller(gate.url(), approver).post("/v1/changes/" + id + "/" + verdict, decision);
      assertThat(again.status()).as(again.text()).isEqualTo(200);
      assertThat(again.json().required("state").asString()).isEqualTo(after);
      Reply token = agent.post("/v1/changes/" + id + "/token", "");
      assertThat(token.status()).isEqualTo(verdict.equals("approve") ? 200 : 409);
      if (verdict.equals("approve")) {
        String text = token.json().required("confirmToken").asString();
        assertThat(agent.confirm(action, "crash-1", text).status()).isEqualTo(200);
      }
    }
    Evidence.of(folder, "blog").check();
  }

  private String key(Ambient ambient, String name, PrincipalKind kind, Role role) {
    return TestGate.key(folder, ambient, name, kind, Set.of(role), Set.of("blog"));
  }

  private static void unanswered(TestCaller caller, String id, String verdict, String body) {
    var unused =
        Thread.ofVirtual()
            .start(
                () -> {
                  try {
                    caller.post("/v1/changes/" + id + "/" + verdict, body);
                  } catch (UncheckedIOException e) {
                    // The gate is killed before it can answer.
                  }
                });
  }
}
