package dev.sallyport.crash;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;
import static org.awaitility.Awaitility.await;

import dev.sallyport.checkpoint.Checkpoint;
import dev.sallyport.domain.ExecutionId;
import dev.sallyport.domain.Outcome;
import dev.sallyport.domain.Role;
import dev.sallyport.fixture.OtherGate;
import dev.sallyport.fixture.SkewedGates;
import dev.sallyport.fixture.TestCaller;
import dev.sallyport.fixture.TestCaller.Reply;
import dev.sallyport.fixture.TestGate;
import dev.sallyport.store.Executions.Execution;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Gates whose own clocks are a minute off, one each way: leases, limits and expiry go by the
/// server's clock at both of them.
@Tag("integration")
@Tag("tokens")
@Tag("rate-limit")
class PostgresClocksTest {
  private static final Duration SOON = Duration.ofSeconds(50);
  private static final Duration HALF_A_MINUTE = Duration.ofSeconds(30);
  private static final String BRIEF_LEASE = "server: { lease: 2s }\n";

  /// Two seconds off at most: a header says whole ones.
  private static final long CLOSE_SECONDS = 2;

  @TempDir Path folder;

  private static TestCaller at(TestGate gate, TestCaller caller) {
    return new TestCaller(gate.url(), caller.key());
  }

  private static void refused(Reply reply, String slug) {
    assertThat(reply.slug()).as(reply.text()).isEqualTo(slug);
  }

  private static void done(Reply reply) {
    assertThat(reply.status()).as(reply.text()).isEqualTo(200);
  }

  @Test
  void aTokenStandsToItsEndAndNoFurtherAtEitherGate() {
    try (SkewedGates gates =
        SkewedGates.start(folder, BRIEF_LEASE + TestGate.WIDE_LIMITS + TestGate.BLOG)) {
      TestCaller behind = gates.behind().caller("docs-bot", Role.REQUESTER);
      TestCaller ahead = at(gates.ahead(), behind);
      String early = behind.token("early-1", "index.html", "early\n");
      gates.pass(Duration.ofMinutes(10).minus(HALF_A_MINUTE));
      done(ahead.confirm("apply", "early-1", early));

      String late = ahead.token("late-1", "index.html", "late\n");
      String later = behind.token("later-1", "about.html", "later\n");
      gates.pass(Duration.ofMinutes(10).plusSeconds(1));
      refused(behind.confirm("apply", "late-1", late), "confirm-token-expired");
      refused(ahead.confirm("apply", "later-1", later), "confirm-token-expired");
    }
  }

  @Test
  void anApprovalMayBeGivenToItsEndAndNoFurtherAtEitherGate() {
    String wanted = TestGate.BLOG.replace("apply: confirm", "apply: { approve: 1 }");
    try (SkewedGates gates =
        SkewedGates.start(folder, BRIEF_LEASE + TestGate.WIDE_LIMITS + wanted)) {
      TestCaller behind = gates.behind().caller("docs-bot", Role.REQUESTER);
      TestCaller ada = gates.ahead().approver("ada");
      Reply first = behind.preview("first-1", "index.html", "first\n");
      gates.pass(Duration.ofHours(24).minus(HALF_A_MINUTE));
      done(approve(ada, first));

      Reply second = at(gates.ahead(), behind).preview("second-1", "index.html", "second\n");
      gates.pass(Duration.ofHours(24).plusSeconds(1));
      refused(approve(at(gates.behind(), ada), second), "approval-expired");
    }
  }

  private static Reply approve(TestCaller who, Reply preview) {
    String hash = preview.result().required("plan").required("hash").asString();
    return who.post(
        "/v1/changes/" + id(preview) + "/approve",
        "{\"planHash\":\"" + hash + "\",\"reason\":\"looked at it\"}");
  }

  private static String id(Reply preview) {
    return preview.result().required("changeId").asString();
  }

  @Test
  void p9_aWindowIsOneForBothGatesAndMovesByTheServersClock() {
    String limits = "limits: { heavy: { limit: 4, window: 60s, block: 1s }, storePatience: 10s }\n";
    try (SkewedGates gates = SkewedGates.start(folder, BRIEF_LEASE + limits + TestGate.BLOG)) {
      TestCaller behind = gates.behind().caller("docs-bot", Role.REQUESTER);
      TestCaller ahead = at(gates.ahead(), behind);

      List<Reply> first = each(behind, ahead, behind, ahead, behind, ahead);
      assertThat(first)
          .extracting(PostgresClocksTest::isAdmitted)
          .containsExactly(true, true, true, true, false, false);
      assertThat(first).allSatisfy(reply -> resetsByTheServersClock(gates, reply));

      gates.pass(HALF_A_MINUTE);
      heard(gates, behind);
      heard(gates, ahead);
      assertThat(each(ahead, behind)).noneMatch(PostgresClocksTest::isAdmitted);

      gates.pass(HALF_A_MINUTE.plusSeconds(1));
      heard(gates, behind);
      heard(gates, ahead);
      assertThat(each(ahead, behind, ahead, behind, ahead, behind))
          .extracting(PostgresClocksTest::isAdmitted)
          .containsExactly(true, true, true, true, false, false);
    }
  }

