package dev.sallyport.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sallyport.fixture.GateProcess;
import dev.sallyport.fixture.SiteFiles;
import dev.sallyport.fixture.TestGate;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/// The program as its own process, in trouble: it says what is wrong and what to do, its exit
/// status is not zero, and it loses nothing.
@Tag("integration")
@DisabledOnOs(OS.WINDOWS)
class TroubleTest {
  private static final int FAILED = 1;
  private static final int WRONG_USAGE = 2;

  @TempDir Path folder;

  @BeforeEach
  void prepare() throws IOException {
    TestGate.prepare(folder, TestGate.WIDE_LIMITS + TestGate.BLOG);
  }

  /// Runs it and expects it to end by itself.
  private String fails(int status, String... arguments) {
    try (GateProcess program = GateProcess.program(folder, Main.class, arguments)) {
      int ended = program.ended();
      String errors = program.errors();
      assertThat(ended).as(errors).isEqualTo(status);
      assertThat(program.lines()).noneMatch(line -> line.startsWith("listening"));
      assertThat(errors).doesNotContain("\tat ", "Caused by", "fault in the program");
      return errors;
    }
  }

  @Test
  void aPortThatIsTaken() throws IOException {
    try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getByName("127.0.0.1"))) {
      String said = fails(FAILED, "serve", "--port", Integer.toString(taken.getLocalPort()));

      assertThat(said)
          .contains("Cannot listen on 127.0.0.1:" + taken.getLocalPort(), "--port", "0");
    }
  }

  @Test
  void aDataFolderInWhosePlaceAFileStands() throws IOException {
    Path file = Files.writeString(folder.resolve("taken"), "mine");

    assertThat(fails(FAILED, "serve", "--port", "0", "--data", "taken"))
        .contains("The data folder", "taken", "--data");
    assertThat(file).hasContent("mine");
  }

  @Test
  void aDataFolderThatCannotBeMade() throws IOException {
    Files.writeString(folder.resolve("taken"), "mine");

    assertThat(fails(FAILED, "keys", "list", "--data", "taken/inside"))
        .contains("The data folder", "cannot be made", "--data");
  }

  @Test
  void aStoreThatIsNoDatabase() throws IOException {
    Path store = TestGate.data(folder).resolve("sallyport.db");
    Files.createDirectories(store.getParent());
    String text = "This is a letter and no database.\n".repeat(200);
    Files.writeString(store, text);

    assertThat(fails(FAILED, "serve", "--port", "0"))
        .contains("The store cannot be opened", "sallyport.db", "not a database");
    assertThat(store).hasContent(text);
  }

  @Test
  void aRepositoryThatIsBroken() throws IOException {
    TestGate.start(folder).close();
    Path objects = TestGate.data(folder).resolve("blog.git/objects");
    Path aside = Files.move(objects, folder.resolve("aside"));
    Files.createDirectories(objects);

    assertThat(fails(FAILED, "serve", "--port", "0"))
        .contains("Target blog cannot be opened", "blog.git", "git fsck");

    Files.delete(objects);
    Files.move(aside, objects);
    TestGate.start(folder).close();
    assertThat(
            new SiteFiles(
                    TestGate.data(folder).resolve("blog.git"),
                    TestGate.data(folder).resolve("www/blog"))
                .commits())
        .isOne();
  }

  @Test
  void aFolderThatIsNoRepository() throws IOException {
    Path mine = Files.createDirectories(TestGate.data(folder).resolve("blog.git"));
    Files.writeString(mine.resolve("letter.txt"), "mine");

    assertThat(fails(FAILED, "serve", "--port", "0")).contains("blog.git is not a git repository");
    assertThat(mine.resolve("letter.txt")).hasContent("mine");
  }

  @Test
  void aPublishedFolderThatIsAFile() throws IOException {
    Path www = TestGate.data(folder).resolve("www");
    Files.createDirectories(www);
    Path file = Files.writeString(www.resolve("blog"), "mine");

    assertThat(fails(FAILED, "serve", "--port", "0"))
        .contains("Target blog cannot be opened", "www/blog");
    assertThat(file).hasContent("mine");
  }

  @Test
  void somethingOfSomebodyElseWhereCurrentBelongs() throws IOException {
    Path current = TestGate.data(folder).resolve("www/blog/current");
    Files.createDirectories(current);
    Files.writeString(current.resolve("index.html"), "mine");

    assertThat(fails(FAILED, "serve", "--port", "0")).contains("'current'", "move it away");
    assertThat(current.resolve("index.html")).hasContent("mine");
  }

  @Test
  void everyMistakeInTheConfigurationIsNamedAtOnce() throws IOException {
    Files.writeString(
        TestGate.configurationFile(folder),
        """
        server: { port: 70000, colour: red }
        limits:
          heavy: { limit: none }
        targets:
          blog:
            kind: sight
        """);

    assertThat(fails(FAILED, "serve"))
        .contains("6 mistakes", "server.port", "colour", "limits.heavy.limit", "kind", "publish");
  }

  @Test
  void aConfigurationThatIsNotThere() {
    assertThat(fails(FAILED, "serve", "--config", "elsewhere.yaml")).contains("elsewhere.yaml");
  }

  @Test
  void wrongUsage() {
    Stream.of(
            List.of("swerve"),
            List.of("serve", "--prot", "1"),
            List.of("serve", "--port", "many"),
            List.of("keys", "create"))
        .forEach(
            arguments ->
                assertThat(fails(WRONG_USAGE, arguments.toArray(String[]::new)))
                    .as("%s", arguments)
                    .containsAnyOf(
                        "Unknown option",
                        "Unmatched argument",
                        "Invalid value",
                        "Missing required"));
  }
}
