package dev.sallyport.crash;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.sallyport.audit.AuditSealer;
import dev.sallyport.audit.AuditVerifier;
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
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Predicate;
import java.util.function.Supplier;
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
  private final Set<String> undone = ConcurrentHashMap.newKeySet();
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
        assertThat(underWay.await(LONGEST.toSeconds(), TimeUnit.SECONDS)).isTrue();
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
    return TestGate.startOn(folder, server.url());
  }

  /// One change, asked for with the same key until it is answered.
  private void change(int number, TestCaller caller) {
    String key = "change-" + number;
    String content = "change " + number + "\n";
    String path = "page-" + number + ".html";
    Reply previewed =
        answered(() -> caller.preview(key, path, content), reply -> reply.status() == 200);
    // Kept: a plan that is void by now is previewed again without one.
    String token = previewed.result().required("confirmToken").asString();
    Reply last = answered(() -> caller.confirm("apply", key, token), PostgresRestartTest::isFinal);
    if (last.status() == 200) {
      acknowledged.add(last.result().required("executionId").asString());
    } else if (last.slug().equals("execution-failed")) {
      String instance = last.json().required("instance").asString();
      undone.add(instance.substring(instance.lastIndexOf('/') + 1));
    }
    underWay.countDown();
  }

  private static Reply answered(Supplier<Reply> request, Predicate<Reply> enough) {
    AtomicReference<Reply> last = new AtomicReference<>();
    await()
        .atMost(LONGEST)
        .pollInterval(Duration.ofMillis(50))
        .untilAsserted(
            () -> {
              last.set(request.get());
              assertThat(enough.test(last.get())).as(last.get().text()).isTrue();
            });
    return last.get();
  }

  /// Whether its key's answer stays: it is done; or another's change came first, and the plan is
  /// void; or the server went away as it began or while it ran, and it has not happened.
  private static boolean isFinal(Reply reply) {
    return reply.status() == 200
        || reply.slug().equals("plan-stale")
        || reply.slug().equals("execution-failed");
  }

  private void check(TestGate gate) throws IOException {
    List<String> executions = SiteFiles.of(gate).executions();
    assertThat(executions).doesNotHaveDuplicates().containsAll(acknowledged);
    assertThat(undone).doesNotContainAnyElementsOf(executions);
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
