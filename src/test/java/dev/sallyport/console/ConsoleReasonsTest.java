package dev.sallyport.console;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;

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
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// What somebody writes into the console's own forms is text where it is shown again: kept on the
/// record, or sent back because it does not count.
@Tag("integration")
@Tag("validation")
class ConsoleReasonsTest {
  @TempDir private Path folder;
  private TestGate gate;
  private OtherGate other;
  private TestCaller olga;
  private FormBrowser browser;

  @BeforeEach
  void start() {
    gate =
        TestGate.start(
            folder,
            OtherGate.WITHOUT_BLOG.replace("apply: confirm", "apply: { approve: 1 }"),
            Ambient.system(),
            Checkpoint.Listener.NONE);
    other = new OtherGate(folder);
    olga =
        gate.caller(
            "olga",
            PrincipalKind.PERSON,
            Set.of(Role.APPROVER, Role.AUDITOR, Role.OPERATOR),
            Set.of("*"));
    browser = new FormBrowser(gate.url());
    browser.signIn(olga.key());
  }

  @AfterEach
  void stop() {
    other.close();
    gate.close();
  }

  private static void isText(Reply page) {
    assertThat(page.status()).as(page.text()).isBetween(200, 499);
    for (String payload : Hostile.PAYLOADS) {
      if (payload.contains("<")) {
        assertThat(page.text()).doesNotContain(payload);
      }
    }
    assertThat(page.text()).doesNotContain("<script>", "<img src=x", "<svg onload");
    // In the field in which they wrote it, somebody finds what they wrote.
    assertThat(page.text().replaceAll("(?s)<textarea.*?</textarea>", ""))
        .doesNotContain("\u202e", "\u2066", "\u200b", "\u001b", "\u009b");
  }

  private Reply post(String address, String... fields) {
    List<String> all = new ArrayList<>(List.of("form-token", token()));
    all.addAll(List.of(fields));
    return browser.post("/console/" + address, all.toArray(String[]::new));
  }

  private String token() {
    return FormBrowser.token(browser.get("/console/waiting"));
  }

  @Test
  void howAnOperatorKnowsIsTextWhereverItIsRead() {
    List<String> pages = new ArrayList<>();
    for (String reason : Hostile.reasons()) {
      ExecutionId id = other.begin();
      other.end(id, Outcome.UNKNOWN);
      String page = "executions/" + id;
      assertThat(post(page + "/resolve", "outcome", "failed", "reason", reason).status())
          .isEqualTo(303);
      pages.add(page);
    }
    pages.addAll(List.of("executions", "overview", "audit?event=execution.resolved"));
    for (String page : pages) {
      isText(browser.get("/console/" + page));
    }
    assertThat(browser.get("/console/" + pages.getFirst()).text()).contains("&lt;script&gt;");
    try (Chromium chromium = Chromium.shared();
        Person person = Person.at(chromium.browser(), gate.url()).signIn(olga.key())) {
      for (String page : pages) {
        person.open("/console/" + page);
        assertThat(person.page().locator("#content")).not().isEmpty();
        Hostile.isHarmlessOn(person, gate.url());
      }
      assertThat(person.complaints()).isEmpty();
      assertThat(person.strangers()).isEmpty();
    }
  }

  @Test
  void whatDoesNotCountComesBackAsText() {
    TestCaller bot =
        gate.caller("evil-bot", PrincipalKind.AGENT, Set.of(Role.REQUESTER), Set.of("*"));
    String change =
        bot.execute(
                TestCaller.edit("preview", "one-1", "index.html", "<h1>New</h1>\n")
                    .put("target", "shop"))
            .result()
            .required("changeId")
            .asString();
    ExecutionId unknown = other.begin();
    other.end(unknown, Outcome.UNKNOWN);
    for (String payload : Hostile.PAYLOADS) {
      for (Reply page :
          List.of(
              post("changes/" + change + "/reject", "planHash", payload, "reason", payload),
              post("changes/" + change + "/approve", "planHash", payload, "number", payload),
              post("changes/" + change + "/cancel", "reason", payload),
              post("executions/" + unknown + "/resolve", "outcome", payload, "reason", payload),
              post("freeze", "target", payload, "reason", payload),
              post("unfreeze", "target", payload),
              post("limits/clear", "scope", payload, "subject", payload),
              post("limits/clear", "scope", "principal", "subject", payload),
              post("limits/clear", "scope", "address", "subject", payload))) {
        assertThat(page.status()).as(payload + page.text()).isGreaterThanOrEqualTo(400);
        isText(page);
      }
      FormBrowser stranger = new FormBrowser(gate.url());
      isText(stranger.signIn(payload));
    }
    assertThat(other.store().executions().find(unknown).orElseThrow().state().wire())
        .isEqualTo("unknown");
    assertThat(bot.get("/v1/changes/" + change).json().required("state").asString())
        .isEqualTo("awaiting_approval");
  }
}
