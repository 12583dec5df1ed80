package dev.sallyport.console;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sallyport.checkpoint.Checkpoint;
import dev.sallyport.domain.PrincipalKind;
import dev.sallyport.domain.Role;
import dev.sallyport.fixture.TestCaller;
import dev.sallyport.fixture.TestCaller.Reply;
import dev.sallyport.fixture.TestGate;
import dev.sallyport.gate.Ambient;
import java.nio.file.Path;
import java.util.Set;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// What an operator switches in the console: freezes, and blocks that are lifted.
@Tag("integration")
class ConsoleSwitchesTest {
  @TempDir private Path folder;

  private static FormBrowser signedIn(TestGate gate, String name, Role role) {
    FormBrowser browser = new FormBrowser(gate.url());
    browser.signIn(gate.caller(name, PrincipalKind.PERSON, Set.of(role), Set.of("*")).key());
    return browser;
  }

  @Test
  void aTargetOrAllStandStillUntilTheyAreLetGoAndOnlyAnOperatorDoesThat() {
    try (TestGate gate = TestGate.start(folder)) {
      TestCaller agent = gate.caller("docs-bot", Role.REQUESTER);
      FormBrowser olga = signedIn(gate, "olga", Role.OPERATOR);
      FormBrowser ann = signedIn(gate, "ann", Role.APPROVER);
      for (String target : new String[] {"blog", ""}) {
        String key = "one-" + target.length();
        String token = agent.token(key, "index.html", "<h1>Hello " + target + "</h1>\n");
        Reply page = olga.get("/console/targets");
        String[] form = {
          "form-token", FormBrowser.token(page), "target", target, "reason", "<b>Stock</b> taking"
        };

        assertThat(olga.post("/console/freeze", form).status()).isEqualTo(303);
        assertThat(olga.get("/console/targets").text())
            .contains("Frozen by ", "&lt;b&gt;Stock&lt;/b&gt; taking", "Unfreeze ");
        Reply refused = agent.confirm("apply", key, token);
        assertThat(refused.slug()).isEqualTo("frozen");
        String[] others = form.clone();
        others[1] = FormBrowser.token(ann.get("/console/targets"));
        assertThat(ann.get("/console/targets").text()).doesNotContain("Unfreeze ");
        assertThat(ann.post("/console/unfreeze", others).status()).isEqualTo(403);
        assertThat(olga.post("/console/unfreeze", "target", target).status())
            .as("without the form's token")
            .isEqualTo(403);
        assertThat(agent.confirm("apply", key, token).slug()).isEqualTo("frozen");

        assertThat(olga.post("/console/unfreeze", form).status()).isEqualTo(303);
        assertThat(olga.get("/console/targets").text()).doesNotContain("Frozen by ");
        assertThat(agent.confirm("apply", key, token).status()).isEqualTo(200);
      }
    }
  }

  @Test
  void aBlockIsShownAndLiftedByAnOperatorAlone() {
    String limits =
        """
        limits: { heavy: { limit: 1, window: 300s, block: 15m }, storePatience: 10s }
        """;
    try (TestGate gate =
        TestGate.start(
            folder, limits + TestGate.BLOG, Ambient.system(), Checkpoint.Listener.NONE)) {
      TestCaller agent = gate.caller("docs-bot", Role.REQUESTER);
      agent.confirm("apply", "key-1", "spt_no");
      assertThat(agent.confirm("apply", "key-1", "spt_no").status()).isEqualTo(429);
      FormBrowser olga = signedIn(gate, "olga", Role.OPERATOR);
      FormBrowser ann = signedIn(gate, "ann", Role.APPROVER);

      Reply page = olga.get("/console/limits");
      assertThat(page.text()).contains("Blocks that hold", "docs-bot", "Lift for docs-bot");
      assertThat(ann.get("/console/limits").text()).doesNotContain("docs-bot");
      String[] form = {
        "form-token", FormBrowser.token(page), "scope", "principal", "subject", "docs-bot"
      };
      String[] others = form.clone();
      others[1] = FormBrowser.token(ann.get("/console/limits"));
      assertThat(ann.post("/console/limits/clear", others).status()).isEqualTo(403);
      String[] odd = form.clone();
      odd[3] = "everybody";
      assertThat(olga.post("/console/limits/clear", odd).status()).isEqualTo(400);
      assertThat(agent.confirm("apply", "key-1", "spt_no").status()).isEqualTo(429);

      assertThat(olga.post("/console/limits/clear", form).status()).isEqualTo(303);
      assertThat(olga.get("/console/limits").text())
          .contains("Nobody is blocked")
          .doesNotContain("Lift for docs-bot");
      assertThat(agent.confirm("apply", "key-1", "spt_no").status()).isEqualTo(403);
    }
  }
}
