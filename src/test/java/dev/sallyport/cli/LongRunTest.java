package dev.sallyport.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.sallyport.checkpoint.Checkpoint;
import dev.sallyport.cli.terminal.Pauses;
import dev.sallyport.cli.terminal.Surroundings;
import dev.sallyport.cli.terminal.Surroundings.Terminals;
import dev.sallyport.domain.Role;
import dev.sallyport.fixture.TestCaller;
import dev.sallyport.fixture.TestGate;
import dev.sallyport.gate.Ambient;
import java.io.InputStream;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.net.http.HttpRequest.BodyPublishers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// A run that takes longer than the gate lets a request wait. It goes on once the command follows
/// its events.
@Tag("integration")
class LongRunTest {
  @TempDir Path folder;
  private final CountDownLatch goOn = new CountDownLatch(1);
  private TestGate gate;
  private TestCaller caller;
  private Program bot;

  @BeforeEach
  void start() throws Exception {
    gate =
        TestGate.start(
            folder,
            "server: { wait: 1s }\n" + TestGate.WIDE_LIMITS + TestGate.BLOG,
            Ambient.system(),
            this::hold);
    caller = gate.caller("docs-bot", Role.REQUESTER);
    bot = Program.of(caller, folder);
    Path page = Files.writeString(folder.resolve("new.html"), "<h1>Good morning</h1>\n");
    bot.run(
        "preview", "blog", "--command", "Greet", "--key", "one-1", "--edit", "index.html=" + page);
  }

  @AfterEach
  void stop() {
    goOn.countDown();
    gate.close();
  }

  private void hold(Checkpoint checkpoint) {
    if (checkpoint == Checkpoint.TARGET_ENTERED) {
      try {
        assertThat(goOn.await(60, TimeUnit.SECONDS)).isTrue();
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
      }
    }
  }

  private Program.Ran run(Pauses pauses, String... arguments) {
    StringWriter out = new StringWriter();
    StringWriter err = new StringWriter();
    int status =
        Main.commandLine(
                new Surroundings(
                    bot.environment(),
                    Ambient.system(),
                    InputStream.nullInputStream(),
                    Terminals.NONE,
                    pauses))
            .setOut(new PrintWriter(out, true))
            .setErr(new PrintWriter(err, true))
            .execute(arguments);
    return new Program.Ran(status, out.toString(), err.toString());
  }

  /// Lets the run go on once somebody follows its events.
  private void goOnWhenFollowed() {
    Thread.ofVirtual()
        .start(
            () -> {
              await()
                  .atMost(60, TimeUnit.SECONDS)
                  .until(() -> caller.get("/metrics").text().contains("sallyport_streams 1"));
              goOn.countDown();
            });
  }

  @Test
  void it_is_followed_to_its_end() {
    goOnWhenFollowed();
    Program.Ran applied = run(_ -> {}, "apply", "one-1");

    assertThat(applied.status()).as(applied.err()).isZero();
    assertThat(applied.out()).startsWith("succeeded  change chg_").contains("Publish it with");
    Program.Ran again = run(_ -> {}, "apply", "one-1", "--json");
    assertThat(again.json().path("eventType").asString()).isEqualTo("applied");
  }

  @Test
  void a_copy_of_a_request_that_still_runs_follows_the_first() throws Exception {
    JsonNode kept;
    try (var files = Files.list(folder.resolve("state/sallyport/changes"))) {
      kept = JsonMapper.shared().readTree(Files.readString(files.findFirst().orElseThrow()));
    }
    String body =
        JsonMapper.shared()
            .writeValueAsString(
                TestCaller.body("apply", "one-1")
                    .put("confirmToken", kept.path("confirmToken").asString()));
    TestCaller.Reply first =
        caller.send(
            "/v1/execute",
            request ->
                request
                    .header("Content-Type", "application/json")
                    .header("Prefer", "respond-async")
                    .POST(BodyPublishers.ofString(body)));
    assertThat(first.status()).isEqualTo(202);

    goOnWhenFollowed();
    Program.Ran copy = run(_ -> {}, "apply", "one-1");

    assertThat(copy.status()).as(copy.err()).isZero();
    assertThat(copy.out()).startsWith("succeeded");
  }
}
