package dev.sallyport.console;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.sallyport.checkpoint.Checkpoint;
import dev.sallyport.domain.PrincipalKind;
import dev.sallyport.domain.Role;
import dev.sallyport.fixture.PlanTool;
import dev.sallyport.fixture.TestCaller;
import dev.sallyport.fixture.TestCaller.Reply;
import dev.sallyport.fixture.TestGate;
import dev.sallyport.gate.Ambient;
import dev.sallyport.store.Store;
import java.net.http.HttpRequest.BodyPublishers;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/// Who may end what runs from the console, and who may not: what a browser would send is sent by
/// hand.
@Tag("integration")
@EnabledOnOs(OS.LINUX)
class ConsoleStopTest {
  private static final Duration SOON = Duration.ofSeconds(60);

  @TempDir private Path folder;
  private PlanTool tool;
  private TestGate gate;
  private TestCaller carol;

  @BeforeEach
  void start() {
    tool = PlanTool.in(folder, "lamp");
    gate =
        TestGate.start(
            folder,
            TestGate.WIDE_LIMITS + "targets:\n" + tool.configuration(),
            Ambient.system(),
            Checkpoint.Listener.NONE);
    carol = person("carol", Role.REQUESTER);
  }

  @AfterEach
  void stop() {
    tool.untell("hold");
    gate.close();
  }

  private TestCaller person(String name, Role... roles) {
    return gate.caller(name, PrincipalKind.PERSON, Set.of(roles), Set.of("lamp"));
  }

  private FormBrowser signedIn(TestCaller who) {
    FormBrowser browser = new FormBrowser(gate.url());
    browser.signIn(who.key());
    return browser;
  }

  /// A run of carol's that goes on until it is ended.
  private String running() {
    tool.tell("hold", "");
    Reply reply =
        carol.send(
            "/v1/execute",
            request ->
                request
                    .header("Content-Type", "application/json")
                    .header("Prefer", "respond-async")
                    .POST(
                        BodyPublishers.ofString(
                            tool.proposal("auto", "lamp-1", "green").toString())));
    assertThat(reply.status()).as(reply.text()).isEqualTo(202);
    await().atMost(SOON).until(() -> tool.log().stream().anyMatch(one -> one.startsWith("begin")));
    return reply.result().required("changeId").asString();
  }

  private String proposed() {
    return carol
        .execute(tool.proposal("preview", "lamp-2", "red"))
        .result()
        .required("changeId")
        .asString();
  }

  private String state(String change) {
    return carol.get("/v1/changes/" + change).json().path("state").asString();
  }

  private String execution(String change) {
    return carol.get("/v1/changes/" + change).json().at("/executions/0/executionId").asString();
  }

  private List<String> records(String event) {
    try (Store store = TestGate.openStore(folder, Ambient.system())) {
      return store.audit().after(0, 1_000).stream()
          .filter(one -> one.body().path("event").asString("").equals(event))
          .map(one -> one.body().toString())
          .toList();
    }
  }

  @Test
  void whoDidNotAskForAChangeIsShownNoWayToCancelItAndHasNone() {
    String change = running();
    String address = "/console/changes/" + change;
    for (String name : List.of("olga", "rita")) {
      boolean operator = name.equals("olga");
      FormBrowser browser =
          signedIn(person(name, operator ? Role.OPERATOR : Role.REQUESTER, Role.APPROVER));
      Reply page = browser.get(address);
      assertThat(page.text()).doesNotContain(address + "/cancel");
      assertThat(page.text().contains("freeze its target")).as(name).isEqualTo(operator);
      assertThat(browser.get(address + "/cancel").status()).isEqualTo(403);
      Reply sent = browser.post(address + "/cancel", "form-token", FormBrowser.token(page));
      assertThat(sent.status()).as(sent.text()).isEqualTo(403);
      assertThat(sent.text()).contains("Only whoever asked for a change cancels it");
    }
    assertThat(state(change)).isEqualTo("applying");
    assertThat(records("stop.asked")).isEmpty();
  }

