package dev.sallyport.console;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.options.AriaRole;
import dev.sallyport.checkpoint.Checkpoint;
import dev.sallyport.domain.PrincipalKind;
import dev.sallyport.domain.Role;
import dev.sallyport.fixture.PlanTool;
import dev.sallyport.fixture.TestCaller;
import dev.sallyport.fixture.TestCaller.Reply;
import dev.sallyport.fixture.TestGate;
import dev.sallyport.gate.Ambient;
import java.net.http.HttpRequest.BodyPublishers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.node.ObjectNode;

/// A change from its proposal to its rollback, as two people see it who never reload a page.
@Tag("integration")
@DisabledOnOs(OS.WINDOWS)
class ConsoleStoryTest {
  @TempDir private Path folder;

  private TestGate gate(PlanTool tool, PlanTool fan) {
    String target =
        tool.configuration()
            .replace(
                "{ apply: confirm, deploy: confirm, rollback: confirm, auto: high }",
                "{ apply: { approve: 2 }, rollback: { approve: 1 } }");
    return TestGate.start(
        folder,
        TestGate.WIDE_LIMITS + "targets:\n" + target + fan.configuration(),
        Ambient.system(),
        Checkpoint.Listener.NONE);
  }

  private static Reply startAsync(TestCaller agent, ObjectNode body) {
    return agent.send(
        "/v1/execute",
        request ->
            request
                .header("Content-Type", "application/json")
                .header("Prefer", "respond-async")
                .POST(BodyPublishers.ofString(body.toString())));
  }

  private static String token(TestCaller agent, String change) {
    return agent
        .post("/v1/changes/" + change + "/token", "{}")
        .json()
        .required("confirmToken")
        .asString();
  }

  private static String propose(TestCaller agent, ObjectNode body) {
    Reply reply = agent.execute(body);
    assertThat(reply.status()).as(reply.text()).isEqualTo(200);
    return reply.result().required("changeId").asString();
  }

  private static Locator card(Person person, String words) {
    return person
        .page()
        .getByRole(AriaRole.LINK, new Page.GetByRoleOptions().setName(words).setExact(true));
  }

  /// Leaves a mark that a reload would wipe away.
  private static void mark(Person person) {
    person.page().locator("body[data-live-state=on]").waitFor();
    person.page().evaluate("() => { window.sameAsBefore = true; }");
  }

  private static void notReloaded(Person person) {
    assertThat(person.page().evaluate("() => window.sameAsBefore")).isEqualTo(true);
  }

  private static void ends(Person person) {
    assertThat(person.complaints()).isEmpty();
    assertThat(person.strangers()).isEmpty();
  }

  @Test
  void aChangeIsApprovedByTwoRunWithItsLogStreamedAndTakenBackAndOthersAreEnded() throws Exception {
    PlanTool tool = PlanTool.in(folder, "lamp");
    PlanTool fan = PlanTool.in(folder, "fan");
    try (TestGate gate = gate(tool, fan);
        Chromium chromium = Chromium.shared();
        Person ada = person(chromium, gate, "ada");
        Person bob = person(chromium, gate, "bob")) {
      TestCaller agent =
          gate.caller("lamp-bot", PrincipalKind.AGENT, Set.of(Role.REQUESTER), Set.of("lamp"));
      mark(ada);
      mark(bob);
      String change =
          propose(
              agent, tool.proposal("preview", "lamp-1", "green").put("command", "Turn it green"));

      // It appears to both, is read, and approved by one after the other.
      assertThat(card(ada, "Turn it green")).isVisible();
      assertThat(card(bob, "Turn it green")).isVisible();
      notReloaded(ada);
      card(ada, "Turn it green").click();
      assertThat(ada.page().locator(".plan-text")).containsText("+ green");
      ada.press("Approve");
      assertThat(ada.page().locator("#standing")).containsText("One more person has to");
      card(bob, "Turn it green").click();
      bob.press("Approve");
      assertThat(bob.page().locator("#standing")).containsText("awaiting confirmation");

      // It runs, and its log comes as the tool writes it.
      tool.tell("say", "mixing <b>paint</b>\n");
      tool.tell("hold", "");
      mark(ada);
      mark(bob);
      Reply started = startAsync(agent, tool.confirmation("apply", "lamp-1", token(agent, change)));
      assertThat(started.status()).as(started.text()).isEqualTo(202);
      assertThat(ada.page().locator("#standing .badge").first()).hasText("applying");
      assertThat(ada.page().locator("#standing")).containsText("apply: approve 2");
      // On the change's own page too, without a reload.
      assertThat(ada.page().locator("#standing .log")).containsText("mixing <b>paint</b>");
      assertThat(ada.page().locator("#standing progress")).hasAttribute("value", "0");
      notReloaded(ada);
      ada.page().locator("#standing .plain-list a").first().click();
      assertThat(ada.page().locator(".log")).containsText("mixing <b>paint</b>");
      assertThat(ada.page().locator("#execution .badge").first()).hasText("running");
      assertThat(ada.page().locator("progress")).hasAttribute("value", "0");
      mark(ada);
      tool.tell("say", "painting the lamp\n");
      Files.delete(tool.state().resolve("hold"));
      assertThat(ada.page().locator(".log")).containsText("painting the lamp");
      assertThat(ada.page().locator("#execution .badge").first()).hasText("succeeded");
      assertThat(ada.page().locator("progress")).hasAttribute("value", "100");
      notReloaded(ada);
      assertThat(bob.page().locator("#standing .log")).containsText("painting the lamp");
      assertThat(bob.page().locator("#standing progress")).hasAttribute("value", "100");
      notReloaded(bob);
      assertThat(tool.value()).isEqualTo("green");

      // It is taken back, with a plan and an approval of its own.
      bob.open("/console/waiting");
      mark(bob);
      String back = propose(agent, tool.rollback("lamp-2"));
      assertThat(bob.page().locator(".card")).containsText("take back the last change of lamp");
      card(bob, "Undo it").click();
      assertThat(bob.page().locator(".plan-text")).containsText("+ none");
      bob.press("Approve");
      assertThat(bob.page().locator("#standing")).containsText("awaiting confirmation");
      mark(bob);
      assertThat(
              agent.execute(tool.confirmation("rollback", "lamp-2", token(agent, back))).status())
          .isEqualTo(200);
      assertThat(bob.page().locator("#standing .badge").first()).hasText("rolled back");
      notReloaded(bob);
      assertThat(tool.value()).isEqualTo("none");
      cancelledByWhoeverAskedForIt(chromium, gate, fan);
      endedByWhoeverFreezesTheTarget(chromium, gate, fan);
      ends(ada);
      ends(bob);
    }
  }

