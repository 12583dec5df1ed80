package dev.sallyport.crash;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.sallyport.checkpoint.Checkpoint;
import dev.sallyport.fixture.GateProcess;
import dev.sallyport.fixture.StoreFile;
import dev.sallyport.fixture.TestCaller;
import dev.sallyport.fixture.TestGate;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/// A gate killed in the middle of a deploy, and the published folder away when the next one starts,
/// as a disk that was not mounted again.
@Tag("integration")
@DisabledOnOs(OS.WINDOWS)
class P3SiteAwayTest {
  private static final Duration SOON = Duration.ofSeconds(60);

  @TempDir Path folder;

  @Test
  void p3_aDeployStaysUnknownUntilItsFolderIsBackAndIsThenSettledByIt() throws Exception {
    TestGate.prepare(folder, TestGate.WIDE_LIMITS + TestGate.BLOG);
    String key = TestGate.agentKey(folder, "docs-bot", "blog");
    String token;
    try (GateProcess gate = GateProcess.stoppingAt(folder, Checkpoint.PUBLISHED, 1)) {
      TestCaller agent = new TestCaller(gate.url(), key);
      token = agent.token("one-1", "index.html", "<h1>New</h1>\n");
      assertThat(agent.confirm("apply", "one-1", token).status()).isEqualTo(200);
      unanswered(() -> agent.confirm("deploy", "one-1", token));
      gate.awaitReached();
      gate.kill();
    }
    Path published = TestGate.data(folder).resolve("www/blog");
    Path away = folder.resolve("away");
    Files.move(published, away);

    try (TestGate gate = TestGate.start(folder)) {
      await().atMost(SOON).until(() -> state().equals("unknown"));
      TestCaller agent = new TestCaller(gate.url(), key);
      assertThat(agent.confirm("deploy", "one-1", token).slug()).isEqualTo("outcome-unknown");
      String other = agent.token("two-1", "about.html", "<p>Other</p>\n");
      assertThat(agent.confirm("apply", "two-1", other).slug()).isEqualTo("target-busy");

      remove(published);
      Files.move(away, published);

      await().atMost(SOON).until(() -> state().equals("succeeded"));
      assertThat(agent.confirm("deploy", "one-1", token).status()).isEqualTo(200);
      assertThat(gate.published().resolve("index.html")).hasContent("<h1>New</h1>\n");
    }
    Evidence.of(folder, "blog").check();
  }

  /// What the next gate has made in its place.
  private static void remove(Path made) throws IOException {
    try (var files = Files.walk(made)) {
      for (Path path : files.sorted(java.util.Comparator.reverseOrder()).toList()) {
        Files.delete(path);
      }
    }
  }

  private String state() {
    return StoreFile.of(folder).text("SELECT state FROM executions WHERE action = 'deploy'");
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
}