  @Test
  void aFormWithoutItsTokenOrOfAnotherSiteCancelsNothing() {
    String change = proposed();
    FormBrowser browser = signedIn(carol);
    String address = "/console/changes/" + change + "/cancel";
    String token = FormBrowser.token(browser.get(address));

    assertThat(browser.post(address, "reason", "x").status()).isEqualTo(403);
    assertThat(browser.postAs("cross-site", address, "form-token", token).status()).isEqualTo(403);
    assertThat(browser.post("/console/changes/chg_none/cancel", "form-token", token).status())
        .isEqualTo(404);
    assertThat(browser.get("/console/changes/chg_none/cancel").status()).isEqualTo(404);
    assertThat(state(change)).isEqualTo("awaiting_confirmation");
  }

  @Test
  void whatHasNotBegunIsCancelledWithItsReasonAndOnlyOnce() {
    String change = proposed();
    FormBrowser browser = signedIn(carol);
    String address = "/console/changes/" + change;
    assertThat(browser.get(address).text()).contains(address + "/cancel");
    Reply asking = browser.get(address + "/cancel");
    assertThat(asking.text()).contains("It has not begun", "Keep it, and go back");
    assertThat(state(change)).as("asking cancels nothing").isEqualTo("awaiting_confirmation");

    Reply sent =
        browser.post(
            address + "/cancel",
            "form-token",
            FormBrowser.token(asking),
            "reason",
            "a <b>slip</b>");

    assertThat(sent.status()).isEqualTo(303);
    assertThat(sent.header("Location")).isEqualTo(address);
    assertThat(state(change)).isEqualTo("cancelled");
    assertThat(records("change.cancelled"))
        .singleElement()
        .asString()
        .contains("carol", "a <b>slip</b>");
    assertThat(browser.get(address).text())
        .contains("a &lt;b&gt;slip&lt;/b&gt;")
        .doesNotContain(address + "/cancel");
    assertThat(browser.get(address + "/cancel").text()).contains("so there is nothing to cancel");
  }

  @Test
  void aCancelThatComesTooLateSaysSo() {
    String change = running();
    FormBrowser browser = signedIn(carol);
    String address = "/console/changes/" + change;
    String token = FormBrowser.token(browser.get(address + "/cancel"));
    tool.untell("hold");
    await().atMost(SOON).until(() -> state(change).equals("deployed"));

    Reply late = browser.post(address + "/cancel", "form-token", token);

    assertThat(late.status()).as(late.text()).isEqualTo(409);
    assertThat(late.text()).contains("can no longer be cancelled");
    assertThat(records("stop.asked")).isEmpty();
  }

  @Test
  void onlyAnOperatorFreezesAndEndsWhatRuns() {
    String change = running();
    FormBrowser ann = signedIn(person("ann", Role.APPROVER, Role.AUDITOR));
    Reply seen = ann.get("/console/targets");
    assertThat(seen.text()).doesNotContain("stop-running");
    String[] form = {
      "form-token", FormBrowser.token(seen), "target", "lamp", "reason", "x", "stop-running", "on"
    };
    assertThat(ann.post("/console/freeze", form).status()).isEqualTo(403);
    assertThat(state(change)).isEqualTo("applying");

    FormBrowser olga = signedIn(person("olga", Role.OPERATOR));
    form[1] = FormBrowser.token(olga.get("/console/targets"));
    String[] plain = {"form-token", form[1], "target", "lamp", "reason", "incident 9"};
    assertThat(olga.post("/console/freeze", plain).status()).isEqualTo(303);
    assertThat(records("stop.asked")).as("a plain freeze lets it go on").isEmpty();
    assertThat(olga.get("/console/targets").text()).contains("End what runs on lamp");
    assertThat(olga.post("/console/freeze", form).status()).isEqualTo(303);

    await().atMost(SOON).until(() -> state(change).equals("apply_failed"));
    assertThat(records("stop.asked"))
        .singleElement()
        .asString()
        .contains("olga", execution(change));
    assertThat(tool.value()).isEqualTo("none");
    assertThat(olga.get("/console/targets").text())
        .as("nothing runs there any more")
        .doesNotContain("End what runs on lamp");
  }
}
