package dev.sallyport.crash;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;
import static org.awaitility.Awaitility.await;

import dev.sallyport.checkpoint.Checkpoint;
import dev.sallyport.domain.PrincipalKind;
import dev.sallyport.domain.Role;
import dev.sallyport.fixture.PostgresServer;
import dev.sallyport.fixture.TestCaller;
import dev.sallyport.fixture.TestCaller.Reply;
import dev.sallyport.fixture.TestGate;
import dev.sallyport.gate.Ambient;
import java.nio.file.Path;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/// PostgreSQL restarted, as for a change of its settings, while all kinds of requests come in: what
/// may be repeated is repeated by the gate, and its callers notice nothing.
@Tag("integration")
@DisabledOnOs(OS.WINDOWS)
class PostgresOutageTest {
  private static final Duration SOON = Duration.ofSeconds(90);

  /// Shorter than a gate waits for its server.
  private static final Duration LONGEST_OUTAGE = Duration.ofSeconds(3);

  private static final int FEWEST = 3;

  @TempDir Path folder;
  private final AtomicBoolean stopped = new AtomicBoolean();
  private final AtomicInteger keys = new AtomicInteger();

  private TestGate gate(PostgresServer server) {
    return TestGate.start(
        folder,
        "store: { url: \""
            + server.url()
            + "\" }\n"
            + TestGate.WIDE_LIMITS
            + TestGate.BLOG.replace("apply: confirm", "apply: { approve: 1 }"),
        Ambient.system(),
        Checkpoint.Listener.NONE);
  }

  @Test
  void aRestartOfTheServerFailsNoRequestThatMayBeRepeated() throws Exception {
    try (PostgresServer server = new PostgresServer(folder.resolve("database"));
        TestGate gate = gate(server)) {
      TestCaller agent = gate.caller("docs-bot", Role.REQUESTER);
      TestCaller ada = gate.approver("ada");
      TestCaller auditor =
          gate.caller("eve", PrincipalKind.PERSON, Set.of(Role.AUDITOR), Set.of("*"));
      Reply waiting = preview(agent);
      String change = "/v1/changes/" + waiting.result().required("changeId").asString();
      Map<String, Work> all = new LinkedHashMap<>();
      all.put("preview", work(() -> preview(agent)));
      all.put("status", work(() -> agent.post("/v1/execute", "{\"action\":\"status\"}")));
      all.put("change", work(() -> agent.get(change)));
      all.put("changes", work(() -> agent.get("/v1/changes")));
      all.put("executions", work(() -> agent.get("/v1/executions")));
      all.put("limits", work(() -> agent.get("/v1/limits")));
      all.put("audit", work(() -> auditor.get("/v1/audit")));
      awaitMore(all);

      long went = System.nanoTime();
      server.close();
      CompletableFuture<Reply> approved = later(() -> approve(ada, waiting, change));
      CompletableFuture<Reply> previewed = later(() -> preview(agent));
      server.startAgain();
      Duration away = Duration.ofNanos(System.nanoTime() - went);
      awaitMore(all);
      stopped.set(true);
      for (Work each : all.values()) {
        each.end();
      }

      assumeThat(away).as("a busy machine takes longer to restart it").isLessThan(LONGEST_OUTAGE);
      all.forEach(
          (name, each) ->
              assertThat(each.replies())
                  .as(name)
                  .allSatisfy(reply -> assertThat(reply.status()).as(reply.text()).isEqualTo(200)));
      for (CompletableFuture<Reply> each : List.of(approved, previewed)) {
        Reply reply = each.get(SOON.toSeconds(), TimeUnit.SECONDS);
        assertThat(reply.status()).as(reply.text()).isEqualTo(200);
      }
      assertThat(agent.get(change).json().at("/approvals/given").asInt()).isOne();
    }
  }

  private Reply preview(TestCaller agent) {
    int number = keys.incrementAndGet();
    return agent.preview("key-" + number, "page-" + number + ".html", "new\n");
  }

  private static Reply approve(TestCaller who, Reply waiting, String change) {
    String hash = waiting.result().required("plan").required("hash").asString();
    return who.post(
        change + "/approve", "{\"planHash\":\"" + hash + "\",\"reason\":\"looked at it\"}");
  }

  private static CompletableFuture<Reply> later(Supplier<Reply> request) {
    return CompletableFuture.supplyAsync(request, task -> Thread.ofVirtual().start(task));
  }

  /// Somebody who asks the same over and over.
  private record Work(List<Reply> replies, Thread thread) {
    void end() throws InterruptedException {
      assertThat(thread.join(SOON)).isTrue();
    }
  }

  private Work work(Supplier<Reply> request) {
    List<Reply> replies = new CopyOnWriteArrayList<>();
    return new Work(
        replies,
        Thread.ofVirtual()
            .start(
                () -> {
                  while (!stopped.get()) {
                    replies.add(request.get());
                  }
                }));
  }

  /// Waits until each has been answered a few times more.
  private static void awaitMore(Map<String, Work> all) {
    Map<String, Integer> before = new LinkedHashMap<>();
    all.forEach((name, each) -> before.put(name, each.replies().size()));
    await()
        .atMost(SOON)
        .until(
            () ->
                all.entrySet().stream()
                    .allMatch(
                        each ->
                            each.getValue().replies().size()
                                >= before.getOrDefault(each.getKey(), 0) + FEWEST));
  }
}
