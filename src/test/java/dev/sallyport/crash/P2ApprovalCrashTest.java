package dev.sallyport.crash;

import static dev.sallyport.checkpoint.Checkpoint.DECIDED;
import static dev.sallyport.checkpoint.Checkpoint.DECISION_WRITTEN;
import static org.assertj.core.api.Assertions.assertThat;

import dev.sallyport.checkpoint.Checkpoint;
import dev.sallyport.domain.PrincipalKind;
import dev.sallyport.domain.Role;
import dev.sallyport.fixture.GateProcess.Stop;
import dev.sallyport.fixture.StoreFile;
import dev.sallyport.fixture.TestCaller;
import dev.sallyport.fixture.TestCaller.Reply;
import dev.sallyport.fixture.TestGate;
import dev.sallyport.gate.Ambient;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// A gate killed (SIGKILL) around a decision: the decision, the change's state and the audit record
/// are there together or not at all, and the next gate goes on from there.
@Tag("integration")
@Tag("tokens")
@DisabledOnOs(OS.WINDOWS)
class P2ApprovalCrashTest {
  @TempDir static Path shared;
  private static KilledTogether<Crash, Story> killed;

  /// A verdict that is cut off at a point, on a change that asks for approval of an action.
  record Crash(String verdict, Checkpoint point, String action) {
    Path folder() {
      return shared.resolve(toString());
    }

    boolean deploys() {
      return action.equals("deploy");
    }

    String policy() {
      return TestGate.WIDE_LIMITS
          + TestGate.BLOG.replace(action + ": confirm", action + ": { approve: 1 }");
    }

    @Override
    public String toString() {
      return "%s-at-%s-of-%s".formatted(verdict, point, action);
    }
  }

  /// What the tests go on with: keys, the change, and what is decided of it.
  private record Story(String requester, String approver, String change, String decision) {}

  static Stream<Crash> crashes() {
    return Stream.of(
        new Crash("approve", DECISION_WRITTEN, "apply"),
        new Crash("approve", DECIDED, "apply"),
        new Crash("reject", DECISION_WRITTEN, "apply"),
        new Crash("reject", DECIDED, "apply"),
        new Crash("approve", DECISION_WRITTEN, "deploy"),
        new Crash("approve", DECIDED, "deploy"));
  }

  @BeforeAll
  static void kill() throws IOException {
    killed = new KilledTogether<>(shared);
    for (Crash crash : crashes().toList()) {
      Path folder = crash.folder();
      TestGate.prepare(folder, crash.policy());
      String requester = key(folder, "docs-bot", PrincipalKind.AGENT, Role.REQUESTER);
      String approver = key(folder, "ada", PrincipalKind.PERSON, Role.APPROVER);
      killed.add(
          crash, new Stop(folder, crash.point(), 1), url -> upTo(crash, url, requester, approver));
    }
    killed.kill();
  }

  private static Story upTo(Crash crash, String url, String requester, String approver) {
    TestCaller agent = new TestCaller(url, requester);
    Reply preview = agent.preview("crash-1", "index.html", "<h1>New</h1>\n");
    String id = preview.result().required("changeId").asString();
    String decision =
        "{\"planHash\":\"%s\",\"reason\":\"seen\"}"
            .formatted(preview.result().required("plan").required("hash").asString());
    if (crash.deploys()) {
      String token = preview.result().required("confirmToken").asString();
      assertThat(agent.confirm("apply", "crash-1", token).status()).isEqualTo(200);
    }
    unanswered(new TestCaller(url, approver), id, crash.verdict(), decision);
    return new Story(requester, approver, id, decision);
  }

  @ParameterizedTest
  @MethodSource("crashes")
  void p2_decisionThatIsCutOffIsWholeOrNotThere(Crash crash) {
    Story story = killed.left(crash);
    Path folder = crash.folder();
    String verdict = crash.verdict();
    boolean deploys = crash.deploys();
    StoreFile store = StoreFile.of(folder);
    boolean kept = crash.point() == DECIDED;
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
        TestGate.start(folder, crash.policy(), Ambient.system(), Checkpoint.Listener.NONE)) {
      TestCaller agent = new TestCaller(gate.url(), story.requester());
      Reply again =
          new TestCaller(gate.url(), story.approver())
              .post("/v1/changes/" + story.change() + "/" + verdict, story.decision());
      assertThat(again.status()).as(again.text()).isEqualTo(200);
      assertThat(again.json().required("state").asString()).isEqualTo(after);
      Reply token = agent.post("/v1/changes/" + story.change() + "/token", "");
      assertThat(token.status()).isEqualTo(verdict.equals("approve") ? 200 : 409);
      if (verdict.equals("approve")) {
        String text = token.json().required("confirmToken").asString();
        assertThat(agent.confirm(crash.action(), "crash-1", text).status()).isEqualTo(200);
      }
    }
    Evidence.of(folder, "blog").check();
  }

  private static String key(Path folder, String name, PrincipalKind kind, Role role) {
    return TestGate.key(folder, Ambient.system(), name, kind, Set.of(role), Set.of("blog"));
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
