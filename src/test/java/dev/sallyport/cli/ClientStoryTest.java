package dev.sallyport.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sallyport.checkpoint.Checkpoint;
import dev.sallyport.cli.Program.Ran;
import dev.sallyport.domain.PrincipalKind;
import dev.sallyport.domain.Role;
import dev.sallyport.fixture.TestCaller;
import dev.sallyport.fixture.TestGate;
import dev.sallyport.gate.Ambient;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

/// A change from preview to rollback, with the commands of a person alone.
@Tag("integration")
class ClientStoryTest {
  @TempDir Path folder;

  private Path file(String name, String content) throws IOException {
    return Files.writeString(folder.resolve(name), content);
  }

  private List<Path> kept() throws IOException {
    try (Stream<Path> files = Files.list(folder.resolve("state/sallyport/changes"))) {
      return files.toList();
    }
  }

  @Test
  void a_change_is_previewed_applied_deployed_and_rolled_back_by_its_key() throws IOException {
    try (TestGate gate = TestGate.start(folder)) {
      Program bot = Program.of(gate.caller("docs-bot", Role.REQUESTER), folder);
      Path page = file("new.html", "<h1>Good morning</h1>\n");

      Ran preview =
          bot.run(
              "preview",
              "blog",
              "--command",
              "Greet",
              "--key",
              "greet-1",
              "--safety",
              "low",
              "--edit",
              "index.html=" + page,
              "--delete",
              "about.html");
      assertThat(preview.status()).as(preview.err()).isZero();
      assertThat(preview.out())
          .startsWith("Changes")
          .contains(
              "+<h1>Good morning</h1>\n",
              "-<h1>Old headline</h1>\n",
              "safety    ",
              "key       greet-1",
              "with: sallyport apply greet-1\n")
          .doesNotContain("spt_", "\u001b");

      assertThat(bot.run("apply", "greet-1").out())
          .startsWith("applied  change chg_")
          .contains("Publish it with: sallyport deploy greet-1");
      assertThat(bot.run("deploy", "greet-1").out()).startsWith("deployed  change chg_");
      assertThat(gate.published().resolve("index.html")).hasContent("<h1>Good morning</h1>\n");
      assertThat(gate.published().resolve("about.html")).doesNotExist();

      Ran again = bot.run("apply", "greet-1", "--json");
      assertThat(again.status()).isZero();
      assertThat(again.json().path("eventType").asString()).isEqualTo("applied");

      assertThat(bot.run("rollback", "blog").status()).isEqualTo(2);
      Ran back = bot.run("rollback", "blog", "--yes", "--key", "back-1");
      assertThat(back.out())
          .contains("-<h1>Good morning</h1>\n", "key       back-1", "rolled_back  change chg_");
      assertThat(gate.published().resolve("index.html")).hasContent("<h1>Old headline</h1>\n");
      assertThat(bot.run("apply", "back-1").err()).contains("sallyport rollback blog --key back-1");
      assertThat(
              bot.run("rollback", "blog", "--yes", "--key", "back-1", "--json")
                  .json()
                  .path("eventType")
                  .asString())
          .isEqualTo("rolled_back");
    }
  }

