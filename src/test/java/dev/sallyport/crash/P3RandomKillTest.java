package dev.sallyport.crash;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sallyport.domain.PrincipalKind;
import dev.sallyport.domain.Role;
import dev.sallyport.fixture.GateProcess;
import dev.sallyport.fixture.TestCaller;
import dev.sallyport.fixture.TestCaller.Reply;
import dev.sallyport.fixture.TestGate;
import dev.sallyport.gate.Ambient;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.node.ObjectNode;

/// One folder, gates on it that are killed at random moments while callers work, and what
/// everything came to in the end. Every write is sent twice at once.
@Tag("integration")
@Tag("tokens")
@DisabledOnOs(OS.WINDOWS)
class P3RandomKillTest {
  private static final int TARGETS = 3;
  private static final int KILLS = 20;
  private static final int MANY_KILLS = 200;
  private static final int LONGEST_WORK_MILLIS = 700;

  @TempDir Path folder;

  /// What was answered, by the request it was the answer to.
  private final Map<ObjectNode, Reply> answers = new ConcurrentHashMap<>();

  private String key = "";

  @Test
  void p3_nothingHappensTwiceOrOffTheRecordThroughTwentyKills() throws Exception {
    survive(KILLS, 20_261_124);
  }

  @Test
  @Tag("long")
  void p3_nothingHappensTwiceOrOffTheRecordThroughManyKills() throws Exception {
    survive(MANY_KILLS, new Random().nextLong());
  }

  private void survive(int kills, long seed) throws Exception {
    TestGate.prepare(folder, TestGate.WIDE_LIMITS + sites());
    key =
        TestGate.key(
            folder,
            Ambient.system(),
            "docs-bot",
            PrincipalKind.AGENT,
            Set.of(Role.REQUESTER),
            Set.of("*"));
    Random random = new Random(seed);
    for (int round = 0; round < kills; round++) {
      workUntilKilled(round, random.nextInt(LONGEST_WORK_MILLIS));
    }

    try (TestGate gate =
        TestGate.start(
            folder,
            TestGate.WIDE_LIMITS + sites(),
            Ambient.system(),
            dev.sallyport.checkpoint.Checkpoint.Listener.NONE)) {
      TestCaller caller = new TestCaller(gate.url(), key);
      assertThat(answers).as("seed %d", seed).hasSizeGreaterThan(kills);
      answers.forEach((request, first) -> checkAgain(caller, request, first));
    }
    Evidence.of(
            folder, IntStream.range(0, TARGETS).mapToObj(n -> "site-" + n).toArray(String[]::new))
        .check();
  }

  /// What was promised to a caller before a crash still stands after it.
  private static void checkAgain(TestCaller caller, ObjectNode request, Reply first) {
    Reply again = caller.execute(request);
    assertThat(again.replayed()).as(again.text()).isTrue();
    assertThat(again.status()).isEqualTo(first.status());
    assertThat(again.json()).isEqualTo(first.json());
  }

  private void workUntilKilled(int round, int millis) throws Exception {
    try (GateProcess gate = GateProcess.gate(folder);
        ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      TestCaller caller = new TestCaller(gate.url(), key);
      CountDownLatch working = new CountDownLatch(1);
      List<Future<?>> workers =
          IntStream.range(0, TARGETS)
              .<Future<?>>mapToObj(
                  n -> threads.submit(() -> work(caller, "site-" + n, "r" + round, working)))
              .toList();
      working.await(60, TimeUnit.SECONDS);
      // The moment itself is what is random; there is nothing to wait for.
      Thread.sleep(millis);
      gate.kill();
      for (Future<?> worker : workers) {
        worker.get(60, TimeUnit.SECONDS);
      }
    }
  }

  /// Changes a site in every way there is until its gate is gone.
  private void work(TestCaller caller, String target, String round, CountDownLatch working) {
    try {
      for (int n = 0; ; n++) {
        String name = round + "-" + n;
        String content = "<p>" + name + "</p>\n";
        if (n % 3 == 2) {
          twice(caller, on(target, TestCaller.edit("auto", name, "auto.html", content)));
        } else if (n % 4 == 3) {
          confirmed(
              caller,
              target,
              name,
              TestCaller.body("preview", name).put("command", "Undo").put("operation", "rollback"),
              List.of("rollback"));
        } else {
          confirmed(
              caller,
              target,
              name,
              TestCaller.edit("preview", name, "page.html", content),
              List.of("apply", "deploy"));
        }
        working.countDown();
      }
    } catch (UncheckedIOException e) {
      // The gate is gone.
    } finally {
      working.countDown();
    }
  }

  private void confirmed(
      TestCaller caller, String target, String name, ObjectNode preview, List<String> actions) {
    Reply previewed = twice(caller, on(target, preview));
    String token = previewed.json().path("result").path("confirmToken").asString("");
    if (!token.isEmpty()) {
      for (String action : actions) {
        twice(caller, on(target, TestCaller.body(action, name).put("confirmToken", token)));
      }
    }
  }

  private static ObjectNode on(String target, ObjectNode body) {
    return body.put("target", target);
  }

  /// Sends a copy beside it; remembers what an execution was answered.
  private Reply twice(TestCaller caller, ObjectNode request) {
    Thread copy =
        Thread.ofVirtual()
            .start(
                () -> {
                  try {
                    remember(request, caller.execute(request));
                  } catch (UncheckedIOException e) {
                    // The gate is gone.
                  }
                });
    Reply reply = caller.execute(request);
    remember(request, reply);
    try {
      copy.join();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    return reply;
  }

  private void remember(ObjectNode request, Reply reply) {
    boolean executed = !request.required("action").asString().equals("preview");
    if (executed && (reply.status() == 200 || reply.slug().equals("execution-failed"))) {
      Reply other = answers.putIfAbsent(request, reply);
      assertThat(other == null ? reply.json() : other.json()).isEqualTo(reply.json());
    }
  }

  private static String sites() {
    StringBuilder sites = new StringBuilder("targets:\n");
    for (int n = 0; n < TARGETS; n++) {
      sites.append(
          """
            site-%1$d:
              kind: site
              repository: ./var/site-%1$d.git
              import: ./site
              publish: ./var/www/site-%1$d
              policy: { apply: confirm, deploy: confirm, rollback: confirm, auto: high }
          """
              .formatted(n));
    }
    return sites.toString();
  }
}
