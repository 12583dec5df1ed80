package dev.sallyport.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sallyport.checkpoint.Checkpoint;
import dev.sallyport.domain.PrincipalKind;
import dev.sallyport.domain.Role;
import dev.sallyport.fixture.TestCaller;
import dev.sallyport.fixture.TestGate;
import dev.sallyport.gate.Ambient;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Path;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// Approving, rejecting, cancelling and freezing from the command line.
@Tag("integration")
class DecisionCommandsTest {
  @TempDir Path folder;

  private record Ran(int status, String out, String err) {}

  private static Ran run(TestCaller caller, String... arguments) {
    StringWriter out = new StringWriter();
    StringWriter err = new StringWriter();
    CommandLine line =
        Main.commandLine(Map.of("SALLYPORT_URL", caller.url(), "SALLYPORT_KEY", caller.key()))
            .setOut(new PrintWriter(out))
            .setErr(new PrintWriter(err));
    int status = line.execute(arguments);
    return new Ran(status, out.toString(), err.toString());
  }

  private static JsonNode waiting(TestCaller agent, String key) {
    return agent.preview(key, "index.html", "<h1>" + key + "</h1>\n").result();
  }

  @Test
  void a_change_is_approved_rejected_and_cancelled_through_the_gate() {
    String policy = TestGate.BLOG.replace("apply: confirm", "apply: { approve: 1 }");
    try (TestGate gate =
        TestGate.start(
            folder, TestGate.WIDE_LIMITS + policy, Ambient.system(), Checkpoint.Listener.NONE)) {
      TestCaller agent = gate.caller("docs-bot", Role.REQUESTER);
      TestCaller ada =
          gate.caller("ada", PrincipalKind.PERSON, Set.of(Role.APPROVER), Set.of("blog"));
      JsonNode one = waiting(agent, "one-1");
      JsonNode two = waiting(agent, "two-1");
      String first = one.required("changeId").asString();
      String second = two.required("changeId").asString();
      String hash = one.required("plan").required("hash").asString();

      Ran barred = run(agent, "approve", first, "--plan-hash", hash);
      assertThat(barred.status()).isEqualTo(1);
      assertThat(barred.err()).contains("403 forbidden");
      assertThat(run(ada, "approve", first, "--plan-hash", hash).out())
          .isEqualTo(first + " is awaiting_confirmation; approvals: 1 of 1\n");
      assertThat(run(agent, "cancel", first, "--reason", "not today").out())
          .startsWith(first + " is cancelled");
      Ran rejected =
          run(
              ada,
              "reject",
              second,
              "--plan-hash",
              two.required("plan").required("hash").asString(),
              "--reason",
              "wrong",
              "--json");
      assertThat(JsonMapper.shared().readTree(rejected.out()).required("state").asString())
          .isEqualTo("rejected");

      assertThat(run(ada, "approve", "../limits", "--plan-hash", hash).err())
          .contains("not the id of a change");
      assertThat(run(ada, "approve", first).status()).isEqualTo(2);
    }
  }

  @Test
  void a_risky_plan_is_shown_approved_with_its_number_and_let_through_by_an_operator() {
    String policy =
        TestGate.BLOG.replace(
            "apply: confirm",
            "breakGlass: operator, rules: [{ when: 'true', safety: high, because: test }],"
                + " apply: { approve: 1 }");
    try (TestGate gate =
        TestGate.start(
            folder, TestGate.WIDE_LIMITS + policy, Ambient.system(), Checkpoint.Listener.NONE)) {
      TestCaller agent = gate.caller("docs-bot", Role.REQUESTER);
      TestCaller ada = gate.approver("ada");
      TestCaller olga =
          gate.caller("olga", PrincipalKind.PERSON, Set.of(Role.OPERATOR), Set.of("blog"));
      JsonNode one = waiting(agent, "risky-1");
      JsonNode two = waiting(agent, "risky-2");
      String first = one.required("changeId").asString();
      String second = two.required("changeId").asString();
      String hash = one.required("plan").required("hash").asString();
      String other = two.required("plan").required("hash").asString();
      String number = one.required("confirmNumber").asString();

      assertThat(run(ada, "approve", first, "--plan-hash", hash).err())
          .contains("400 invalid-request", "<h1>risky-1</h1>");
      Ran approved = run(ada, "approve", first, "--plan-hash", hash, "--confirm-number", number);
      assertThat(approved.out()).contains("awaiting_confirmation; approvals: 1 of 1");
      Ran broken =
          run(olga, "break-glass", second, "--plan-hash", other, "--reason", "the shop is down");
      assertThat(broken.out()).startsWith(second + " is awaiting_confirmation");
      assertThat(run(olga, "changes", "--break-glass").out())
          .contains(second)
          .doesNotContain(first);
      assertThat(run(olga, "break-glass", second, "--plan-hash", other).status()).isEqualTo(2);
      String details =
          gate.caller("aud", PrincipalKind.PERSON, Set.of(Role.AUDITOR), Set.of("*"))
              .get("/v1/audit?change=" + first)
              .json()
              .toString();
      assertThat(details).containsPattern("\"rendered\":\"sha256:[0-9a-f]{64}\"");
      assertThat(details).containsPattern("\"openMillis\":[0-9]+");
    }
  }

  @Test
  void a_target_or_all_are_frozen_and_unfrozen_through_the_gate() {
    try (TestGate gate = TestGate.start(folder)) {
      TestCaller operator =
          gate.caller("ops", PrincipalKind.PERSON, Set.of(Role.OPERATOR), Set.of("*"));

      assertThat(run(operator, "freeze", "--target", "blog", "--reason", "incident 7").out())
          .startsWith("frozen  blog, by ops since 20")
          .endsWith(": incident 7\n");
      assertThat(run(operator, "freeze", "--all", "--reason", "incident 8").out())
          .contains("frozen  every target, by ops");
      run(operator, "unfreeze", "--all");
      assertThat(run(operator, "unfreeze", "--target", "blog").out())
          .isEqualTo("nothing is frozen\n");
      assertThat(run(operator, "unfreeze", "--target", "blog").err()).contains("wrong-state");
      assertThat(run(operator, "freeze", "--reason", "x").status()).isEqualTo(2);
    }
  }
}
