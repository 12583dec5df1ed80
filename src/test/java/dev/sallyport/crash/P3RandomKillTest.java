package dev.sallyport.crash;

import static dev.sallyport.fixture.Patient.answered;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.sallyport.checkpoint.Checkpoint;
import dev.sallyport.fixture.GateProcess;
import dev.sallyport.fixture.PlanTool;
import dev.sallyport.fixture.StoreFile;
import dev.sallyport.fixture.TestCaller;
import dev.sallyport.fixture.TestCaller.Reply;
import dev.sallyport.fixture.TestGate;
import dev.sallyport.gate.Ambient;
import java.io.UncheckedIOException;
import java.net.http.HttpTimeoutException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
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
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.node.ObjectNode;

/// Folders with gates on them that are killed at random moments while callers work. After each
/// kill the promises P1 to P4 are held against the store and what the targets themselves have,
/// and P5 against the next gate; once more, and the audit record with it, when everything is
/// settled. Every write is sent twice at once. Several folders at a time, since a gate that
/// starts leaves a machine idle in between.
@Tag("integration")
@Tag("tokens")
@DisabledOnOs(OS.WINDOWS)
class P3RandomKillTest {
  private static final List<String> SITES = List.of("site-0", "site-1");
  private static final List<String> TOOLS = List.of("tool-0", "tool-1");
  private static final int FOLDERS = 2;
  private static final int KILLS = 50;
  private static final int MANY_KILLS = 500;
  private static final int LONGEST_WORK_MILLIS = 700;
  private static final Duration SOON = Duration.ofMinutes(2);
  private static final Duration LONGEST_SETTLING = Duration.ofMinutes(2);

  @TempDir Path folder;

  @Test
  void p3_nothingHappensTwiceOrOffTheRecordThroughFiftyKills() throws Exception {
    survive(KILLS, 20_261_124);
  }

  @Test
  @Tag("long")
  void p3_nothingHappensTwiceOrOffTheRecordThroughManyKills() throws Exception {
    survive(MANY_KILLS, new Random().nextLong());
  }

