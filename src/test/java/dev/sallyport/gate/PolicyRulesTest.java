package dev.sallyport.gate;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sallyport.checkpoint.Checkpoint;
import dev.sallyport.domain.Role;
import dev.sallyport.fixture.TestCaller;
import dev.sallyport.fixture.TestCaller.Reply;
import dev.sallyport.fixture.TestGate;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// The rules of a target's policy, as a caller meets them.
@Tag("integration")
class PolicyRulesTest {
  private static final String RULES =
      """
      targets:
        blog:
          kind: site
          repository: ./var/blog.git
          import: ./site
          publish: ./var/www/blog
          policy:
            apply: confirm
            auto: low
            rules:
              - { when: "plan.paths.exists(p, p.startsWith('legal/'))", deny: true, because: "lawyers write there" }
              - { when: "plan.paths.exists(p, p.endsWith('.css'))", safety: medium, because: "every page looks different" }
      """;

  @TempDir Path folder;
  private TestGate gate;
  private TestCaller agent;

  @BeforeEach
  void start() {
    gate =
        TestGate.start(
            folder, TestGate.WIDE_LIMITS + RULES, Ambient.system(), Checkpoint.Listener.NONE);
    agent = gate.caller("docs-bot", Role.REQUESTER);
  }

  @AfterEach
  void stop() {
    gate.close();
  }

  @Test
  void a_plan_that_the_policy_refuses_gets_no_token_and_its_key_may_be_tried_again() {
    Reply refused = agent.preview("one", "legal/terms.html", "free\n");

    assertThat(refused.status()).isEqualTo(403);
    assertThat(refused.slug()).isEqualTo("forbidden");
    assertThat(refused.json().path("detail").asString())
        .isEqualTo("The target's policy refuses this plan: lawyers write there.");
    assertThat(agent.execute(TestCaller.edit("auto", "one", "legal/a", "x\n")).status())
        .isEqualTo(403);
    assertThat(agent.preview("one", "index.html", "<p>fine</p>\n").status()).isEqualTo(200);
  }

  @Test
  void a_plan_that_the_policy_finds_riskier_says_why_and_does_not_run_by_itself() {
    Reply preview = agent.preview("one", "look.css", "p { color: red }\n");

    assertThat(preview.result().path("safety").path("assessed").asString()).isEqualTo("medium");
    assertThat(preview.result().path("safety").path("reasons").toString())
        .contains("every page looks different (the target's policy)");
    Reply auto = agent.execute(TestCaller.edit("auto", "two", "other.css", "p {}\n"));
    assertThat(auto.slug()).isEqualTo("auto-not-permitted");
    assertThat(agent.execute(TestCaller.edit("auto", "two", "a.txt", "a\n")).status())
        .isEqualTo(200);
  }
}