  @Test
  void the_token_is_kept_for_its_owner_alone_and_forgotten_when_all_is_done() throws IOException {
    try (TestGate gate = TestGate.start(folder)) {
      Program bot = Program.of(gate.caller("docs-bot", Role.REQUESTER), folder);
      Path page = file("new.html", "<h1>One</h1>\n");
      bot.run(
          "preview", "blog", "--command", "One", "--key", "one-1", "--edit", "index.html=" + page);

      Path token = kept().getFirst();
      assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(token)))
          .isEqualTo("rw-------");
      assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(token.getParent())))
          .isEqualTo("rwx------");
      assertThat(Files.readString(token)).contains("spt_");

      bot.run("apply", "one-1");
      bot.run("deploy", "one-1");
      assertThat(kept()).hasSize(1);
      assertThat(Files.readString(token)).doesNotContain("spt_");

      Program another = Program.of(gate.caller("other-bot", Role.REQUESTER), folder);
      assertThat(another.run("apply", "one-1").err()).contains("Nothing of the key one-1");

      Files.setPosixFilePermissions(
          token.getParent(), PosixFilePermissions.fromString("rwxr-xr-x"));
      assertThat(bot.run("apply", "one-1").err()).contains("chmod 700");
    }
  }

  @Test
  void a_token_may_come_from_standard_input_and_never_as_an_argument() throws IOException {
    try (TestGate gate = TestGate.start(folder)) {
      TestCaller caller = gate.caller("docs-bot", Role.REQUESTER);
      Program bot = Program.of(caller, folder);
      String token = caller.token("two-1", "index.html", "<h1>Two</h1>\n");

      assertThat(bot.run("apply", "two-1", "--target", "blog", "--token", token).err())
          .contains("--token takes only -");
      assertThat(bot.run("apply", "two-1").err()).contains("--target TARGET --token -");
      Ran applied = bot.typing(token + "\n", "apply", "two-1", "--target", "blog", "--token", "-");
      assertThat(applied.out()).startsWith("applied");
    }
  }

  @Test
  void auto_diff_and_changes_work_too_and_a_key_is_made_where_none_is_given() throws IOException {
    try (TestGate gate = TestGate.start(folder)) {
      Program bot = Program.of(gate.caller("docs-bot", Role.REQUESTER), folder);
      Path note = file("note.txt", "Hello\n");

      Ran diff = bot.run("diff", "blog", "--edit", "note.txt=" + note);
      assertThat(diff.out()).startsWith("diff --git").contains("+Hello\n");
      assertThat(bot.run("changes").out()).isEqualTo("There are no such changes.\n");

      Ran auto = bot.run("auto", "blog", "--command", "Add a note", "--edit", "note.txt=" + note);
      assertThat(auto.out()).matches("(?s)key  blog-\\d{8}-[0-9a-z]{10}\ndeployed  change chg_.*");
      JsonNode item =
          bot.run("changes", "list", "--target", "blog", "--state", "deployed", "--json")
              .json()
              .path("items")
              .path(0);
      String id = item.path("changeId").asString();
      assertThat(bot.run("changes").out()).contains(id, "deployed", "Add a note");
      assertThat(bot.run("changes", "show", id).out())
          .startsWith("DEPLOYED  change by docs-bot")
          .contains("auto exe_", "+Hello");
      assertThat(bot.run("diff", id).out()).isEqualTo(diff.out());
      Ran watched = bot.run("watch", id);
      assertThat(watched.out()).isEqualTo(id + " is deployed\n");
      String execution =
          bot.run("changes", "show", id, "--json")
              .json()
              .path("executions")
              .path(0)
              .path("executionId")
              .asString();
      assertThat(bot.run("watch", execution).out()).startsWith("succeeded  change " + id);

      Ran patch =
          bot.typing(
              "--- a/note.txt\n+++ b/note.txt\n@@ -1 +1 @@\n-Hello\n+Goodbye\n",
              "preview",
              "blog",
              "--command",
              "Patch",
              "--patch",
              "-",
              "--json");
      assertThat(patch.json().path("result").path("confirmToken").asString()).startsWith("spt_");
      String key = patch.json().path("action").path("idempotencyKey").asString();
      assertThat(bot.run("apply", key).status()).isZero();
      Ran parameters =
          bot.typing(
              "{\"edits\":[{\"path\":\"a.txt\",\"content\":\"a\"}]}",
              "diff",
              "blog",
              "--parameters",
              "-");
      assertThat(parameters.out()).contains("+a");
    }
  }

  @Test
  void what_awaits_approval_is_confirmed_after_it_by_the_same_command() throws IOException {
    String policy = TestGate.BLOG.replace("apply: confirm", "apply: { approve: 1 }");
    try (TestGate gate =
        TestGate.start(
            folder, TestGate.WIDE_LIMITS + policy, Ambient.system(), Checkpoint.Listener.NONE)) {
      Program bot = Program.of(gate.caller("docs-bot", Role.REQUESTER), folder);
      Program ada =
          Program.of(
              gate.caller("ada", PrincipalKind.PERSON, Set.of(Role.APPROVER), Set.of("blog")),
              folder);
      Path page = file("new.html", "<h1>Three</h1>\n");
      Ran preview =
          bot.run(
              "preview",
              "blog",
              "--command",
              "Three",
              "--key",
              "three-1",
              "--edit",
              "index.html=" + page);
      assertThat(preview.out())
          .contains("0 of 1 given", "It awaits approval: sallyport approve chg_");

      Ran early = bot.run("apply", "three-1");
      assertThat(early.status()).isEqualTo(75);
      assertThat(early.err()).contains("awaits approval (0 of 1 given)");
      String[] approve =
          early.err().split("sallyport approve ", 2)[1].split("\\. Run", 2)[0].split(" ");
      assertThat(ada.run("approve", approve[0], "--plan-hash", approve[2]).status()).isZero();
      assertThat(bot.run("apply", "three-1").out()).startsWith("applied");
    }
  }

  @Test
  void a_deploy_that_is_approved_by_itself_is_confirmed_by_the_same_command() throws IOException {
    String policy = TestGate.BLOG.replace("deploy: confirm", "deploy: { approve: 1 }");
    try (TestGate gate =
        TestGate.start(
            folder, TestGate.WIDE_LIMITS + policy, Ambient.system(), Checkpoint.Listener.NONE)) {
      Program bot = Program.of(gate.caller("docs-bot", Role.REQUESTER), folder);
      Program ada =
          Program.of(
              gate.caller("ada", PrincipalKind.PERSON, Set.of(Role.APPROVER), Set.of("blog")),
              folder);
      Path page = file("new.html", "<h1>Four</h1>\n");
      JsonNode result =
          bot.run(
                  "preview",
                  "blog",
                  "--command",
                  "Four",
                  "--key",
                  "four-1",
                  "--edit",
                  "index.html=" + page,
                  "--json")
              .json()
              .path("result");
      assertThat(bot.run("apply", "four-1").status()).isZero();

      assertThat(bot.run("deploy", "four-1").status()).isNotZero();
      String id = result.path("changeId").asString();
      String hash = result.path("plan").path("hash").asString();
      assertThat(ada.run("approve", id, "--plan-hash", hash).status()).isZero();
      assertThat(bot.run("deploy", "four-1").out()).startsWith("deployed");
    }
  }
}
