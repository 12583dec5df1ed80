package dev.sallyport.crash;

import static dev.sallyport.checkpoint.Checkpoint.BEFORE_BEGIN;
import static dev.sallyport.checkpoint.Checkpoint.BEFORE_FINISH;
import static dev.sallyport.checkpoint.Checkpoint.BEFORE_RESPOND;
import static dev.sallyport.checkpoint.Checkpoint.BEGIN_WRITTEN;
import static dev.sallyport.checkpoint.Checkpoint.BEGUN;
import static dev.sallyport.checkpoint.Checkpoint.BRANCH_MOVED;
import static dev.sallyport.checkpoint.Checkpoint.DEPLOYMENT_RECORDED;
import static dev.sallyport.checkpoint.Checkpoint.FINISHED;
import static dev.sallyport.checkpoint.Checkpoint.FINISH_WRITTEN;
import static dev.sallyport.checkpoint.Checkpoint.PREVIEW_CLAIMED;
import static dev.sallyport.checkpoint.Checkpoint.PREVIEW_PLANNED;
import static dev.sallyport.checkpoint.Checkpoint.PREVIEW_RECORDED;
import static dev.sallyport.checkpoint.Checkpoint.PREVIEW_WRITTEN;
import static dev.sallyport.checkpoint.Checkpoint.PUBLISHED;
import static dev.sallyport.checkpoint.Checkpoint.RELEASE_WRITTEN;
import static dev.sallyport.checkpoint.Checkpoint.TARGET_ENTERED;
import static dev.sallyport.checkpoint.Checkpoint.TARGET_RETURNED;
import static dev.sallyport.checkpoint.Checkpoint.TOKEN_USED;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.sallyport.checkpoint.Checkpoint;
import dev.sallyport.crash.P2P3CrashTest.Crash.Fate;
import dev.sallyport.fixture.GateProcess;
import dev.sallyport.fixture.GateProcess.Stop;
import dev.sallyport.fixture.StoreFile;
import dev.sallyport.fixture.TestCaller;
import dev.sallyport.fixture.TestCaller.Reply;
import dev.sallyport.fixture.TestGate;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.CopyOption;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import tools.jackson.databind.node.ObjectNode;

/// A gate killed (SIGKILL, a process of its own) at every named point of a request's way, and
/// started again: the token, the execution and the record stand or fall together (P2), and nothing
/// reaches the target twice (P3).
@Tag("integration")
@Tag("tokens")
@DisabledOnOs(OS.WINDOWS)
class P2P3CrashTest {
  private static final String FIRST = "<h1>First</h1>\n";
  private static final String SECOND = "<h1>Second</h1>\n";
  private static final String KEY = "crashed-1";
  private static final Duration SOON = Duration.ofSeconds(60);

  @TempDir static Path shared;
  private static Path template;
  private static String key;
  private static KilledTogether<Crash, ObjectNode> killed;

  @TempDir Path temporary;

  /// A request that is cut off, where, and what must have become of it.
  ///
  /// @param turn at which of its turns the point is the action's
  record Crash(String action, Checkpoint point, int turn, Fate fate) {
    enum Fate {
      /// Nothing is on record, so a retry does it.
      NOT_BEGUN,
      /// It is on record and did not take (whole) effect; a retry gets that answer.
      FAILED,
      /// It took effect and was settled so; a retry gets that answer.
      SETTLED,
      /// It was on record with its answer.
      FINISHED
    }

    Path folder() {
      return shared.resolve(action + "-" + point);
    }

    @Override
    public String toString() {
      return action + " at " + point + ": " + fate;
    }
  }

  static Stream<Crash> crashes() {
    return Stream.of(
        new Crash("apply", BEFORE_BEGIN, 1, Fate.NOT_BEGUN),
        new Crash("apply", TOKEN_USED, 1, Fate.NOT_BEGUN),
        new Crash("apply", BEGIN_WRITTEN, 1, Fate.NOT_BEGUN),
        new Crash("apply", BEGUN, 1, Fate.FAILED),
        new Crash("apply", TARGET_ENTERED, 1, Fate.FAILED),
        new Crash("apply", BRANCH_MOVED, 1, Fate.SETTLED),
        new Crash("apply", TARGET_RETURNED, 1, Fate.SETTLED),
        new Crash("apply", BEFORE_FINISH, 1, Fate.SETTLED),
        new Crash("apply", FINISH_WRITTEN, 1, Fate.SETTLED),
        new Crash("apply", FINISHED, 1, Fate.FINISHED),
        new Crash("apply", BEFORE_RESPOND, 1, Fate.FINISHED),
        new Crash("deploy", BEGIN_WRITTEN, 2, Fate.NOT_BEGUN),
        new Crash("deploy", BEGUN, 2, Fate.FAILED),
        new Crash("deploy", RELEASE_WRITTEN, 1, Fate.FAILED),
        new Crash("deploy", DEPLOYMENT_RECORDED, 1, Fate.FAILED),
        new Crash("deploy", PUBLISHED, 1, Fate.SETTLED),
        new Crash("deploy", FINISH_WRITTEN, 2, Fate.SETTLED),
        new Crash("rollback", TOKEN_USED, 1, Fate.NOT_BEGUN),
        new Crash("rollback", RELEASE_WRITTEN, 1, Fate.FAILED),
        new Crash("rollback", BRANCH_MOVED, 1, Fate.FAILED),
        new Crash("rollback", PUBLISHED, 1, Fate.SETTLED),
        new Crash("auto", BEGIN_WRITTEN, 1, Fate.NOT_BEGUN),
        new Crash("auto", BEGUN, 1, Fate.FAILED),
        new Crash("auto", BRANCH_MOVED, 1, Fate.FAILED),
        new Crash("auto", PUBLISHED, 1, Fate.SETTLED));
  }

