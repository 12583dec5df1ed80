package dev.sallyport.crash;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.sallyport.audit.AuditSealer;
import dev.sallyport.audit.AuditVerifier;
import dev.sallyport.checkpoint.Checkpoint;
import dev.sallyport.domain.Role;
import dev.sallyport.fixture.PostgresServer;
import dev.sallyport.fixture.SiteFiles;
import dev.sallyport.fixture.TestCaller;
import dev.sallyport.fixture.TestCaller.Reply;
import dev.sallyport.fixture.TestGate;
import dev.sallyport.gate.Ambient;
import dev.sallyport.store.Store;
import dev.sallyport.token.Secrets;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/// PostgreSQL itself killed (SIGKILL of the server and all of its processes) under load, and
/// started again on what it left.
@Tag("integration")
@DisabledOnOs(OS.WINDOWS)
class PostgresRestartTest {
  private static final int CHANGES = 30;
  private static final int WORKERS = 4;
  private static final Duration LONGEST = Duration.ofSeconds(120);

  @TempDir Path folder;

  private final Set<String> acknowledged = ConcurrentHashMap.newKeySet();
  private final CountDownLatch underWay = new CountDownLatch(CHANGES / 3);

  @Test
  void p3_aKilledAndRestartedServerLosesNothingAndHasNothingDoneTwice() throws Exception {
    try (PostgresServer server = new PostgresServer(folder.resolve("database"));
        TestGate one = gate(server);
        TestGate two = gate(server)) {
      TestCaller here = one.caller("docs-bot", Role.REQUESTER);
      List<TestCaller> callers = List.of(here, new TestCaller(two.url(), here.key()));
      try (ExecutorService workers = Executors.newFixedThreadPool(WORKERS)) {
        List<? extends Future<?>> all =
            IntStream.range(0, CHANGES)
                .mapToObj(n -> workers.submit(() -> change(n, callers.get(n % 2))))
                .toList();
        underWay.await();
        server.kill();
        server.startAgain();
        for (Future<?> each : all) {
          each.get();
        }
      }
      check(one);
    }
  }

  private TestGate gate(PostgresServer server) {
    return TestGate.start(
        folder,
        "store: { url: \"" + server.url() + "\" }\n" + TestGate.WIDE_LIMITS + TestGate.BLOG,
        Ambient.system(),
        Checkpoint.Listener.NONE);
  }

  /// One change, asked for with the same key until it is answered.
  private void change(int number, TestCaller caller) {
    String key = "change-" + number;
    String content = "change " + number + "\n";
    String path = "page-" + number + ".html";
    Reply[] last = new Reply[1];
    await()
        .atMost(LONGEST)
        .pollInterval(Duration.ofMillis(50))
        .until(
            () -> {
              last[0] = caller.preview(key, path, content);
              if (last[0].status() != 200) {
                return false;
              }
              String token = last[0].result().required("confirmToken").asString();
              last[0] = caller.confirm("apply", key, token);
              // Another worker's change came first: this plan is void, and its key's answer stays.
              return last[0].status() == 200 || last[0].slug().equals("plan-stale");
            });
    if (last[0].status() == 200) {
      acknowledged.add(last[0].result().required("executionId").asString());
    }
    underWay.countDown();
  }

  private void check(TestGate gate) throws IOException {
    List<String> executions = SiteFiles.of(gate).executions();
    assertThat(executions).doesNotHaveDuplicates().containsAll(acknowledged);
    assertThat(acknowledged).isNotEmpty();
    Ambient ambient = Ambient.system();
    try (Store store = TestGate.openStore(folder, ambient)) {
      AuditSealer sealer =
          new AuditSealer(
              new Secrets(Map.of(), TestGate.data(folder).resolve("keys"))
                  .auditKey(ambient.random()));
      assertThat(AuditVerifier.verify(store.audit(), sealer).findings()).isEmpty();
    }
  }
}
