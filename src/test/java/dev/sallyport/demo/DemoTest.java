package dev.sallyport.demo;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sallyport.gate.Ambient;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.sql.Connection;
import java.sql.DriverManager;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.eclipse.jgit.api.Git;
import org.eclipse.jgit.lib.RefUpdate;
import org.eclipse.jgit.lib.Repository;
import org.eclipse.jgit.storage.file.FileRepositoryBuilder;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// The demo on sites of many kinds; as a program of its own where the command itself matters.
@Tag("integration")
@DisabledOnOs(OS.WINDOWS)
class DemoTest {
  private static final long LONGEST_SECONDS = 120;

  @TempDir Path folder;

  private record Ended(int status, String out, String err) {}

  @Test
  void the_example_site_is_changed_deployed_raced_for_and_rolled_back() throws Exception {
    Ended ended = demo("--exit");

    assertThat(ended.status()).as(ended.out() + ended.err()).isZero();
    assertThat(ended.err()).isEmpty();
    assertThat(ended.out())
        .contains(
            "-      <h1>Bread worth getting up for</h1>",
            "+      <h1>Welcome! Bread worth getting up for</h1>",
            "✓ a visitor of index.html gets the new page",
            "✓ under another idempotency key: refused",
            "✓ the same request again: the first answer, from the record, nothing run",
            "1 x 200 executed it",
            "✓ one winner",
            "✓ counted on the branch: one commit more, and it carries the winner's execution",
            "✓ a visitor of index.html gets the page of before the race")
        .containsPattern("✓ [0-9]+ records, each chained to the one before")
        .containsPattern("All [0-9]+ promises kept")
        .doesNotContain("\u001b[")
        .doesNotContainPattern("spt_[A-Za-z0-9]");
    assertThat(temporary()).isEmpty();
  }

  @Test
  void a_folder_with_binary_and_executable_files_works_too() throws Exception {
    Path site = Files.createDirectory(folder.resolve("a site"));
    Files.write(site.resolve("aaa.bin"), new byte[] {0, 1, 2, (byte) 0xff});
    Files.writeString(site.resolve("notes.md"), "# Notes\n\nSome.\n");
    Path script = Files.writeString(site.resolve("run.sh"), "#!/bin/sh\necho hello\n");
    Files.setPosixFilePermissions(script, PosixFilePermissions.fromString("rwxr-xr-x"));

    Ended ended = demo("--exit", "--site", site.toString());

    assertThat(ended.status()).as(ended.out() + ended.err()).isZero();
    assertThat(ended.out()).contains("+# Welcome! Notes", "✓ one winner");
    assertThat(site.resolve("notes.md")).hasContent("# Notes\n\nSome.\n");
  }

  @Test
  void a_local_repository_on_another_branch_is_cloned() throws Exception {
    Path site = folder.resolve("repository");
    try (Git git = Git.init().setDirectory(site.toFile()).setInitialBranch("trunk").call()) {
      Files.writeString(site.resolve("index.html"), "<h1>Trunk</h1>\n");
      git.add().addFilepattern(".").call();
      git.commit().setMessage("Begin").setAuthor("A", "a@b.invalid").setSign(false).call();
      String head = git.getRepository().resolve("HEAD").name();

      Ended ended = demo("--exit", "--json", "--site", site.toString());

      assertThat(ended.status()).as(ended.out() + ended.err()).isZero();
      List<JsonNode> lines = ended.out().lines().map(JsonMapper.shared()::readTree).toList();
      List<JsonNode> promises = lines.subList(0, lines.size() - 1);
      assertThat(promises)
          .allSatisfy(promise -> assertThat(promise.required("kept").asBoolean()).isTrue())
          .extracting(promise -> promise.required("promise").asString())
          .contains("one winner");
      assertThat(lines.getLast().required("promisesKept").asInt()).isEqualTo(promises.size());
      assertThat(git.getRepository().resolve("HEAD").name()).isEqualTo(head);
    }
  }

  @Test
  void what_is_no_folder_is_said_to_be_none() throws Exception {
    Path file = Files.writeString(folder.resolve("file"), "");

    Ended ended = demo("--exit", "--site", file.toString());

    assertThat(ended.status()).isEqualTo(1);
    assertThat(ended.err()).contains("is not a folder. Name a folder or a local git repository");
    assertThat(temporary()).isEmpty();
  }

