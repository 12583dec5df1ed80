package dev.sallyport.crash;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.sallyport.checkpoint.Checkpoint;
import dev.sallyport.domain.PrincipalKind;
import dev.sallyport.domain.Role;
import dev.sallyport.fixture.GateProcess.Stop;
import dev.sallyport.fixture.SiteFiles;
import dev.sallyport.fixture.StoreFile;
import dev.sallyport.fixture.TestCaller;
import dev.sallyport.fixture.TestCaller.Reply;
import dev.sallyport.fixture.TestGate;
import dev.sallyport.gate.Ambient;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.FieldSource;

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

  private static final List<Checkpoint> POINTS =
      List.of(
          Checkpoint.DECISION_WRITTEN,
          Checkpoint.DECIDED,
          Checkpoint.BEGIN_WRITTEN,
          Checkpoint.BEGUN,
          Checkpoint.BRANCH_MOVED);

  @TempDir static Path shared;
  private static KilledTogether<Checkpoint, Story> killed;

  /// The gates of a folder, and the keys of those who call them.
  private record Ground(Path folder, String requester, String operator) {
    static Ground in(Path folder) {
      try {
        TestGate.prepare(folder, POLICY);
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
      return new Ground(
          folder,
          key(folder, "docs-bot", PrincipalKind.AGENT, Role.REQUESTER),
          key(folder, "olga", PrincipalKind.PERSON, Role.OPERATOR));
    }

    private static String key(Path folder, String name, PrincipalKind kind, Role role) {
      return TestGate.key(folder, Ambient.system(), name, kind, Set.of(role), Set.of("blog"));
    }

    long number(String sql, Object... values) {
      return StoreFile.of(folder).number(sql, values);
    }

    long events(String event) {
      return number(
          "SELECT count(*) FROM audit_records WHERE json_extract(body, '$.event') = ?", event);
    }

    long open() {
      return number("SELECT count(*) FROM executions WHERE state IN ('running', 'unknown')");
    }
  }

  /// What a change comes to that was previewed, let through and sent to be applied.
  private record Story(Ground ground, String change, String decision, String token) {}

  @BeforeAll
  static void kill() {
    killed = new KilledTogether<>(shared);
    for (Checkpoint point : POINTS) {
      Ground ground = Ground.in(shared.resolve(point.name()));
      killed.add(point, new Stop(ground.folder(), point, 1), url -> upTo(point, ground, url));
    }
    killed.kill();
  }

  private static Story upTo(Checkpoint point, Ground ground, String url) {
    TestCaller agent = new TestCaller(url, ground.requester());
    TestCaller olga = new TestCaller(url, ground.operator());
    Reply preview = agent.preview("glass-1", "index.html", "<h1>Mended</h1>\n");
    String change = preview.result().required("changeId").asString();
    String decision =
        "{\"planHash\":\"%s\",\"reason\":\"the page is down\"}"
            .formatted(preview.result().required("plan").required("hash").asString());
    if (point == Checkpoint.DECISION_WRITTEN || point == Checkpoint.DECIDED) {
      unanswered(() -> breakGlass(olga, change, decision));
      return new Story(ground, change, decision, "");
    }
    assertThat(breakGlass(olga, change, decision).status()).isEqualTo(200);
    String token = token(agent, change);
    unanswered(() -> agent.confirm("apply", "glass-1", token));
    return new Story(ground, change, decision, token);
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

  private static String token(TestCaller agent, String change) {
    return agent
        .post("/v1/changes/" + change + "/token", "")
        .json()
        .path("confirmToken")
        .asString();
  }

  @ParameterizedTest
  @FieldSource("POINTS")
  void p3_executedAtMostOnceAndRecordedOnce(Checkpoint point) {
    Story story = killed.left(point);
    Ground ground = story.ground();
    boolean broken = point != Checkpoint.DECISION_WRITTEN;
    assertThat(ground.events("break_glass.used")).isEqualTo(broken ? 1 : 0);

    try (TestGate gate =
        TestGate.start(ground.folder(), POLICY, Ambient.system(), Checkpoint.Listener.NONE)) {
      TestCaller agent = new TestCaller(gate.url(), ground.requester());
      TestCaller olga = new TestCaller(gate.url(), ground.operator());
      Reply again = breakGlass(olga, story.change(), story.decision());
      assertThat(again.status()).as(again.text()).isEqualTo(broken ? 409 : 200);
      String token = story.token().isEmpty() ? token(agent, story.change()) : story.token();
      await().atMost(SOON).until(() -> ground.open() == 0);
      Reply applied = agent.confirm("apply", "glass-1", token);

      // Begun and cut off before the site was touched: that is its answer from then on.
      boolean failed = point == Checkpoint.BEGUN;
      assertThat(applied.status()).as(applied.text()).isEqualTo(failed ? 502 : 200);
      assertThat(SiteFiles.of(gate).commits()).isEqualTo(failed ? 1 : 2);
      assertThat(agent.confirm("apply", "glass-1", token).text()).isEqualTo(applied.text());
      assertThat(olga.get("/v1/changes?breakGlass=true").json().path("items")).hasSize(1);
    }
    assertThat(ground.events("break_glass.used")).isOne();
    assertThat(ground.events("execution.started")).isOne();
    assertThat(ground.number("SELECT count(*) FROM executions")).isOne();
    Evidence.of(ground.folder(), "blog").check();
  }
}
