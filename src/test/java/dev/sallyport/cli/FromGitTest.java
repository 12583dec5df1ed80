package dev.sallyport.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sallyport.cli.Program.Ran;
import dev.sallyport.domain.Role;
import dev.sallyport.fixture.Finished;
import dev.sallyport.fixture.TestGate;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/// The difference of a git work tree as a proposal.
@Tag("integration")
@DisabledOnOs(OS.WINDOWS)
class FromGitTest {
  private static final byte[] IMAGE = {(byte) 0x89, 'P', 'N', 'G', 0, 1, (byte) 0xff};

  @TempDir Path folder;
  private TestGate gate;
  private Program bot;
  private Path work;

  @BeforeEach
  void start() throws Exception {
    gate = TestGate.start(folder);
    bot = Program.of(gate.caller("docs-bot", Role.REQUESTER), folder);
    work = Files.createDirectories(folder.resolve("my work"));
    git("init", "-q");
    Files.createDirectories(work.resolve("site"));
    Files.writeString(work.resolve("site/index.html"), "<h1>Old headline</h1>\n");
    Files.writeString(work.resolve("site/about.html"), "<p>About</p>\n");
    Files.writeString(work.resolve("README"), "mine\n");
    Files.writeString(work.resolve(".gitignore"), "*.log\n");
    git("add", "-A");
    git("-c", "user.name=T", "-c", "user.email=t@example.org", "commit", "-q", "-m", "One");
  }

  @AfterEach
  void stop() {
    gate.close();
  }

  private void git(String... arguments) {
    List<String> command = new ArrayList<>(List.of("git", "-C", work.toString()));
    command.addAll(List.of(arguments));
    ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(true);
    builder.environment().putAll(Map.of("GIT_CONFIG_GLOBAL", "/dev/null"));
    Finished.outOf(builder);
  }

  private Ran preview(String from) {
    return bot.run(
        "preview", "blog", "--command", "Mine", "--key", "mine-1", "--from-git", from, "--json");
  }

  @Test
  void what_is_changed_staged_deleted_and_new_is_proposed_byte_for_byte() throws Exception {
    Path site = work.resolve("site");
    Files.writeString(site.resolve("index.html"), "<h1>New</h1>\r\n");
    Files.delete(site.resolve("about.html"));
    Files.write(site.resolve("über bild.png"), IMAGE);
    Files.writeString(site.resolve("run.sh"), "#!/bin/sh\n");
    Files.setPosixFilePermissions(
        site.resolve("run.sh"), PosixFilePermissions.fromString("rwxr-xr-x"));
    git("add", "site/run.sh");
    Files.writeString(site.resolve("noise.log"), "ignored");
    Files.writeString(work.resolve("README"), "changed, and outside of the folder\n");

    Ran ran = preview(site.toString());
    assertThat(ran.status()).as(ran.err()).isZero();
    assertThat(ran.json().path("result").path("plan").path("diff").asString())
        .contains("about.html", "run.sh", "new file mode 100755")
        .doesNotContain("noise.log", "README");
    assertThat(ran.err()).isEmpty();
    bot.run("apply", "mine-1");
    bot.run("deploy", "mine-1");

    assertThat(gate.published().resolve("index.html")).hasContent("<h1>New</h1>\r\n");
    assertThat(gate.published().resolve("über bild.png")).hasBinaryContent(IMAGE);
    assertThat(gate.published().resolve("about.html")).doesNotExist();
    assertThat(Files.isExecutable(gate.published().resolve("run.sh"))).isTrue();
  }

  @Test
  void a_work_tree_at_another_commit_than_the_target_is_said() throws Exception {
    Files.writeString(work.resolve("site/index.html"), "<h1>New</h1>\n");

    Ran ran =
        bot.run(
            "preview", "blog", "--command", "Mine", "--from-git", work.resolve("site").toString());

    assertThat(ran.status()).isZero();
    assertThat(ran.err()).contains("the target is at", "what others have changed");
  }

  @Test
  void a_repository_without_a_commit_is_proposed_whole() throws Exception {
    Path fresh = Files.createDirectories(folder.resolve("fresh"));
    work = fresh;
    git("init", "-q");
    Files.writeString(fresh.resolve("index.html"), "staged\n");
    git("add", "-A");
    Files.writeString(fresh.resolve("b.html"), "untracked\n");

    assertThat(preview(fresh.toString()).json().path("result").path("plan").path("diff").asString())
        .contains("+staged", "+untracked");
  }

  @Test
  void what_cannot_be_proposed_is_named() throws Exception {
    Path site = work.resolve("site");
    assertThat(preview(site.toString()).err()).contains("Nothing has changed");
    assertThat(preview(folder.resolve("site").toString()).err()).contains("no work tree of git");

    Files.createSymbolicLink(site.resolve("passwd"), Path.of("/etc/passwd"));
    assertThat(preview(site.toString()).err()).contains("passwd is a symbolic link");
    git("add", "-A");
    assertThat(preview(site.toString()).err()).contains("passwd is a symbolic link");
    assertThat(preview(site.toString()).status()).isEqualTo(1);
  }
}