  @Test
  void an_empty_folder_and_an_empty_bare_repository_get_a_first_page() throws Exception {
    Path bare = folder.resolve("bare.git");
    Git.init().setBare(true).setDirectory(bare.toFile()).call().close();

    assertThat(played(Files.createDirectory(folder.resolve("empty")), _ -> {}))
        .contains("a first page is made", "+<h1>Welcome! A first page</h1>");
    assertThat(played(bare, _ -> {})).contains("a first page is made");
  }

  @Test
  void a_branch_that_is_moved_behind_the_gate_breaks_the_demo() {
    assertThatThrownBy(
            () -> played(example(), step -> run(step.equals("apply"), this::takeNewestCommitAway)))
        .isInstanceOf(BrokenPromiseException.class)
        .hasMessageContaining("step 4")
        .hasMessageContaining("plan-stale");
  }

  @Test
  void a_page_that_is_changed_behind_the_gate_breaks_the_demo() {
    assertThatThrownBy(
            () ->
                played(
                    example(),
                    step ->
                        run(
                            step.equals("preview"),
                            () ->
                                Files.writeString(
                                    demoFolder.published().resolve("index.html"), "other"))))
        .isInstanceOf(BrokenPromiseException.class)
        .hasMessageContaining("a visitor of index.html gets the old page");
  }

  @Test
  void a_record_that_is_edited_breaks_the_demo() {
    assertThatThrownBy(
            () -> played(example(), step -> run(step.equals("verify"), this::editRecordFive)))
        .isInstanceOf(BrokenPromiseException.class)
        .hasMessageContaining("record 5 was changed");
  }

  private DemoFolder demoFolder = new DemoFolder(Path.of("none"));

  private interface Interference {
    void run() throws Exception;
  }

  private static void run(boolean now, Interference interference) throws IOException {
    try {
      if (now) {
        interference.run();
      }
    } catch (Exception e) {
      throw new IOException(e);
    }
  }

  private void takeNewestCommitAway() throws IOException {
    try (Repository repository =
        new FileRepositoryBuilder().setGitDir(demoFolder.repository().toFile()).build()) {
      RefUpdate update = repository.updateRef("refs/heads/main");
      update.setNewObjectId(repository.resolve("refs/heads/main~1"));
      update.forceUpdate();
    }
  }

  private void editRecordFive() throws Exception {
    Path store = demoFolder.data().resolve("sallyport.db");
    try (Connection connection = DriverManager.getConnection("jdbc:sqlite:" + store)) {
      connection
          .createStatement()
          .executeUpdate(
              "UPDATE audit_records SET body = replace(body, 'docs-bot', 'somebody')"
                  + " WHERE sequence = 5");
    }
  }

  private static Path example() throws Exception {
    return ExampleSite.find();
  }

  /// The whole demo in this process.
  private String played(Path site, Story.Onlooker onlooker) throws Exception {
    demoFolder = DemoFolder.make(site);
    StringWriter out = new StringWriter();
    Screen screen = new Screen(new PrintWriter(out), false, true);
    try (GateLog log = GateLog.start(demoFolder.log());
        Demo demo = Demo.start(demoFolder, 0, screen, Ambient.system(), log.logging())) {
      demo.play(onlooker);
    } finally {
      demoFolder.delete();
    }
    return out.toString();
  }

  /// The command as a program of its own, with a folder for temporary files of its own.
  private Ended demo(String... arguments) throws IOException, InterruptedException {
    Path temporary = Files.createDirectories(folder.resolve("tmp"));
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.add("--enable-native-access=ALL-UNNAMED");
    command.add("-Dstdout.encoding=UTF-8");
    command.add("-Djava.io.tmpdir=" + temporary);
    command.addAll(List.of("-cp", System.getProperty("java.class.path")));
    command.addAll(List.of("dev.sallyport.cli.Main", "demo"));
    command.addAll(List.of(arguments));
    Path out = folder.resolve("out");
    Path err = folder.resolve("err");
    Process process =
        new ProcessBuilder(command)
            .redirectOutput(out.toFile())
            .redirectError(err.toFile())
            .start();
    if (!process.waitFor(LONGEST_SECONDS, TimeUnit.SECONDS)) {
      process.destroyForcibly().waitFor();
    }
    return new Ended(
        process.exitValue(),
        Files.readString(out, StandardCharsets.UTF_8),
        Files.readString(err, StandardCharsets.UTF_8));
  }

  private List<Path> temporary() throws IOException {
    try (var files = Files.list(folder.resolve("tmp"))) {
      return files.filter(file -> file.getFileName().toString().startsWith("sallyport")).toList();
    }
  }
}
