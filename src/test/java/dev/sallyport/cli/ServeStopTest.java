package dev.sallyport.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.sallyport.fixture.Finished;
import dev.sallyport.fixture.GateProcess;
import dev.sallyport.fixture.StoreFile;
import dev.sallyport.fixture.TestCaller;
import dev.sallyport.fixture.TestCaller.Reply;
import dev.sallyport.fixture.TestGate;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.json.JsonMapper;

/// `serve` as its own process, told to stop while a deploy runs. The deploy is held by a pipe among
/// the site's deployment records, which it reads at its end and which gives nothing until the test
/// closes it.
@Tag("integration")
@DisabledOnOs(OS.WINDOWS)
class ServeStopTest {
  private static final Duration SOON = Duration.ofSeconds(60);
  private static final String NEW = "<h1>New headline</h1>\n";
  private static final int KILLED_BY_TERM = 128 + 15;

  @TempDir Path folder;
  private String key;
  private Path pipe;

  @BeforeEach
  void prepare() throws Exception {
    TestGate.prepare(folder, TestGate.WIDE_LIMITS + TestGate.BLOG);
    key = TestGate.agentKey(folder, "docs-bot", "blog");
    Path records = Files.createDirectories(TestGate.data(folder).resolve("www/blog/deployments"));
    pipe = records.resolve("pipe.json");
    Finished.outOf(new ProcessBuilder("mkfifo", pipe.toString()));
  }

  private GateProcess serve() {
    return GateProcess.program(folder, Main.class, "serve", "--port", "0");
  }

  @Test
  void anIdleGateEndsAtOnceWithStatusZero() {
    try (GateProcess gate = serve()) {
      assertThat(new TestCaller(gate.url(), "").get("/health/ready").status()).isEqualTo(200);
      gate.terminate();

      assertThat(gate.ended()).isZero();
      assertThat(gate.lines())
          .singleElement()
          .asString()
          .matches("listening on http://127\\.0\\.0\\.1:\\d+");
    }
  }

  @Test
  void whereItListensIsJsonWhereThatIsAskedFor() {
    try (GateProcess gate =
        GateProcess.program(folder, Main.class, "serve", "--port", "0", "--json")) {
      await().atMost(SOON.multipliedBy(2)).until(() -> !gate.lines().isEmpty());
      String url =
          JsonMapper.shared().readTree(gate.lines().getFirst()).required("listening").asString();
      assertThat(new TestCaller(url, "").get("/health/ready").status()).isEqualTo(200);
      gate.terminate();

      assertThat(gate.ended()).isZero();
      assertThat(gate.lines()).hasSize(1);
    }
  }

  @Test
  void aRequestInFlightGetsItsAnswerAndNewWorkIsTurnedAway() throws Exception {
    try (GateProcess gate = serve()) {
      TestCaller caller = new TestCaller(gate.url(), key);
      CompletableFuture<Reply> deploying = deployHeldByThePipe(caller);
      gate.terminate();

      await()
          .atMost(SOON)
          .untilAsserted(
              () -> assertThat(caller.get("/health/ready").slug()).isEqualTo("draining"));
      Reply late = caller.preview("late-1", "about.html", NEW);
      assertThat(late.status()).isEqualTo(503);
      assertThat(late.slug()).isEqualTo("draining");
      assertThat(late.header("Retry-After")).isNotEmpty();
      assertThat(deploying).isNotDone();
      letGo();

      Reply deployed = deploying.get(SOON.toSeconds(), TimeUnit.SECONDS);
      assertThat(deployed.status()).as(deployed.text()).isEqualTo(200);
      assertThat(gate.ended()).isZero();
    }
  }

  @Test
  void aSecondSignalEndsItAtOnceAndTheNextStartSettles() throws Exception {
    try (GateProcess gate = serve()) {
      TestCaller caller = new TestCaller(gate.url(), key);
      var unused = deployHeldByThePipe(caller);
      gate.terminate();
      await()
          .atMost(SOON)
          .untilAsserted(
              () -> assertThat(caller.get("/health/ready").slug()).isEqualTo("draining"));
      gate.terminate();

      assertThat(gate.ended()).isEqualTo(KILLED_BY_TERM);
    }
    Files.delete(pipe);
    try (TestGate gate = TestGate.start(folder)) {
      assertThat(gate.published().resolve("index.html")).hasContent(NEW);
    }
    assertThat(StoreFile.of(folder).text("SELECT state FROM executions WHERE action = 'deploy'"))
        .isEqualTo("succeeded");
  }

  private CompletableFuture<Reply> deployHeldByThePipe(TestCaller caller) {
    String token = caller.token("held-1", "index.html", NEW);
    assertThat(caller.confirm("apply", "held-1", token).status()).isEqualTo(200);
    CompletableFuture<Reply> deploying =
        CompletableFuture.supplyAsync(
            () -> caller.confirm("deploy", "held-1", token), Thread::startVirtualThread);
    Path published = TestGate.data(folder).resolve("www/blog/current/index.html");
    await().atMost(SOON).untilAsserted(() -> assertThat(published).hasContent(NEW));
    return deploying;
  }

  /// Whoever reads the pipe finds its end, and nobody finds the pipe again.
  private void letGo() throws Exception {
    try (OutputStream writing = opened().get(SOON.toSeconds(), TimeUnit.SECONDS)) {
      Files.delete(pipe);
      writing.flush();
    }
  }

  /// Opening it waits for whoever reads it, in a thread that nobody waits for.
  private CompletableFuture<OutputStream> opened() {
    return CompletableFuture.supplyAsync(
        () -> {
          try {
            return Files.newOutputStream(pipe);
          } catch (IOException e) {
            throw new UncheckedIOException(e);
          }
        },
        task -> Thread.ofPlatform().daemon().start(task));
  }
}
