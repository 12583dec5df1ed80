package dev.sallyport.console;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.options.AriaRole;
import dev.sallyport.domain.Role;
import dev.sallyport.fixture.TestCaller;
import dev.sallyport.fixture.TestCaller.Reply;
import dev.sallyport.gate.Ambient;
import dev.sallyport.store.SettableClock;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

/// What a decision that is sent from a page says: what was on the page, for how long, and for a
/// risky plan the requester's number.
@Tag("integration")
class ConsoleDecisionTest {
  @TempDir private Path folder;
  private final SettableClock clock = new SettableClock(Ambient.system().clock().instant());
  private ConsoleGate gate;
  private TestCaller agent;

  @BeforeEach
  void start() {
    gate =
        ConsoleGate.start(
            folder, "", new Ambient(clock, System::nanoTime, Ambient.system().random()));
    agent = gate.agent("docs-bot");
  }

  @AfterEach
  void stop() {
    gate.close();
  }

  /// A risky change, and the number that its requester is shown.
  private JsonNode risky(String key) {
    Reply reply =
        agent.execute(
            TestCaller.edit("preview", key, "index.html", "<h1>p\u0430y \u202e here</h1>\n")
                .put("safetyLevel", "high"));
    assertThat(reply.status()).as(reply.text()).isEqualTo(200);
    return reply.result();
  }

  private List<JsonNode> records(String change, String event) {
    TestCaller auditor = gate.person("aud", Role.AUDITOR);
    List<JsonNode> found = new ArrayList<>();
    for (JsonNode one :
        auditor.get("/v1/audit?limit=100&change=" + change).json().required("items")) {
      if (one.required("event").asString().equals(event)) {
        found.add(one);
      }
    }
    return found;
  }

  private static String sha256(String text) throws Exception {
    return "sha256:"
        + HexFormat.of()
            .formatHex(
                MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8)));
  }

  private static String other(int number) {
    return Integer.toString(number == 99 ? 98 : number + 1);
  }

  @Test
  void theRecordHasTheDigestOfWhatWasOnTheScreenAndForHowLongItWasThere() throws Exception {
    JsonNode change = risky("seen-1");
    String id = change.required("changeId").asString();
    int number = change.required("confirmNumber").asInt();
    try (Chromium chromium = Chromium.shared();
        Person ada =
            Person.at(chromium.browser(), gate.url())
                .signIn(gate.person("ada", Role.APPROVER).key())) {
      ada.open("/console/changes/" + id);
      String seen = sha256(ada.page().locator(".plan").textContent());
      ada.page().locator("body[data-live-state=on]").waitFor();
      clock.advance(Duration.ofSeconds(40));
      // Somebody else mistakes the number, and what can change on the page comes up to date.
      gate.person("eve", Role.APPROVER)
          .post(
              "/v1/changes/" + id + "/approve",
              "{\"planHash\": \"%s\", \"confirmNumber\": %s}"
                  .formatted(change.required("plan").required("hash").asString(), other(number)));
      ada.page().locator("time:has-text('40 s ago')").first().waitFor();
      clock.advance(Duration.ofSeconds(30));

      ada.page().getByLabel("The requester's number").fill(other(number));
      ada.page().getByLabel("Reason").fill("Looks right");
      ada.press("Approve");
      assertThat(ada.page().getByRole(AriaRole.ALERT)).containsText("That is not the number");
      assertThat(records(id, "change.approved")).isEmpty();
      assertThat(records(id, "approval.refused")).hasSize(2);
      // What was written stays, and the time goes on.
      assertThat(ada.page().getByLabel("Reason")).hasValue("Looks right");
      clock.advance(Duration.ofSeconds(5));
      ada.page().getByLabel("The requester's number").fill(Integer.toString(number));
      ada.press("Approve");
      assertThat(ada.page().locator("#standing")).containsText("1 of 2 given");

      JsonNode details = records(id, "change.approved").getFirst().required("details");
      assertThat(details.required("rendered").asString()).isEqualTo(seen);
      assertThat(details.required("openMillis").asLong()).isEqualTo(75_000);
      assertThat(details.required("reason").asString()).isEqualTo("Looks right");
      assertThat(details.toString()).doesNotContain("confirmNumber");
    }
  }

  @Test
  void aRiskyPlanIsNotApprovedWithoutItsNumberAndRejectedWithout() {
    JsonNode change = risky("high-1");
    String id = change.required("changeId").asString();
    String number = change.required("confirmNumber").asString();
    FormBrowser ada = new FormBrowser(gate.url());
    ada.signIn(gate.person("ada", Role.APPROVER).key());
    Reply page = ada.get("/console/changes/" + id);
    assertThat(page.text()).contains("The requester&#x27;s number").doesNotContain(">" + number);
    String token = FormBrowser.token(page);
    String plan = change.required("plan").required("hash").asString();
    String approve = "/console/changes/" + id + "/approve";

    for (String wrong : List.of("", "7", "seven", "100", " ")) {
      Reply refused = ada.post(approve, "form-token", token, "planHash", plan, "number", wrong);
      assertThat(refused.status()).as(wrong).isIn(400, 403);
    }
    assertThat(records(id, "change.approved")).isEmpty();
    assertThat(ada.post(approve, "form-token", token, "planHash", plan, "number", number).status())
        .isEqualTo(303);
    assertThat(records(id, "change.approved")).hasSize(1);

    String second = risky("high-2").required("changeId").asString();
    Reply rejected =
        ada.post(
            "/console/changes/" + second + "/reject",
            "form-token",
            token,
            "planHash",
            ConsoleGate.planHash(agent, second),
            "reason",
            "No");
    assertThat(rejected.status()).isEqualTo(303);
    assertThat(records(second, "change.rejected")).hasSize(1);
  }

  @Test
  void p11_whatAPageIsMadeToSayOfItselfIsBoundedOrLeftOut() {
    FormBrowser ada = new FormBrowser(gate.url());
    ada.signIn(gate.person("ada", Role.APPROVER).key());

    for (String since : List.of("-1", "x", "99999999999999999999", "1e9", "")) {
      assertThat(approved(ada, since).has("openMillis")).as(since).isFalse();
    }
    assertThat(approved(ada, "1").required("openMillis").asLong())
        .isEqualTo(Duration.ofDays(30).toMillis());
    assertThat(approved(ada, "999999999999999").required("openMillis").asLong()).isZero();
  }

  /// The record's details of an approval whose page says that it has been open since then.
  private JsonNode approved(FormBrowser person, String since) {
    String id =
        ConsoleGate.propose(agent, "odd-" + since.hashCode(), "Greet", "<p>" + since + "</p>\n");
    Reply page = person.get("/console/changes/" + id);
    Reply sent =
        person.post(
            "/console/changes/" + id + "/approve",
            "form-token",
            FormBrowser.token(page),
            "planHash",
            ConsoleGate.planHash(agent, id),
            "rendered",
            field(page, "rendered"),
            "shownAt",
            since);
    assertThat(sent.status()).as(since).isEqualTo(303);
    return records(id, "change.approved").getFirst().required("details");
  }

  private static String field(Reply page, String name) {
    Matcher found =
        Pattern.compile("name=\"" + name + "\" value=\"([^\"]*)\"").matcher(page.text());
    assertThat(found.find()).as(name).isTrue();
    return found.group(1);
  }
}
