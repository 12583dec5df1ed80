package dev.sallyport.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sallyport.checkpoint.Checkpoint;
import dev.sallyport.domain.Role;
import dev.sallyport.fixture.TestCaller;
import dev.sallyport.fixture.TestGate;
import dev.sallyport.gate.Ambient;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;
import tools.jackson.databind.json.JsonMapper;

/// The command line's view of a running gate's limits.
@Tag("rate-limit")
@Tag("integration")
class LimitsCommandTest {
  @TempDir Path folder;

  private record Ran(int status, String out, String err) {}

  @Test
  void limits_are_shown_listed_and_cleared_through_the_gate() {
    String limits = "limits: { heavy: { limit: 1 }, storePatience: 10s }\n";
    try (TestGate gate =
        TestGate.start(
            folder, limits + TestGate.BLOG, Ambient.system(), Checkpoint.Listener.NONE)) {
      TestCaller agent = gate.caller("docs-bot", Role.REQUESTER);
      TestCaller operator = gate.caller("op", Role.OPERATOR);

      assertThat(run(agent, "limits").out())
          .contains("heavy    1 of 1 left in any 300 s", "default  100 of 100 left");
      assertThat(run(operator, "limits", "list").out()).isEqualTo("Nobody is blocked.\n");
      agent.confirm("apply", "key-1", "spt_no");
      agent.confirm("apply", "key-1", "spt_no");
      assertThat(run(agent, "limits").out()).contains("heavy    0 of 1", "; blocked until 20");
      assertThat(run(operator, "limits", "list").out())
          .matches("principal docs-bot is blocked by heavy for another \\d+ s\n");
      assertThat(
              JsonMapper.shared()
                  .readTree(run(operator, "limits", "list", "--json").out())
                  .path("items"))
          .hasSize(1);

      Ran refused = run(agent, "limits", "clear", "--principal", "docs-bot");
      assertThat(refused.status()).isEqualTo(1);
      assertThat(refused.err()).contains("403");
      assertThat(run(operator, "limits", "clear", "--principal", "docs-bot").out())
          .matches("Forgot \\d windows? of principal docs-bot, with their blocks.\n");
      assertThat(run(operator, "limits", "clear", "--address", "192.0.2.1").out())
          .isEqualTo("Nothing was counted of address 192.0.2.1.\n");
      assertThat(run(agent, "limits", "--json").out()).contains("\"class\":\"heavy\"");
      assertThat(run(agent, "limits").out()).contains("heavy    1 of 1");
    }
  }

  @Test
  void what_is_missing_is_said_and_no_key_is_shown() {
    TestCaller nowhere = new TestCaller("http://127.0.0.1:1", "spk_0000000000000000_secret");

    Ran unanswered = run(nowhere, "limits");
    assertThat(unanswered.status()).isEqualTo(5);
    assertThat(unanswered.err())
        .contains("No gate answers at http://127.0.0.1:1")
        .doesNotContain("spk_");
    Ran keyless = run(new TestCaller("http://127.0.0.1:1", ""), "limits");
    assertThat(keyless.err()).contains("SALLYPORT_KEY holds no API key");
    Ran odd = run(new TestCaller("not a url", "spk_0000000000000000_secret"), "limits");
    assertThat(odd.err()).contains("SALLYPORT_URL").doesNotContain("spk_0");
    assertThat(run(nowhere, "limits", "clear").status()).isEqualTo(2);
    assertThat(run(nowhere, "limits", "clear", "--principal", "a", "--address", "::1").status())
        .isEqualTo(2);
  }

  private static Ran run(TestCaller as, String... arguments) {
    StringWriter out = new StringWriter();
    StringWriter err = new StringWriter();
    CommandLine program =
        Main.commandLine(Map.of("SALLYPORT_URL", as.url(), "SALLYPORT_KEY", as.key()));
    int status =
        program
            .setOut(new PrintWriter(out, true))
            .setErr(new PrintWriter(err, true))
            .execute(arguments);
    return new Ran(status, out.toString(), err.toString());
  }
}
