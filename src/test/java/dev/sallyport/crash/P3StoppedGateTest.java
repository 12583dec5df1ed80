package dev.sallyport.crash;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.sallyport.checkpoint.Checkpoint;
import dev.sallyport.fixture.GateProcess;
import dev.sallyport.fixture.SiteFiles;
import dev.sallyport.fixture.StoreFile;
import dev.sallyport.fixture.TestCaller;
import dev.sallyport.fixture.TestCaller.Reply;
import dev.sallyport.fixture.TestGate;
import dev.sallyport.gate.Ambient;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/// A gate that stands still for longer than its lease (SIGSTOP) in the middle of an apply and then
/// goes on, while another gate works on the same store and site.
@Tag("integration")
@DisabledOnOs(OS.WINDOWS)
class P3StoppedGateTest {
  private static final Duration SOON = Duration.ofSeconds(60);

  /// No shorter, since a gate on a busy machine may be silent for a while and still live.
  private static final String BRIEF = "4s";

  @TempDir Path folder;
  private String key;

  private void prepare(String lease) throws Exception {
    TestGate.prepare(folder, configuration(lease));
    key = TestGate.agentKey(folder, "docs-bot", "blog");
  }

  private static String configuration(String lease) {
    return "server: { lease: %s }\n".formatted(lease) + TestGate.WIDE_LIMITS + TestGate.BLOG;
  }

  @Test
  void p3_beforeItTouchedTheSiteItNeverWill() throws Exception {
    prepare(BRIEF);
    neverTouchesIt(Duration.ZERO, BRIEF);
  }

  /// With the default lease, and the minute that the promise speaks of.
  @Test
  @Tag("long")
  void p3_aGateThatStoodStillForAMinuteDoesNoHarm() throws Exception {
    prepare("15s");
    neverTouchesIt(Duration.ofSeconds(60), "15s");
  }

  private void neverTouchesIt(Duration stillFor, String lease) throws Exception {
    try (GateProcess gate = GateProcess.stoppingAt(folder, Checkpoint.TARGET_ENTERED, 1)) {
      CompletableFuture<Reply> applying = apply(gate);
      gate.awaitReached();
      gate.freeze(StoreFile.of(folder));
      long frozen = System.nanoTime();
      try (TestGate other = other(lease)) {
        awaitState("failed");
        assertThat(events()).contains("execution.unknown", "execution.settled");
        TestCaller caller = new TestCaller(other.url(), key);
        String token = caller.token("second-1", "about.html", "<p>Second</p>\n");
        assertThat(caller.confirm("apply", "second-1", token).status()).isEqualTo(200);
        SiteFiles site = SiteFiles.of(other);
        String head = site.head();
        await()
            .atMost(SOON.plus(stillFor))
            .until(() -> System.nanoTime() - frozen > stillFor.toNanos());

        gate.thaw();
        gate.goOn();

        await().atMost(SOON).until(() -> gate.errors().contains("lost the execution's lease"));
        assertThat(site.head()).isEqualTo(head);
        assertThat(state()).isEqualTo("failed");
        assertThat(
                applying
                    .handle((reply, gone) -> gone != null || reply.status() >= 500)
                    .get(SOON.toSeconds(), TimeUnit.SECONDS))
            .isTrue();
        Reply again = caller.confirm("apply", "first-1", "spt_a.b.c");
        assertThat(again.slug()).as(again.text()).isEqualTo("execution-failed");
        assertThat(again.replayed()).isTrue();
      }
      gate.kill();
    }
    Evidence.of(folder, "blog").check();
  }

  @Test
  void p3_inTheMiddleNobodyCanTellUntilItGoesOn() throws Exception {
    prepare(BRIEF);
    try (GateProcess gate = GateProcess.stoppingAt(folder, Checkpoint.BRANCH_MOVED, 1)) {
      var unused = apply(gate);
      gate.awaitReached();
      gate.freeze(StoreFile.of(folder));
      try (TestGate other = other(BRIEF)) {
        awaitState("unknown");
        TestCaller caller = new TestCaller(other.url(), key);
        String token = caller.token("second-1", "about.html", "<p>Second</p>\n");
        assertThat(caller.confirm("apply", "second-1", token).slug()).isEqualTo("target-busy");

        gate.thaw();
        gate.goOn();

        awaitState("succeeded");
        await().atMost(SOON).until(() -> gate.errors().contains("lost the execution's lease"));
        Reply again = caller.confirm("apply", "first-1", "spt_a.b.c");
        assertThat(again.status()).as(again.text()).isEqualTo(200);
      }
      gate.kill();
    }
    Evidence.of(folder, "blog").check();
  }

  @Test
  void p3_afterItTouchedTheSiteOthersSaySoAndItsOwnWordComesTooLate() throws Exception {
    prepare(BRIEF);
    try (GateProcess gate = GateProcess.stoppingAt(folder, Checkpoint.BEFORE_FINISH, 1)) {
      var unused = apply(gate);
      gate.awaitReached();
      gate.freeze(StoreFile.of(folder));
      try (TestGate other = other(BRIEF)) {
        awaitState("succeeded");

        gate.thaw();
        gate.goOn();

        await().atMost(SOON).until(() -> gate.errors().contains("lost the execution's lease"));
        assertThat(SiteFiles.of(other).commits()).isEqualTo(2);
      }
      gate.kill();
    }
    Evidence.of(folder, "blog").check();
  }

  private CompletableFuture<Reply> apply(GateProcess gate) {
    TestCaller caller = new TestCaller(gate.url(), key);
    String token = caller.token("first-1", "index.html", "<h1>First</h1>\n");
    return CompletableFuture.supplyAsync(
        () -> caller.confirm("apply", "first-1", token), Thread::startVirtualThread);
  }

  private TestGate other(String lease) {
    return TestGate.start(folder, configuration(lease), Ambient.system(), Checkpoint.Listener.NONE);
  }

  private void awaitState(String state) {
    await().atMost(SOON).until(() -> state().equals(state));
  }

  private String state() {
    return StoreFile.of(folder)
        .text("SELECT state FROM executions WHERE idempotency_key = 'first-1'");
  }

  private String events() {
    return StoreFile.of(folder)
        .text("SELECT group_concat(json_extract(body, '$.event')) FROM audit_records");
  }
}