  private void survive(int kills, long seed) throws Exception {
    try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      List<Future<?>> chains = new ArrayList<>();
      for (int i = 0; i < FOLDERS; i++) {
        Chain chain = new Chain(Files.createDirectory(folder.resolve("chain-" + i)));
        long its = seed + i;
        chains.add(
            threads.submit(
                () -> {
                  chain.survive(kills / FOLDERS, its);
                  return null;
                }));
      }
      for (Future<?> chain : chains) {
        chain.get();
      }
    }
  }

  /// Gates one after the other in one folder.
  private static final class Chain {
    private final Path folder;

    /// What was answered, by the request it was the answer to.
    private final Map<ObjectNode, Reply> answers = new ConcurrentHashMap<>();

    /// Of those, the ones that stood after a later kill.
    private final Set<ObjectNode> checked = ConcurrentHashMap.newKeySet();

    private String key = "";

    /// Until something has been executed since the last kill.
    private volatile CountDownLatch working = new CountDownLatch(1);

    /// Its gate is gone; another one may answer at the same port meanwhile.
    private volatile boolean over;

    Chain(Path folder) {
      this.folder = folder;
    }

    void survive(int kills, long seed) throws Exception {
      TestGate.prepare(folder, TestGate.WIDE_LIMITS + targets());
      key = TestGate.agentKey(folder, "docs-bot", "*");
      Random random = new Random(seed);
      for (int round = 0; round < kills; round++) {
        workUntilKilled(round, random.nextInt(LONGEST_WORK_MILLIS));
      }

      try (TestGate gate =
          TestGate.start(
              folder,
              TestGate.WIDE_LIMITS + targets(),
              Ambient.system(),
              Checkpoint.Listener.NONE)) {
        // What a killed gate's tool was at may take a moment to end before anybody can tell.
        await().atMost(SOON).until(() -> unsettled() == 0);
        TestCaller caller = new TestCaller(gate.url(), key);
        assertThat(answers).as("seed %d", seed).hasSizeGreaterThanOrEqualTo(kills);
        answers.forEach((request, first) -> checkAgain(caller, request, first));
      }
      evidence().check();
      tools().forEach(ToolEvidence::check);
    }

    private Evidence evidence() {
      return Evidence.of(folder, SITES.toArray(String[]::new));
    }

    private Stream<ToolEvidence> tools() {
      return TOOLS.stream().map(name -> new ToolEvidence(folder, PlanTool.in(folder, name)));
    }

    private long unsettled() {
      return StoreFile.of(folder)
          .number("SELECT count(*) FROM executions WHERE state IN ('running', 'unknown')");
    }

    /// What was promised to a caller before a crash still stands after it.
    private static void checkAgain(TestCaller caller, ObjectNode request, Reply first) {
      Reply again = answered(() -> caller.execute(request));
      assertThat(again.replayed()).as(again.text()).isTrue();
      assertThat(again.status()).isEqualTo(first.status());
      assertThat(again.json()).isEqualTo(first.json());
    }

    private void workUntilKilled(int round, int millis) throws Exception {
      // The gate closes before the threads are waited for, since they work until it is gone.
      try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
          GateProcess gate = GateProcess.gate(folder);
          AutoCloseable _ = () -> over = true) {
        TestCaller caller = new TestCaller(gate.url(), key);
        // What was answered since the last kill; everything once more at the end.
        Map<ObjectNode, Reply> promised = Map.copyOf(answers);
        promised.forEach(
            (request, first) -> {
              if (checked.add(request)) {
                checkAgain(caller, request, first);
              }
            });
        working = new CountDownLatch(1);
        over = false;
        List<Future<?>> workers =
            Stream.concat(SITES.stream(), TOOLS.stream())
                .<Future<?>>map(target -> threads.submit(() -> work(caller, target, "r" + round)))
                .toList();
        boolean worked = working.await(LONGEST_SETTLING.toSeconds(), TimeUnit.SECONDS);
        // The moment itself is what is random; there is nothing to wait for.
        Thread.sleep(millis);
        gate.kill();
        over = true;
        for (Future<?> worker : workers) {
          worker.get(60, TimeUnit.SECONDS);
        }
        assertThat(worked).as("something was executed before kill %d", round).isTrue();
        evidence().checkCutOff();
        tools().forEach(ToolEvidence::checkCutOff);
      }
    }

    /// Changes a target in every way there is until its gate is gone. One that is only slow, on a
    /// machine that is busy, is asked for the next.
    private void work(TestCaller caller, String target, String round) {
      for (int n = 0; !over; n++) {
        try {
          change(caller, target, round + "-" + n, n);
        } catch (UncheckedIOException e) {
          if (!(e.getCause() instanceof HttpTimeoutException)) {
            return;
          }
        }
      }
    }

    private void change(TestCaller caller, String target, String name, int n) {
      if (n % 3 == 2) {
        twice(caller, proposal("auto", target, name));
      } else if (n % 4 == 3) {
        confirmed(
            caller,
            target,
            name,
            TestCaller.body("preview", name).put("command", "Undo").put("operation", "rollback"),
            List.of("rollback"));
      } else {
        confirmed(
            caller, target, name, proposal("preview", target, name), List.of("apply", "deploy"));
      }
    }

    private ObjectNode proposal(String action, String target, String name) {
      return TOOLS.contains(target)
          ? PlanTool.in(folder, target).proposal(action, name, name)
          : on(target, TestCaller.edit(action, name, action + ".html", "<p>" + name + "</p>\n"));
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
      if (isOfAnExecution(request, reply)) {
        Reply other = answers.putIfAbsent(request, reply);
        working.countDown();
        assertThat(other == null ? reply.json() : other.json()).isEqualTo(reply.json());
      }
    }

    /// Only those are kept; a target that could not be asked before anything began is a refusal,
    /// and its problem is about the request rather than an execution.
    private static boolean isOfAnExecution(ObjectNode request, Reply reply) {
      return reply.status() == 200
          ? !request.required("action").asString().equals("preview")
          : reply.slug().equals("execution-failed")
              && reply.json().required("instance").asString().startsWith("/v1/executions/");
    }

    private String targets() {
      StringBuilder targets = new StringBuilder("targets:\n");
      for (String site : SITES) {
        targets.append(
            """
              %1$s:
                kind: site
                repository: ./var/%1$s.git
                import: ./site
                publish: ./var/www/%1$s
                policy: { apply: confirm, deploy: confirm, rollback: confirm, auto: high }
            """
                .formatted(site));
      }
      TOOLS.forEach(name -> targets.append(PlanTool.in(folder, name).configuration()));
      return targets.toString();
    }
  }
}
