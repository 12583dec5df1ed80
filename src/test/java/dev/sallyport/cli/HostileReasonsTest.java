package dev.sallyport.cli;

import static dev.sallyport.cli.HostileTextTest.assertHarmless;
import static org.assertj.core.api.Assertions.assertThat;

import dev.sallyport.checkpoint.Checkpoint;
import dev.sallyport.cli.Program.Ran;
import dev.sallyport.cli.terminal.Surroundings.Terminals;
import dev.sallyport.domain.ExecutionId;
import dev.sallyport.domain.Outcome;
import dev.sallyport.domain.PrincipalKind;
import dev.sallyport.domain.Role;
import dev.sallyport.fixture.OtherGate;
import dev.sallyport.fixture.TestCaller;
import dev.sallyport.fixture.TestGate;
import dev.sallyport.gate.Ambient;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
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

/// Every reason that somebody can give is taken as it is, and steers no terminal of those who read
/// it; what has no place for a reason takes no such text at all.
@Tag("integration")
@Tag("validation")
@EnabledOnOs(value = OS.LINUX, disabledReason = "script of util-linux makes the terminal")
class HostileReasonsTest {
  /// What a reason may have of the corpus: none of ASCII's controls, and no halves of characters.
  private static final String REASON =
      HostileTextTest.corpus()
          .map(text -> text.replaceAll("[\\x00-\\x1f\\x7f\\ud800]", ""))
          .collect(Collectors.joining(" "));

  @TempDir Path folder;
  private TestGate gate;
  private OtherGate other;
  private Program bot;
  private Program olga;

  @BeforeEach
  void start() throws IOException {
    String policy = "policy: { apply: { approve: 1 }, breakGlass: operator }";
    gate =
        TestGate.start(
            folder,
            OtherGate.WITHOUT_BLOG.replaceFirst("policy: .*", policy),
            Ambient.system(),
            Checkpoint.Listener.NONE);
    other = new OtherGate(folder);
    bot = program("evil-bot", PrincipalKind.AGENT, Role.REQUESTER);
    olga = program("olga", PrincipalKind.PERSON, Role.OPERATOR, Role.APPROVER, Role.AUDITOR);
    Files.writeString(folder.resolve("page"), "<h1>New</h1>\n");
  }

  @AfterEach
  void stop() {
    other.close();
    gate.close();
  }

  private Program program(String name, PrincipalKind kind, Role... roles) {
    TestCaller caller = gate.caller(name, kind, Set.of(roles), Set.of("*"));
    return new Program(Program.of(caller, folder).environment(), Terminals.NONE);
  }

  /// The id of a new change and the hash of its plan.
  private List<String> change(String key) {
    String edit = "index.html=" + folder.resolve("page");
    Ran ran = bot.run("preview", "shop", "--command", "x", "--key", key, "--edit", edit, "--json");
    assertThat(ran.status()).as(ran.err()).isZero();
    return List.of(
        ran.json().at("/result/changeId").asString(),
        ran.json().at("/result/plan/hash").asString());
  }

  private Ran decide(Program who, String decision, List<String> change) {
    List<String> words = new ArrayList<>(List.of(decision, change.getFirst(), "--reason", REASON));
    if (!decision.equals("cancel")) {
      words.addAll(List.of("--plan-hash", change.getLast()));
    }
    Ran ran = who.run(words.toArray(String[]::new));
    assertThat(ran.status()).as(ran.err()).isZero();
    return ran;
  }

  @Test
  void reasons_of_decisions_freezes_and_resolutions_steer_nobodys_terminal() throws Exception {
    List<Ran> ran = new ArrayList<>();
    ran.add(decide(olga, "approve", change("one-1")));
    ran.add(decide(olga, "reject", change("two-1")));
    ran.add(decide(bot, "cancel", change("three-1")));
    List<String> broken = change("four-1");
    ran.add(decide(olga, "break-glass", broken));
    ExecutionId unknown = other.begin();
    other.end(unknown, Outcome.UNKNOWN);
    Ran resolved = olga.run("resolve", unknown.value(), "--outcome", "failed", "--reason", REASON);
    Ran frozen = olga.run("freeze", "--target", "shop", "--reason", REASON);
    Ran shown = olga.run("changes", "show", broken.getFirst());
    for (Ran spelt :
        List.of(resolved, frozen, shown, olga.run("executions", "show", unknown.value()))) {
      assertThat(spelt.status()).as(spelt.err()).isZero();
      assertThat(spelt.out()).contains("\\u009b31m", "\\u202egnp.exe");
      ran.add(spelt);
    }
    ran.add(bot.run("deploy", "four-1"));
    for (String[] words :
        List.of(
            new String[] {"changes", "list"},
            new String[] {"changes", "list", "--break-glass"},
            new String[] {"changes", "show", broken.getFirst()},
            new String[] {"executions", "list"},
            new String[] {"executions", "show", unknown.value()},
            new String[] {"status"},
            new String[] {"freeze", "--target", "shop", "--reason", REASON},
            new String[] {"unfreeze", "--target", "shop"})) {
      ran.add(olga.run(words));
      List<String> json = new ArrayList<>(List.of(words));
      json.add("--json");
      ran.add(olga.run(json.toArray(String[]::new)));
    }
    for (Ran each : ran) {
      assertHarmless(each.out());
      assertHarmless(each.err());
    }
    onATerminal("changes", "show", broken.getFirst());
  }

  /// There are colours too, and they are the only thing that steers.
  private void onATerminal(String... words) throws Exception {
    Map<String, String> environment = new HashMap<>(olga.environment());
    environment.put("PAGER", "cat");
    try (Pty terminal = Pty.of(folder, environment, words)) {
      assertThat(terminal.ended()).as(terminal.seen()).isZero();
      assertThat(terminal.seen()).contains("\u001b[1m", "\\u202egnp.exe");
      assertHarmless(terminal.seen().replace("\r\n", "\n").replaceAll("\u001b\\[[0-9]*m", ""));
    }
  }

  @Test
  void nobody_lifts_limits_of_such_a_name_or_address() {
    for (String hostile : HostileTextTest.corpus().toList()) {
      for (String subject : List.of("--principal", "--address")) {
        Ran ran = olga.run("limits", "clear", subject, hostile);
        assertThat(ran.status()).as(hostile).isEqualTo(1);
        assertThat(ran.err()).contains("400 invalid-request");
        assertHarmless(ran.out());
        assertHarmless(ran.err());
        assertHarmless(olga.run("limits", "clear", subject, hostile, "--json").out());
      }
    }
    assertHarmless(olga.run("limits", "list").out());
  }
}
