package dev.sallyport.crash;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.sallyport.checkpoint.Checkpoint;
import dev.sallyport.domain.PrincipalKind;
import dev.sallyport.domain.Role;
import dev.sallyport.fixture.GateProcess;
import dev.sallyport.fixture.SiteFiles;
import dev.sallyport.fixture.StoreFile;
import dev.sallyport.fixture.TestCaller;
import dev.sallyport.fixture.TestCaller.Reply;
import dev.sallyport.fixture.TestGate;
import dev.sallyport.gate.Ambient;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Set;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/// A gate killed (SIGKILL) while an operator breaks the glass, between that and the execution it is
/// for, and in the middle of that: the glass is broken once on record or not at all, and what it
/// was broken for is executed at most once.
@Tag("integration")
@Tag("tokens")
@DisabledOnOs(OS.WINDOWS)
class P3BreakGlassCrashTest {
  private static final Duration SOON = Duration.ofSeconds(60);
  private static final String POLICY =
      TestGate.WIDE_LIMITS
          + TestGate.BLOG.replace("apply: confirm", "apply: { approve: 2 }, breakGlass: operator");

  @TempDir Path folder;
  private final Ambient ambient = Ambient.system();
  private String requester;
  private String operator;

  /// What a change comes to that was previewed, let through and sent to be applied.
  private record Story(String change, String decision, String token) {}

  @BeforeEach
  void prepare() throws Exception {
    TestGate.prepare(folder, POLICY);
    requester = key("docs-bot", PrincipalKind.AGENT, Role.REQUESTER);
    operator = key("olga", PrincipalKind.PERSON, Role.OPERATOR);
  }

  private String key(String name, PrincipalKind kind, Role role) {
    return TestGate.key(folder, ambient, name, kind, Set.of(role), Set.of("blog"));
  }

  private static Reply breakGlass(TestCaller olga, String change, String decision) {
    return olga.post("/v1/changes/" + change + "/break-glass", decision);
  }

  private static void unanswered(Runnable request) {
    var unused =
        Thread.ofVirtual()
            .start(
                () -> {
                  try {
                    request.run();
                  } catch (UncheckedIOException e) {
                    // The gate is killed before it can answer.
                  }
                });
  }

  private Story killedAt(Checkpoint point) {
    boolean whileBreaking = point == Checkpoint.DECISION_WRITTEN || point == Checkpoint.DECIDED;
    try (GateProcess gate = GateProcess.stoppingAt(folder, point, 1)) {
      TestCaller agent = new TestCaller(gate.url(), requester);
      TestCaller olga = new TestCaller(gate.url(), operator);
      Reply preview = agent.preview("glass-1", "index.html", "<h1>Mended</h1>\n");
      String change = preview.result().required("changeId").asString();
      String decision =
          "{\"planHash\":\"%s\",\"reason\":\"the page is down\"}"
              .formatted(preview.result().required("plan").required("hash").asString());
      String token = "";
      if (whileBreaking) {
        unanswered(() -> breakGlass(olga, change, decision));
      } else {
        assertThat(breakGlass(olga, change, decision).status()).isEqualTo(200);
        token = token(agent, change);
        String confirmed = token;
        unanswered(() -> agent.confirm("apply", "glass-1", confirmed));
      }
      gate.awaitReached();
      gate.kill();
      return new Story(change, decision, token);
    }
  }

  private static String token(TestCaller agent, String change) {
    return agent
        .post("/v1/changes/" + change + "/token", "")
        .json()
        .path("confirmToken")
        .asString();
  }

  @ParameterizedTest
  @EnumSource(names = {"DECISION_WRITTEN", "DECIDED", "BEGIN_WRITTEN", "BEGUN", "BRANCH_MOVED"})
  void p3_executedAtMostOnceAndRecordedOnce(Checkpoint point) {
    Story story = killedAt(point);
    boolean broken = point != Checkpoint.DECISION_WRITTEN;
    assertThat(events("break_glass.used")).isEqualTo(broken ? 1 : 0);

    try (TestGate gate = TestGate.start(folder, POLICY, ambient, Checkpoint.Listener.NONE)) {
      TestCaller agent = new TestCaller(gate.url(), requester);
      TestCaller olga = new TestCaller(gate.url(), operator);
      Reply again = breakGlass(olga, story.change(), story.decision());
      assertThat(again.status()).as(again.text()).isEqualTo(broken ? 409 : 200);
      String token = story.token().isEmpty() ? token(agent, story.change()) : story.token();
      await().atMost(SOON).until(() -> open() == 0);
      Reply applied = agent.confirm("apply", "glass-1", token);

      // Begun and cut off before the site was touched: that is its answer from then on.
      boolean failed = point == Checkpoint.BEGUN;
      assertThat(applied.status()).as(applied.text()).isEqualTo(failed ? 502 : 200);
      assertThat(SiteFiles.of(gate).commits()).isEqualTo(failed ? 1 : 2);
      assertThat(agent.confirm("apply", "glass-1", token).text()).isEqualTo(applied.text());
      assertThat(olga.get("/v1/changes?breakGlass=true").json().path("items")).hasSize(1);
    }
    assertThat(events("break_glass.used")).isOne();
    assertThat(events("execution.started")).isOne();
    assertThat(number("SELECT count(*) FROM executions")).isOne();
    Evidence.of(folder, "blog").check();
  }

  private long open() {
    return number("SELECT count(*) FROM executions WHERE state IN ('running', 'unknown')");
  }

  private long number(String sql) {
    return StoreFile.of(folder).number(sql);
  }

  private long events(String event) {
    return StoreFile.of(folder)
        .number(
            "SELECT count(*) FROM audit_records WHERE json_extract(body, '$.event') = ?", event);
  }
}
