package dev.sallyport.cli;

import static dev.sallyport.cli.HostileTextTest.assertHarmless;
import static org.assertj.core.api.Assertions.assertThat;

import dev.sallyport.checkpoint.Checkpoint;
import dev.sallyport.cli.Program.Ran;
import dev.sallyport.cli.terminal.Surroundings.Terminals;
import dev.sallyport.domain.PrincipalKind;
import dev.sallyport.domain.Role;
import dev.sallyport.fixture.PlanTool;
import dev.sallyport.fixture.TestCaller;
import dev.sallyport.fixture.TestGate;
import dev.sallyport.gate.Ambient;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/// A tool whose output would take over the terminal of whoever watches it, people whose reasons
/// would, and names that nobody can give.
@Tag("integration")
@Tag("validation")
@EnabledOnOs(value = OS.LINUX, disabledReason = "script of util-linux makes the terminal")
class HostileRunTest {
  /// What a reason may have of the corpus: none of ASCII's controls, and no halves of characters.
  private static final String REASON =
      HostileTextTest.corpus()
          .map(text -> text.replaceAll("[\\x00-\\x1f\\x7f\\ud800]", ""))
          .collect(Collectors.joining(" "));

  @TempDir Path folder;
  private PlanTool lamp;
  private TestGate gate;
  private Program bot;
  private Program olga;

  @BeforeEach
  void start() {
    lamp = PlanTool.in(folder, "lamp");
    gate =
        TestGate.start(
            folder,
            TestGate.WIDE_LIMITS + TestGate.BLOG + lamp.configuration(),
            Ambient.system(),
            Checkpoint.Listener.NONE);
    bot = program("evil-bot", PrincipalKind.AGENT, Role.REQUESTER);
    olga = program("olga", PrincipalKind.PERSON, Role.OPERATOR, Role.APPROVER, Role.AUDITOR);
  }

  @AfterEach
  void stop() {
    gate.close();
  }

  private Program program(String name, PrincipalKind kind, Role... roles) {
    TestCaller caller = gate.caller(name, kind, Set.of(roles), Set.of("*"));
    return new Program(Program.of(caller, folder).environment(), Terminals.NONE);
  }

  private String[] local(String... words) {
    List<String> all = new ArrayList<>(List.of(words));
    all.addAll(List.of("--config", TestGate.configurationFile(folder).toString()));
    all.addAll(List.of("--data", TestGate.data(folder).toString()));
    return all.toArray(String[]::new);
  }

  @Test
  void what_a_tool_says_and_people_give_as_reasons_steers_nobodys_terminal() throws Exception {
    String said =
        HostileTextTest.corpus()
            .map(text -> text.replace("\n", " ").replace("\ud800", "").replace("\u0000", ""))
            .collect(Collectors.joining("\n"));
    lamp.tell("say", said + "\n");
    Path parameters = Files.writeString(folder.resolve("p.json"), "{\"value\":\"\u202egreen\"}");
    List<Ran> ran = new ArrayList<>();
    ran.add(bot.run("auto", "lamp", "--command", REASON, "--parameters", parameters.toString()));
    Ran list = olga.run("executions", "list", "--json");
    String execution = list.json().at("/items/0/executionId").asString("");
    String change = list.json().at("/items/0/changeId").asString("");
    assertThat(execution).as(ran.getFirst().err()).startsWith("exe_");
    ran.add(list);
    ran.add(olga.run("executions", "list"));
    Ran watched = olga.run("executions", "watch", execution);
    assertThat(watched.out()).contains("\ufffd[2J", "everything is fine", "\\u202e");
    ran.add(watched);
    ran.add(olga.run("executions", "watch", execution, "--json"));
    ran.add(olga.run("executions", "show", execution));
    ran.add(olga.run("executions", "show", execution, "--json"));
    ran.add(olga.run("watch", execution));
    ran.add(olga.run("watch", change));
    ran.add(olga.run("changes", "show", change));
    ran.add(olga.run("diff", change));
    ran.add(olga.run("freeze", "--target", "lamp", "--reason", REASON));
    ran.add(bot.run("auto", "lamp", "--command", "x", "--parameters", parameters.toString()));
    ran.add(olga.run("unfreeze", "--target", "lamp"));
    ran.add(olga.run("reject", change, "--yes", "--reason", REASON));
    ran.add(olga.run("cancel", change, "--reason", REASON));
    ran.add(olga.run("status"));
    ran.add(olga.run("limits", "list"));
    for (Ran each : ran) {
      assertHarmless(each.out());
      assertHarmless(each.err());
    }
  }

  @Test
  void the_record_is_harmless_on_a_terminal_and_as_it_stands_in_a_pipe() throws Exception {
    assertThat(olga.run("freeze", "--target", "lamp", "--reason", REASON).status()).isZero();

    try (Pty terminal = Pty.of(folder, Map.of(), local("audit", "export"))) {
      assertThat(terminal.ended()).as(terminal.seen()).isZero();
      assertThat(terminal.seen()).contains("freeze.set", "\\u202e", "\\u009b");
      assertHarmless(terminal.seen().replace("\r\n", "\n"));
    }
    // What goes into a file or another program is what the hashes were made of.
    assertThat(olga.run(local("audit", "export")).out()).contains("\u202e", "\u009b");
  }

  @Test
  void nobody_gives_a_target_a_principal_or_a_group_such_a_name() throws Exception {
    for (String hostile : HostileTextTest.corpus().toList()) {
      for (String[] words :
          List.of(
              new String[] {"--name", hostile, "--target", "lamp"},
              new String[] {"--name", "ada", "--target", hostile},
              new String[] {"--name", "ada", "--target", "lamp", "--group", hostile})) {
        List<String> all =
            new ArrayList<>(
                List.of(local("keys", "create", "--kind", "person", "--role", "approver")));
        all.addAll(List.of(words));
        Ran ran = olga.run(all.toArray(String[]::new));
        assertThat(ran.status()).as(hostile).isNotZero();
        assertThat(ran.out()).isEmpty();
        assertHarmless(ran.err());
      }
    }
    Path file = folder.resolve("hostile.yaml");
    for (String hostile :
        List.of("\"\\e[2J\"", "\"\\u202egnp\"", "\"<script>\"", "\"a\\r\\nb\"", "p\u0430y")) {
      Files.writeString(file, TestGate.BLOG.replace("  blog:", "  " + hostile + ":"));
      Ran ran = olga.run("serve", "--config", file.toString(), "--data", folder + "/none");
      assertThat(ran.status()).as(hostile).isEqualTo(1);
      assertThat(ran.err()).contains("target");
      assertHarmless(ran.err());
    }
  }
}