  /// A folder with one change applied and deployed, from which every test starts, and all the gates
  /// that are killed at a point.
  @BeforeAll
  static void prepare() {
    prepareTemplate();
    killed = new KilledTogether<>(shared);
    Stream.concat(crashes(), previews())
        .forEach(
            crash -> {
              Path folder = copy(crash.folder());
              killed.add(
                  crash,
                  new Stop(folder, crash.point(), crash.turn()),
                  url -> {
                    TestCaller caller = new TestCaller(url, key);
                    ObjectNode request = prepared(caller, crash.action());
                    sendUnanswered(caller, request);
                    return request;
                  });
            });
    killed.kill();
  }

  private static void prepareTemplate() {
    template = shared.resolve("template");
    try (TestGate gate = TestGate.start(Files.createDirectories(template))) {
      key = TestGate.agentKey(template, "docs-bot", "blog");
      TestCaller caller = new TestCaller(gate.url(), key);
      String token = caller.token("first-1", "index.html", FIRST);
      assertThat(caller.confirm("apply", "first-1", token).status()).isEqualTo(200);
      assertThat(caller.confirm("deploy", "first-1", token).status()).isEqualTo(200);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @ParameterizedTest
  @MethodSource("crashes")
  void aGateKilledAnywhereLeavesAllOrNothing(Crash crash) {
    Path folder = crash.folder();
    ObjectNode request = killed.left(crash);

    try (TestGate gate = TestGate.start(folder)) {
      TestCaller caller = new TestCaller(gate.url(), key);
      checkRecord(folder, crash);
      Reply retry = caller.execute(request);
      Reply again = caller.execute(request);
      switch (crash.fate()) {
        case NOT_BEGUN -> {
          assertThat(retry.status()).as(retry.text()).isEqualTo(200);
          assertThat(retry.replayed()).isFalse();
        }
        case FAILED -> {
          assertThat(retry.slug()).as(retry.text()).isEqualTo("execution-failed");
          assertThat(retry.replayed()).isTrue();
        }
        case SETTLED, FINISHED -> {
          assertThat(retry.status()).as(retry.text()).isEqualTo(200);
          assertThat(retry.replayed()).isTrue();
        }
      }
      assertThat(again.json()).isEqualTo(retry.json());
      assertThat(again.replayed()).isTrue();
      goesOn(gate, caller);
    }
    Evidence.of(folder, "blog").check();
  }

  /// Everything up to the request that is to be cut off.
  private static ObjectNode prepared(TestCaller caller, String action) {
    return switch (action) {
      case "apply" -> confirmation("apply", caller.token(KEY, "index.html", SECOND));
      case "deploy" -> {
        String token = caller.token(KEY, "index.html", SECOND);
        assertThat(caller.confirm("apply", KEY, token).status()).isEqualTo(200);
        yield confirmation("deploy", token);
      }
      case "rollback" ->
          confirmation(
              "rollback", caller.previewRollback(KEY).result().required("confirmToken").asString());
      case "auto", "preview" -> TestCaller.edit(action, KEY, "index.html", SECOND);
      default -> throw new IllegalArgumentException(action);
    };
  }

  private static ObjectNode confirmation(String action, String token) {
    return TestCaller.body(action, KEY).put("confirmToken", token);
  }

  /// What the store says before anybody asks again.
  private static void checkRecord(Path folder, Crash crash) {
    StoreFile store = StoreFile.of(folder);
    long executions =
        store.number(
            "SELECT count(*) FROM executions WHERE action = ? AND idempotency_key = ?",
            crash.action(),
            KEY);
    if (crash.fate() == Fate.NOT_BEGUN) {
      assertThat(executions).isZero();
      return;
    }
    assertThat(executions).isOne();
    assertThat(
            store.text(
                "SELECT state FROM executions WHERE action = ? AND idempotency_key = ?",
                crash.action(),
                KEY))
        .isEqualTo(crash.fate() == Fate.FAILED ? "failed" : "succeeded");
    assertThat(
            store.number(
                """
                SELECT count(*) FROM audit_records
                WHERE json_extract(body, '$.event') = 'execution.settled'
                """))
        .isEqualTo(crash.fate() == Fate.FINISHED ? 0 : 1);
  }

  /// The target is free again: the next change goes all the way.
  private static void goesOn(TestGate gate, TestCaller caller) {
    String content = "<h1>Afterwards</h1>\n";
    String token = caller.token("after-1", "index.html", content);
    assertThat(caller.confirm("apply", "after-1", token).status()).isEqualTo(200);
    assertThat(caller.confirm("deploy", "after-1", token).status()).isEqualTo(200);
    assertThat(gate.published().resolve("index.html")).hasContent(content);
  }

  static Stream<Crash> previews() {
    return Stream.of(
        new Crash("preview", PREVIEW_CLAIMED, 1, Fate.NOT_BEGUN),
        new Crash("preview", PREVIEW_PLANNED, 1, Fate.NOT_BEGUN),
        new Crash("preview", PREVIEW_WRITTEN, 1, Fate.NOT_BEGUN),
        new Crash("preview", PREVIEW_RECORDED, 1, Fate.FINISHED));
  }

  @ParameterizedTest
  @MethodSource("previews")
  void aPreviewCutOffAnywhereCanBeAskedForAgain(Crash crash) {
    Path folder = crash.folder();
    ObjectNode request = killed.left(crash);

    try (TestGate gate = TestGate.start(folder)) {
      TestCaller caller = new TestCaller(gate.url(), key);
      Reply retry = caller.execute(request);
      assertThat(retry.status()).as(retry.text()).isEqualTo(200);
      assertThat(retry.replayed()).isEqualTo(crash.fate() == Fate.FINISHED);
      String token = retry.result().required("confirmToken").asString();
      assertThat(caller.confirm("apply", KEY, token).status()).isEqualTo(200);
    }
    Evidence.of(folder, "blog").check();
  }

  @Test
  void aSettlementThatIsCutOffIsMadeByTheNextGate() {
    Path folder = copy(temporary.resolve("gate"));
    ObjectNode request;
    try (GateProcess gate = GateProcess.stoppingAt(folder, TARGET_RETURNED, 1)) {
      TestCaller caller = new TestCaller(gate.url(), key);
      request = prepared(caller, "apply");
      sendUnanswered(caller, request);
      gate.awaitReached();
      gate.kill();
    }
    try (GateProcess settling = GateProcess.stoppingAt(folder, FINISH_WRITTEN, 1)) {
      settling.awaitReached();
      settling.kill();
    }

    try (TestGate gate = TestGate.start(folder)) {
      TestCaller caller = new TestCaller(gate.url(), key);
      Reply retry = caller.execute(request);
      assertThat(retry.status()).as(retry.text()).isEqualTo(200);
      assertThat(retry.replayed()).isTrue();
    }
    Evidence.of(folder, "blog").check();
  }

  @Test
  void aGateBesideTheDeadOneSettlesItsExecutionWithinSeconds() {
    Path folder = copy(temporary.resolve("gate"));
    try (TestGate living = TestGate.start(folder);
        GateProcess gate = GateProcess.stoppingAt(folder, BRANCH_MOVED, 1)) {
      TestCaller caller = new TestCaller(gate.url(), key);
      TestCaller beside = new TestCaller(living.url(), key);
      ObjectNode request = prepared(caller, "apply");
      sendUnanswered(caller, request);
      gate.awaitReached();
      assertThat(beside.execute(request).slug()).isEqualTo("idempotency-in-progress");
      gate.kill();

      await()
          .atMost(SOON)
          .untilAsserted(() -> assertThat(beside.execute(request).status()).isEqualTo(200));
      goesOn(living, beside);
    }
    Evidence.of(folder, "blog").check();
  }

  private static void sendUnanswered(TestCaller caller, ObjectNode request) {
    var unused =
        Thread.ofVirtual()
            .start(
                () -> {
                  try {
                    caller.execute(request);
                  } catch (UncheckedIOException e) {
                    // The gate is killed before it can answer.
                  }
                });
  }

  private static Path copy(Path copy) {
    CopyOption[] asItIs = {LinkOption.NOFOLLOW_LINKS, StandardCopyOption.COPY_ATTRIBUTES};
    try (Stream<Path> paths = Files.walk(template)) {
      for (Path path : paths.toList()) {
        Files.copy(path, copy.resolve(template.relativize(path).toString()), asItIs);
      }
      return copy;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