  private static List<Reply> each(TestCaller... callers) {
    return Stream.of(callers).map(one -> one.confirm("apply", "key-1", "spt_no-token")).toList();
  }

  private static boolean isAdmitted(Reply reply) {
    return reply.status() != 429;
  }

  private static void resetsByTheServersClock(SkewedGates gates, Reply reply) {
    String state = reply.header("RateLimit");
    long rest = Long.parseLong(state.substring(state.lastIndexOf('=') + 1));
    assertThat(Long.parseLong(reply.header("X-RateLimit-Reset")))
        .isCloseTo(gates.now().getEpochSecond() + rest, within(HALF_A_MINUTE.toSeconds()));
  }

  /// Waits until that gate has heard what time it is now.
  private static void heard(SkewedGates gates, TestCaller caller) {
    await()
        .atMost(SOON)
        .until(
            () -> {
              Reply status = caller.post("/v1/execute", "{\"action\":\"status\"}");
              Instant told = Instant.parse(status.json().required("timestamp").asString());
              return Duration.between(told, gates.now()).toSeconds() < CLOSE_SECONDS;
            });
  }

  @Test
  void p3_aLivingGatesExecutionIsNotTakenForCutOffByOneThatIsAhead() throws Exception {
    CountDownLatch inside = new CountDownLatch(1);
    CountDownLatch goOn = new CountDownLatch(1);
    try (SkewedGates gates =
        SkewedGates.start(
            folder,
            TestGate.WIDE_LIMITS + TestGate.BLOG,
            checkpoint -> {
              if (checkpoint == Checkpoint.TARGET_ENTERED) {
                inside.countDown();
                stand(goOn);
              }
            })) {
      TestCaller behind = gates.behind().caller("docs-bot", Role.REQUESTER);
      String token = behind.token("live-1", "index.html", "live\n");
      CompletableFuture<Reply> applying =
          CompletableFuture.supplyAsync(
              () -> behind.confirm("apply", "live-1", token), Thread::startVirtualThread);
      assertThat(inside.await(SOON.toSeconds(), TimeUnit.SECONDS)).isTrue();
      double looked = looks(gates.ahead());
      await().atMost(SOON).until(() -> looks(gates.ahead()) >= looked + 2);

      goOn.countDown();

      Reply applied = applying.get(SOON.toSeconds(), TimeUnit.SECONDS);
      done(applied);
      assertThat(applied.result().required("state").asString()).isEqualTo("applied");
    } finally {
      goOn.countDown();
    }
  }

  private static void stand(CountDownLatch goOn) {
    try {
      goOn.await(SOON.toSeconds(), TimeUnit.SECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /// How often that gate has looked for executions that were cut off.
  private static double looks(TestGate gate) {
    return new TestCaller(gate.url(), "")
        .get("/metrics")
        .text()
        .lines()
        .filter(line -> line.startsWith("sallyport_store_query_seconds_count"))
        .filter(line -> line.contains("\"execution_orphans\""))
        .mapToDouble(line -> Double.parseDouble(line.substring(line.lastIndexOf(' ') + 1)))
        .sum();
  }

  @Test
  void p3_aDeadGatesExecutionIsTakenForCutOffByOneThatIsBehind() {
    try (SkewedGates gates =
            SkewedGates.start(folder, BRIEF_LEASE + TestGate.WIDE_LIMITS + TestGate.BLOG);
        OtherGate dead = new OtherGate(folder)) {
      gates.ahead().close();
      ExecutionId id = dead.begin();

      await()
          .atMost(SOON)
          .until(
              () ->
                  dead.store().executions().find(id).orElseThrow().state()
                      != Execution.State.RUNNING);
      dead.end(id, Outcome.SUCCEEDED);
      assertThat(dead.store().executions().find(id).orElseThrow().state())
          .isNotEqualTo(Execution.State.SUCCEEDED);
    }
  }
}