  private static void cancelledByWhoeverAskedForIt(Chromium chromium, TestGate gate, PlanTool fan) {
    TestCaller caller =
        gate.caller("carol", PrincipalKind.PERSON, Set.of(Role.REQUESTER), Set.of("fan"));
    fan.tell("hold", "");
    Reply started = startAsync(caller, fan.proposal("auto", "fan-1", "fast"));
    String execution = started.result().required("executionId").asString();
    try (Person carol = Person.at(chromium.browser(), gate.url()).signIn(caller.key())) {
      carol.open("/console/executions/" + execution);
      carol.page().getByText("Cancel it, and end what runs").click();
      assertThat(Axe.violations(carol.page())).isEmpty();
      carol.page().getByText("Keep it, and go back").click();
      carol.page().getByText("Cancel it, and end what runs").click();
      carol.page().getByLabel("Reason").fill("Too <b>fast</b>");
      carol.press("Cancel the change");

      mark(carol);
      assertThat(carol.page().locator(".timeline")).containsText("Too <b>fast</b>");
      assertThat(carol.page().locator("#standing .badge").first()).hasText("apply failed");
      notReloaded(carol);
      assertThat(fan.value()).isEqualTo("none");
      ends(carol);
    }
    fan.untell("hold");
  }

  private static void endedByWhoeverFreezesTheTarget(
      Chromium chromium, TestGate gate, PlanTool fan) {
    TestCaller caller =
        gate.caller("olga", PrincipalKind.PERSON, Set.of(Role.OPERATOR), Set.of("fan"));
    TestCaller agent =
        gate.caller("fan-bot", PrincipalKind.AGENT, Set.of(Role.REQUESTER), Set.of("fan"));
    try (Person olga = Person.at(chromium.browser(), gate.url()).signIn(caller.key())) {
      olga.open("/console/targets");
      mark(olga);
      fan.tell("hold", "");
      startAsync(agent, fan.proposal("auto", "fan-2", "fast"));
      assertThat(olga.page().locator("#targets")).containsText("running");
      olga.page().getByLabel("Why fan is to stand still").fill("It smells of smoke");
      olga.page().getByLabel("End what runs there too, with all its processes").check();
      notReloaded(olga);
      olga.press("Freeze fan");

      mark(olga);
      assertThat(olga.page().locator("#targets")).containsText("It smells of smoke");
      assertThat(olga.page().locator("#targets")).containsText("the next execution may begin");
      assertThat(Axe.violations(olga.page())).isEmpty();
      notReloaded(olga);
      assertThat(fan.value()).isEqualTo("none");
      ends(olga);
    }
    fan.untell("hold");
  }

  private static Person person(Chromium chromium, TestGate gate, String name) {
    TestCaller caller = gate.caller(name, PrincipalKind.PERSON, Set.of(Role.APPROVER), Set.of("*"));
    return Person.at(chromium.browser(), gate.url()).signIn(caller.key());
  }
}
