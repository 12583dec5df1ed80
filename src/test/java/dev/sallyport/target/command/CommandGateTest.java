package dev.sallyport.target.command;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.sallyport.checkpoint.Checkpoint;
import dev.sallyport.fixture.Finished;
import dev.sallyport.fixture.GateProcess;
import dev.sallyport.fixture.StoreFile;
import dev.sallyport.fixture.TestCaller;
import dev.sallyport.fixture.TestCaller.Reply;
import dev.sallyport.fixture.TestGate;
import dev.sallyport.gate.Ambient;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.node.ObjectNode;

/// Command targets in whole gates, with tools that are hard to have: one that never stops talking,
/// one that takes too long, one that tells its secret, and a real one.
@Tag("integration")
@DisabledOnOs(OS.WINDOWS)
class CommandGateTest {
  private static final Duration SOON = Duration.ofSeconds(90);
  private static final String SECRET = "hush-9f3a/b7+c==";

  @TempDir Path folder;

  private String configuration(String settings) {
    return "server: { wait: 5m }\n"
        + TestGate.WIDE_LIMITS
        + """
        targets:
          tool:
            kind: command
            environment: { PATH: "/usr/bin:/bin" }
            safety: low
            policy: { apply: confirm, auto: high }
        """
        + settings.strip().indent(4);
  }

  private TestCaller caller(String url) {
    return new TestCaller(url, TestGate.agentKey(folder, "ops", "tool"));
  }

  private TestGate gate(String settings) {
    return TestGate.start(
        folder, configuration(settings), Ambient.system(), Checkpoint.Listener.NONE);
  }

  private static ObjectNode request(String action, String key) {
    return TestCaller.body(action, key).put("target", "tool").put("command", "Try it");
  }

  /// The gate has less memory than the output has bytes in any form that Java could keep it in, and
  /// the second half of it has no line end at all.
  @Test
  void p10_a_hundred_megabytes_of_output_do_not_grow_a_gates_memory() throws Exception {
    Path loud =
        Commands.script(
            folder,
            "loud",
            "yes 'a line of output' | head -c 50000000\nhead -c 50000000 /dev/zero\n");
    TestGate.prepare(
        folder,
        configuration(
            "fingerprint: [echo, same]\nplan: [echo, planned]\napply: [%s]\n".formatted(loud)));
    try (GateProcess gate = GateProcess.small(folder, "96m")) {
      TestCaller caller = caller(gate.url());

      Reply auto = caller.execute(request("auto", "loud-1"));

      assertThat(auto.status()).as(auto.text()).isEqualTo(200);
      assertThat(auto.text().length()).isLessThan(64 << 10);
      assertThat(caller.get("/health/ready").status()).isEqualTo(200);
      gate.kill();
    }
    assertThat(StoreFile.of(folder).number("SELECT sum(length(text)) FROM execution_output"))
        .isBetween(1L, 2L << 20);
  }

  @Test
  void a_command_that_takes_too_long_is_unknown_until_its_probe_says_what_it_did() {
    String settings =
        """
        fingerprint: [echo, same]
        plan: [echo, planned]
        apply: [sleep, "600"]
        probe: [test, "{step}", =, apply]
        timeout: { apply: 500ms }
        grace: 1s
        """;
    try (TestGate gate = gate(settings)) {
      TestCaller caller = caller(gate.url());

      Reply first = caller.execute(request("auto", "slow-1"));

      assertThat(first.slug()).as(first.text()).isEqualTo("outcome-unknown");
      assertThat(first.text()).contains("timeout.apply");
      await()
          .atMost(SOON)
          .untilAsserted(
              () -> assertThat(caller.execute(request("auto", "slow-1")).status()).isEqualTo(200));
    }
  }

