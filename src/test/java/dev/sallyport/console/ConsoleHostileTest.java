package dev.sallyport.console;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;

import dev.sallyport.checkpoint.Checkpoint;
import dev.sallyport.domain.PrincipalKind;
import dev.sallyport.domain.Role;
import dev.sallyport.fixture.PlanTool;
import dev.sallyport.fixture.TestCaller;
import dev.sallyport.fixture.TestCaller.Reply;
import dev.sallyport.fixture.TestGate;
import dev.sallyport.gate.Ambient;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/// Whatever somebody wrote, wherever they can write it, is text in the console and nothing else.
@Tag("integration")
@Tag("validation")
@DisabledOnOs(OS.WINDOWS)
class ConsoleHostileTest {
  private static final String BLOG =
      """
      targets:
        blog:
          kind: site
          repository: ./var/blog.git
          import: ./site
          publish: ./var/www/blog
          policy: { apply: { approve: 2 }, breakGlass: operator }
      """;

  @TempDir private Path folder;
  private PlanTool lamp;
  private TestGate gate;
  private TestCaller agent;
  private TestCaller olga;
  private int turn;

  @BeforeEach
  void start() {
    lamp = PlanTool.in(folder, "lamp");
    gate =
        TestGate.start(
            folder,
            TestGate.WIDE_LIMITS + BLOG + lamp.configuration(),
            Ambient.system(),
            Checkpoint.Listener.NONE);
    agent = gate.caller("evil-bot", PrincipalKind.AGENT, Set.of(Role.REQUESTER), Set.of("*"));
    olga =
        gate.caller(
            "olga",
            PrincipalKind.PERSON,
            Set.of(Role.APPROVER, Role.AUDITOR, Role.OPERATOR),
            Set.of("*"));
  }

  @AfterEach
  void stop() {
    gate.close();
  }

  private List<String> proposed() {
    List<String> pages = new ArrayList<>();
    for (String payload : Hostile.PAYLOADS) {
      for (String path : List.of("page.html", payload)) {
        ObjectNode body =
            TestCaller.edit("preview", "evil-" + turn++, path, payload + "\n")
                .put("command", payload);
        body.putObject("actor").put("type", payload).put("id", payload);
        Reply reply = agent.execute(body);
        if (reply.status() == 200) {
          pages.add("changes/" + reply.result().required("changeId").asString());
        } else {
          assertThat(reply.status()).as(reply.text()).isBetween(400, 499);
        }
      }
    }
    return pages;
  }

  /// What a tool was told, and says.
  private List<String> ran() {
    lamp.tell("say", String.join("\n", Hostile.PAYLOADS) + "\n");
    List<String> pages = new ArrayList<>();
    for (String payload : List.of(Hostile.PAYLOADS.getFirst(), Hostile.PAYLOADS.getLast())) {
      Reply reply = agent.execute(lamp.proposal("auto", "lamp-" + turn++, payload));
      if (reply.status() == 200) {
        pages.add("executions/" + reply.result().required("executionId").asString());
        pages.add("changes/" + reply.result().required("changeId").asString());
      }
    }
    assertThat(pages).isNotEmpty();
    return pages;
  }

  private void decide(TestCaller who, String change, String verdict, String reason) {
    String id = change.substring("changes/".length());
    ObjectNode body = JsonMapper.shared().createObjectNode().put("reason", reason);
    if (!verdict.equals("cancel")) {
      body.put("planHash", ConsoleGate.planHash(who, id));
    }
    Reply reply = who.post("/v1/changes/" + id + "/" + verdict, body.toString());
    assertThat(reply.status()).as(reply.text()).isBetween(200, 202);
  }

  /// With every payload in each reason that there is.
  private List<String> reasoned(List<String> changes) {
    int at = 0;
    for (String reason : Hostile.reasons()) {
      decide(olga, changes.get(at++), "reject", reason);
      decide(olga, changes.get(at++), "break-glass", reason);
      decide(agent, changes.get(at++), "cancel", reason);
      for (String target : List.of("lamp", "blog")) {
        ObjectNode freeze = JsonMapper.shared().createObjectNode().put("target", target);
        Reply reply = olga.post("/v1/freeze", freeze.put("reason", reason).toString());
        assertThat(reply.status()).as(reply.text()).isEqualTo(200);
      }
    }
    return changes;
  }

  private static String encoded(String text) {
    return URLEncoder.encode(text, StandardCharsets.UTF_8);
  }

  /// Where what was asked for is shown again.
  private static List<String> echoes() {
    List<String> pages = new ArrayList<>();
    for (int at : List.of(1, 2, 14)) {
      String payload = encoded(Hostile.PAYLOADS.get(at));
      pages.add("audit?words=%1$s&principal=%1$s&target=%1$s&event=%1$s".formatted(payload));
    }
    String payload = encoded(Hostile.PAYLOADS.get(3));
    pages.add("changes?target=%1$s&cursor=%1$s".formatted(payload));
    pages.add("executions?target=%1$s&state=%1$s".formatted(payload));
    return pages;
  }

  /// As the gate sends them, without a browser: that is quick enough for every page there is.
  private void isWrittenNowhereAsItIs(List<String> pages) {
    FormBrowser browser = new FormBrowser(gate.url());
    browser.signIn(olga.key());
    for (String page : pages) {
      String text = browser.get("/console/" + page).text();
      for (String payload : Hostile.PAYLOADS) {
        if (payload.contains("<") || payload.codePoints().anyMatch(Character::isISOControl)) {
          assertThat(text).as(page).doesNotContain(payload);
        }
      }
      assertThat(text).as(page).doesNotContain("<script>", "<img src=x", "<svg onload", "\u202e");
    }
  }

  @Test
  void whateverACallerWroteStaysText() {
    List<String> runs = ran();
    List<String> changes = reasoned(proposed());
    assertThat(changes).hasSizeGreaterThan(Hostile.PAYLOADS.size());
    isWrittenNowhereAsItIs(changes);
    List<String> pages = new ArrayList<>(changes.subList(0, 3 * Hostile.reasons().size()));
    pages.addAll(runs);
    pages.addAll(List.of("waiting", "changes", "executions", "targets", "limits", "overview"));
    pages.addAll(List.of("audit", changes.getLast() + "?view=side-by-side"));
    pages.addAll(echoes());
    try (Chromium chromium = Chromium.shared();
        Person person = Person.at(chromium.browser(), gate.url()).signIn(olga.key())) {
      for (String page : pages) {
        person.open("/console/" + page);
        Hostile.isHarmlessOn(person, gate.url());
      }
      // In a reason that is written in the browser too, and in the record of all this.
      person.open("/console/" + changes.getLast());
      person.page().getByLabel("Reason").fill(Hostile.reasons().getFirst());
      person.press("Reject");
      assertThat(person.page().locator(".timeline")).containsText("change rejected");
      Hostile.isHarmlessOn(person, gate.url());
      person.open("/console/audit?event=change.rejected");
      person.page().locator("details summary:has-text('All of record')").first().click();
      assertThat(person.page().locator("pre.output").first()).containsText("window.pwned");
      Hostile.isHarmlessOn(person, gate.url());
      assertThat(person.complaints()).isEmpty();
      assertThat(person.strangers()).isEmpty();
    }
  }
}
