package dev.sallyport.console;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.Page;
import com.microsoft.playwright.options.AriaRole;
import dev.sallyport.checkpoint.Checkpoint;
import dev.sallyport.domain.ExecutionId;
import dev.sallyport.domain.Outcome;
import dev.sallyport.domain.PrincipalKind;
import dev.sallyport.domain.Role;
import dev.sallyport.fixture.OtherGate;
import dev.sallyport.fixture.TestCaller;
import dev.sallyport.fixture.TestCaller.Reply;
import dev.sallyport.fixture.TestGate;
import dev.sallyport.gate.Ambient;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// An operator says in the console how an execution ended whose end is unknown.
@Tag("integration")
class ConsoleResolveTest {
  @TempDir private Path folder;
  private TestGate gate;
  private OtherGate other;

  @BeforeEach
  void start() {
    gate =
        TestGate.start(folder, OtherGate.WITHOUT_BLOG, Ambient.system(), Checkpoint.Listener.NONE);
    other = new OtherGate(folder);
  }

  @AfterEach
  void stop() {
    other.close();
    gate.close();
  }

  private ExecutionId unknown() {
    ExecutionId id = other.begin();
    other.end(id, Outcome.UNKNOWN);
    return id;
  }

  private TestCaller person(String name, Role... roles) {
    return gate.caller(name, PrincipalKind.PERSON, Set.of(roles), Set.of("*"));
  }

  private String state(ExecutionId id) {
    return other.store().executions().find(id).orElseThrow().state().wire();
  }

  private List<String> resolutions() {
    return other.store().audit().after(0, 1_000).stream()
        .filter(one -> one.body().path("event").asString("").equals("execution.resolved"))
        .map(one -> one.body().toString())
        .toList();
  }

  @Test
  void anOperatorFindsTheUnknownEndAndPutsItsOutcomeOnTheRecord() {
    ExecutionId id = unknown();
    try (Chromium chromium = Chromium.shared();
        Person olga =
            Person.at(chromium.browser(), gate.url()).signIn(person("olga", Role.OPERATOR).key());
        Person late =
            Person.at(chromium.browser(), gate.url()).signIn(person("otto", Role.OPERATOR).key())) {
      late.open("/console/executions/" + id);
      late.page().getByLabel("It failed: the target does not have it").check();
      late.page().getByLabel("How you know").fill("I see nothing of it");

      olga.open("/console/executions");
      olga.page()
          .getByRole(AriaRole.LINK, new Page.GetByRoleOptions().setName("Show them"))
          .click();
      olga.page().getByText(id.value()).click();
      assertThat(Axe.violations(olga.page())).isEmpty();
      olga.page().getByLabel("It succeeded: the target has it").check();
      olga.page().getByLabel("How you know").fill("The page <b>shows</b> the new headline");
      olga.press("Put it on the record");

      assertThat(olga.page().locator("#execution .badge").first()).hasText("succeeded");
      assertThat(olga.page().getByText("How did it end?")).hasCount(0);
      // Who comes second has it said to them, and changes nothing.
      late.press("Put it on the record");
      assertThat(late.page().getByRole(AriaRole.ALERT))
          .containsText("only one whose outcome is unknown can be resolved, and only once");
      assertThat(late.page().locator("#execution .badge").first()).hasText("succeeded");
      // A page of the gate's own that says 409 is a line in the browser's log.
      assertThat(olga.complaints()).isEmpty();
      assertThat(olga.strangers()).isEmpty();
    }
    assertThat(resolutions())
        .singleElement()
        .asString()
        .contains("olga", "The page <b>shows</b> the new headline");
  }

  @Test
  void whoeverIsNoOperatorIsToldSoAndSettlesNothing() {
    ExecutionId id = unknown();
    FormBrowser browser = new FormBrowser(gate.url());
    browser.signIn(person("ada", Role.APPROVER, Role.AUDITOR).key());
    String address = "/console/executions/" + id;

    Reply page = browser.get(address);
    assertThat(page.text())
        .contains("needs the role operator")
        .doesNotContain(address + "/resolve");
    Reply sent =
        browser.post(
            address + "/resolve",
            "form-token",
            FormBrowser.token(page),
            "outcome",
            "succeeded",
            "reason",
            "I say so");

    assertThat(sent.status()).isEqualTo(403);
    assertThat(state(id)).isEqualTo("unknown");
    assertThat(resolutions()).isEmpty();
  }

  @Test
  void aFormWithoutItsTokenItsOutcomeOrItsReasonSettlesNothing() {
    ExecutionId id = unknown();
    FormBrowser browser = new FormBrowser(gate.url());
    browser.signIn(person("olga", Role.OPERATOR).key());
    String address = "/console/executions/" + id + "/resolve";
    String token = FormBrowser.token(browser.get("/console/executions/" + id));

    assertThat(browser.post(address, "outcome", "failed", "reason", "x").status()).isEqualTo(403);
    assertThat(
            browser
                .postAs(
                    "cross-site", address, "form-token", token, "outcome", "failed", "reason", "x")
                .status())
        .isEqualTo(403);
    Reply without = browser.post(address, "form-token", token, "outcome", "failed", "reason", " ");
    assertThat(without.status()).isEqualTo(400);
    assertThat(without.text()).contains("Say how you know");
    Reply odd = browser.post(address, "form-token", token, "outcome", "unknown", "reason", "x");
    assertThat(odd.status()).isEqualTo(400);
    assertThat(odd.text()).contains("it succeeded, or it failed");
    assertThat(
            browser
                .post(
                    "/console/executions/exe_none/resolve",
                    "form-token",
                    token,
                    "outcome",
                    "failed",
                    "reason",
                    "x")
                .status())
        .isEqualTo(404);
    assertThat(state(id)).isEqualTo("unknown");
    assertThat(resolutions()).isEmpty();
  }
}
