package dev.sallyport.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sallyport.checkpoint.Checkpoint;
import dev.sallyport.cli.Program.Ran;
import dev.sallyport.domain.Role;
import dev.sallyport.fixture.TestCaller;
import dev.sallyport.fixture.TestGate;
import dev.sallyport.gate.Ambient;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/// What client commands say and how they end when they are refused, or called wrongly.
@Tag("integration")
@DisabledOnOs(OS.WINDOWS)
class RefusalsTest {
  @TempDir Path folder;

  @Test
  void a_refusal_names_each_mistake_and_where_it_stands_and_what_to_do_next() {
    try (TestGate gate = TestGate.start(folder)) {
      Program bot = Program.of(gate.caller("docs-bot", Role.REQUESTER), folder);

      Ran ran =
          bot.typing(
              "{\"edits\":[{\"path\":\"a\",\"content\":\"x\"},{\"path\":\"../b\",\"content\":\"x\"}]}",
              "preview",
              "blog",
              "--command",
              "x",
              "--parameters",
              "-");
      assertThat(ran.status()).isEqualTo(1);
      assertThat(ran.out()).isEmpty();
      assertThat(ran.err())
          .startsWith("sallyport: The target cannot plan this (422 plan-refused)\n")
          .contains("/parameters/edits/1/path  ", "Trace: ");

      Ran json =
          bot.typing(
              "{\"edits\":[]}", "auto", "blog", "--command", "x", "--parameters", "-", "--json");
      assertThat(json.json().path("errors").path(0).path("pointer").asString())
          .startsWith("/parameters");
      assertThat(bot.run("diff", "elsewhere", "--delete", "a").err())
          .contains("(404 unknown-target)", "Next: ", "sallyport status");
      assertThat(bot.run("freeze", "--all", "--reason", "x").err())
          .contains("403 forbidden", "Next: ");
      Ran stranger = bot.with("SALLYPORT_KEY", "spk_0000000000000000_nothing").run("status");
      assertThat(stranger.err()).contains("401 unauthenticated", "keys create");
      assertThat(stranger.err()).doesNotContain("spk_0");
    }
  }

  @Test
  void what_may_work_later_ends_with_75() throws IOException {
    String limits = "limits: { heavy: { limit: 1 } }\n";
    try (TestGate gate =
        TestGate.start(
            folder, limits + TestGate.BLOG, Ambient.system(), Checkpoint.Listener.NONE)) {
      Program bot = Program.of(gate.caller("docs-bot", Role.REQUESTER), folder);
      Path page = Files.writeString(folder.resolve("page"), "x");
      bot.run("preview", "blog", "--command", "x", "--key", "one-1", "--edit", "a.html=" + page);
      bot.run("apply", "one-1");

      Ran limited = bot.run("deploy", "one-1");

      assertThat(limited.status()).isEqualTo(75);
      assertThat(limited.err()).contains("429 rate-", "Not before: ", "sallyport limits");
    }
  }

  @Test
  void wrong_usage_ends_with_2_and_says_what_is_right() {
    Program nobody =
        Program.of(new TestCaller("http://127.0.0.1:1", "spk_0000000000000000_secret"), folder);

    assertThat(nobody.run("preview", "blog", "--edit", "a=b").err()).contains("--command TEXT");
    assertThat(nobody.run("preview", "blog", "--edit", "a=b").status()).isEqualTo(2);
    Ran both = nobody.run("preview", "blog", "--command", "x", "--delete", "a", "--patch", "b");
    assertThat(both.status()).isEqualTo(2);
    assertThat(both.err()).contains("in one way");
    assertThat(nobody.run("preview", "blog", "--command", "x", "--edit", "a").err())
        .contains("PATH=FILE");
    assertThat(nobody.run("preview", "blog", "--command", "x", "--key", "no spaces").err())
        .contains("--key takes");
    assertThat(nobody.run("watch", "blog").status()).isEqualTo(2);
    assertThat(nobody.run("apply").status()).isEqualTo(2);
    assertThat(nobody.run("completion").status()).isEqualTo(2);
    assertThat(nobody.run("status").status()).isEqualTo(5);
    assertThat(nobody.run("preview", "--help").out())
        .contains("Exit status:", "SALLYPORT_KEY_FILE", "--from-git");
  }

  @Test
  void p7_a_key_file_is_read_only_where_nobody_else_can() throws IOException {
    try (TestGate gate = TestGate.start(folder)) {
      TestCaller caller = gate.caller("docs-bot", Role.REQUESTER);
      Path file = Files.writeString(folder.resolve("key"), caller.key() + "\n");
      Program bot =
          Program.of(caller, folder)
              .with("SALLYPORT_KEY", "")
              .with("SALLYPORT_KEY_FILE", file.toString());

      Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-r-----"));
      Ran open = bot.run("status");
      assertThat(open.status()).isEqualTo(1);
      assertThat(open.err()).contains("may be read or changed by others", "chmod 600");
      assertThat(open.err()).doesNotContain(caller.key());
      Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-------"));
      assertThat(bot.run("status").out()).contains("caller  docs-bot");

      assertThat(
              bot.with("SALLYPORT_KEY_FILE", folder.resolve("none").toString()).run("status").err())
          .contains("no such file");
      Files.writeString(file, "x".repeat(5000));
      assertThat(bot.run("status").err()).contains("more than an API key");
      Files.writeString(file, "two words");
      assertThat(bot.run("status").err())
          .contains("SALLYPORT_KEY_FILE does not hold an API key")
          .doesNotContain("two words");
    }
  }
}