  @Test
  void p7_a_tools_secret_is_in_no_answer_and_nowhere_in_the_store() throws Exception {
    Files.writeString(folder.resolve("secret"), SECRET);
    Path leaking = Commands.script(folder, "leaking", "echo \"$KEY\"; echo \"$KEY\" >&2\n");
    String settings = "fingerprint: [echo, same]\nplan: [%1$s]\napply: [%1$s]\n".formatted(leaking);
    String configuration =
        configuration(settings)
            .replace("PATH: \"/usr/bin:/bin\"", "PATH: \"/usr/bin:/bin\", KEY: { file: ./secret }");
    try (TestGate gate =
        TestGate.start(folder, configuration, Ambient.system(), Checkpoint.Listener.NONE)) {
      TestCaller caller = caller(gate.url());
      assertThat(caller.execute(request("preview", "leak-1")).text())
          .contains("[redacted]")
          .doesNotContain(SECRET);
      Reply auto = caller.execute(request("auto", "leak-2"));
      assertThat(auto.status()).as(auto.text()).isEqualTo(200);
      assertThat(auto.text()).doesNotContain(SECRET);
      assertThat(caller.get("/v1/targets").text()).doesNotContain(SECRET);
    }
    try (Stream<Path> files = Files.walk(TestGate.data(folder))) {
      for (Path file : files.filter(Files::isRegularFile).toList()) {
        assertThat(text(file)).as(file.toString()).doesNotContain(SECRET);
      }
    }
  }

  private static String text(Path file) throws IOException {
    return Files.readString(file, StandardCharsets.ISO_8859_1);
  }

  @Test
  void real_git_tags_a_commit_in_another_repository_once_its_change_is_confirmed()
      throws Exception {
    Path remote = folder.resolve("remote.git");
    Path work = folder.resolve("work");
    git("init", "-q", "--bare", remote.toString());
    git("init", "-q", work.toString());
    git("-C", work.toString(), "commit", "-q", "--allow-empty", "-m", "First");
    git("-C", work.toString(), "remote", "add", "origin", remote.toString());
    String settings =
        """
        workingDirectory: ./work
        parameters:
          required: [tag]
          properties: { tag: { type: string, pattern: "^v[0-9]+[.][0-9]+$" } }
        fingerprint: [git, ls-remote, origin]
        plan: [git, log, -1, "--format=tags %s as {tag}", HEAD]
        apply: [git, push, -q, origin, "HEAD:refs/tags/{tag}"]
        probe: [git, ls-remote, --exit-code, origin, "refs/tags/{tag}"]
        guard: prove
        exitCodes: { probe: { 2: failed } }
        """;
    try (TestGate gate = gate(settings)) {
      TestCaller caller = caller(gate.url());
      ObjectNode preview = request("preview", "tag-1");
      preview.putObject("parameters").put("tag", "v1.0");

      Reply shown = caller.execute(preview);
      assertThat(shown.result().at("/plan/diff").asString()).isEqualTo("tags First as v1.0\n");
      assertThat(git("--git-dir", remote.toString(), "tag")).isEmpty();
      String token = shown.result().required("confirmToken").asString();
      Reply applied =
          caller.execute(
              TestCaller.body("apply", "tag-1").put("target", "tool").put("confirmToken", token));
      assertThat(applied.status()).as(applied.text()).isEqualTo(200);
      assertThat(git("--git-dir", remote.toString(), "tag")).isEqualTo("v1.0");

      ObjectNode other = request("preview", "tag-2");
      other.putObject("parameters").put("tag", "--mirror");
      assertThat(caller.execute(other).slug()).isEqualTo("invalid-request");
      ObjectNode late = request("preview", "tag-3");
      late.putObject("parameters").put("tag", "v1.1");
      String lateToken = caller.execute(late).result().required("confirmToken").asString();
      git("-C", work.toString(), "push", "-q", "origin", "HEAD:refs/tags/v9.9");
      Reply stale =
          caller.execute(
              TestCaller.body("apply", "tag-3")
                  .put("target", "tool")
                  .put("confirmToken", lateToken));
      assertThat(stale.slug()).as(stale.text()).isEqualTo("plan-stale");
    }
  }

  private String git(String... arguments) {
    ProcessBuilder builder = new ProcessBuilder("git", "-c", "user.name=T", "-c", "user.email=t@e");
    builder.command().addAll(java.util.List.of(arguments));
    return Finished.outOf(builder.directory(folder.toFile()).redirectErrorStream(true)).strip();
  }
}
