package dev.sallyport.console;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sallyport.domain.PrincipalKind;
import dev.sallyport.domain.Role;
import dev.sallyport.fixture.StoreFile;
import dev.sallyport.fixture.TestCaller;
import dev.sallyport.fixture.TestCaller.Reply;
import dev.sallyport.fixture.TestGate;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// The audit record in the console: searched, checked, taken away.
@Tag("integration")
class ConsoleAuditTest {
  private static final Pattern ROW =
      Pattern.compile("<tr[^>]*><td class=\"figure\"[^>]*>(\\d+)</td>.*?<code>([a-z_.]+)</code>");

  @TempDir private Path folder;
  private TestGate gate;
  private TestCaller ada;
  private TestCaller bob;
  private String greeted;

  @BeforeEach
  void start() {
    gate = TestGate.start(folder);
    ada = gate.caller("ada-bot", Role.REQUESTER);
    bob = gate.caller("bob-bot", Role.REQUESTER);
    greeted = ConsoleGate.propose(ada, "one-1", "Greet the visitors", "<h1>Hello</h1>\n");
    String other = ConsoleGate.propose(bob, "two-1", "Close early", "<h1>Closed</h1>\n");
    bob.post("/v1/changes/" + other + "/cancel", "{\"reason\":\"Open Late instead\"}");
  }

  @AfterEach
  void stop() {
    gate.close();
  }

  private FormBrowser signedIn(String name, String target, Role role) {
    FormBrowser browser = new FormBrowser(gate.url());
    browser.signIn(gate.caller(name, PrincipalKind.PERSON, Set.of(role), Set.of(target)).key());
    return browser;
  }

  /// The events of the records that the page shows.
  private static Set<String> events(Reply page) {
    assertThat(page.status()).as(page.text()).isEqualTo(200);
    Set<String> events = new TreeSet<>();
    Matcher row = ROW.matcher(page.text());
    while (row.find()) {
      events.add(row.group(2));
    }
    return events;
  }

  @Test
  void recordsAreFoundByEventPrincipalTargetChangeAndWords() {
    FormBrowser otto = signedIn("otto", "*", Role.AUDITOR);

    assertThat(events(otto.get("/console/audit")))
        .contains("key.created", "change.previewed", "change.cancelled", "session.started");
    assertThat(events(otto.get("/console/audit?event=change.cancelled")))
        .containsExactly("change.cancelled");
    assertThat(events(otto.get("/console/audit?principal=ada-bot")))
        .contains("change.previewed", "key.created")
        .doesNotContain("change.cancelled", "session.started");
    assertThat(events(otto.get("/console/audit?target=blog")))
        .contains("change.previewed")
        .doesNotContain("key.created", "session.started");
    Reply ofChange = otto.get("/console/audit?change=" + greeted);
    assertThat(events(ofChange)).contains("change.previewed").doesNotContain("change.cancelled");
    assertThat(ofChange.text()).contains("ada-bot").doesNotContain("bob-bot");
    // Whatever the case, and wherever in the record it stands.
    assertThat(events(otto.get("/console/audit?words=open+late")))
        .containsExactly("change.cancelled");
    assertThat(events(otto.get("/console/audit?words=open+late&principal=ada-bot"))).isEmpty();
    assertThat(otto.get("/console/audit?words=nobody-wrote-this").text())
        .contains("No record of those looked at is like that");
  }

  @Test
  void whatIsOlderComesOnTheNextPageAndNothingTwice() {
    for (int more = 0; more < AuditSearch.FOUND; more++) {
      ada.execute(TestCaller.edit("preview", "more-" + more, "a.html", "<p>" + more + "</p>\n"));
    }
    FormBrowser otto = signedIn("otto", "*", Role.AUDITOR);

    Set<String> seen = new TreeSet<>();
    String address = "/console/audit?event=change.previewed";
    int pages = 0;
    while (!address.isEmpty()) {
      Reply page = otto.get(address);
      Matcher row = ROW.matcher(page.text());
      while (row.find()) {
        assertThat(seen.add(row.group(1))).as("record %s twice", row.group(1)).isTrue();
      }
      Matcher older = Pattern.compile("href=\"([^\"]*)\">Older").matcher(page.text());
      address = older.find() ? older.group(1).replace("&amp;", "&") : "";
      pages++;
    }

    assertThat(seen).hasSize(AuditSearch.FOUND + 2);
    assertThat(pages).isEqualTo(2);
  }

  @Test
  void p8_theChainIsCheckedAndADamagedRecordNamed() {
    FormBrowser otto = signedIn("otto", "*", Role.AUDITOR);
    Reply page = otto.get("/console/audit");
    assertThat(page.text()).contains("Check the chain");
    String[] form = {"form-token", FormBrowser.token(page)};

    assertThat(otto.post("/console/audit/check", form).text())
        .containsPattern("\\d+ records, whole")
        .doesNotContain("damaged");
    String kept = "UPDATE audit_records SET body = replace(body, 'ada-bot', 'nobody')";
    assertThat(StoreFile.of(folder).update(kept + " WHERE sequence = 1")).isOne();

    assertThat(otto.post("/console/audit/check", form).text())
        .contains("The record is damaged", "record 1 was changed")
        .doesNotContain("records, whole");
    assertThat(otto.post("/console/audit/check").status()).as("without its token").isEqualTo(403);
  }

  @Test
  void theWholeRecordIsTakenAwayAsItStands() {
    FormBrowser otto = signedIn("otto", "*", Role.AUDITOR);

    Reply export = otto.get("/console/audit/export");

    assertThat(export.status()).isEqualTo(200);
    assertThat(export.header("Content-Type")).startsWith("application/x-ndjson");
    assertThat(export.header("Content-Disposition"))
        .isEqualTo("attachment; filename=\"sallyport-audit.ndjson\"");
    List<String> lines = export.text().lines().toList();
    String previous = "0".repeat(64);
    for (String line : lines.subList(0, lines.size() - 1)) {
      JsonNode record = JsonMapper.shared().readTree(line);
      assertThat(record.required("previous").asString()).isEqualTo(previous);
      previous = record.required("hash").asString();
    }
    JsonNode end = JsonMapper.shared().readTree(lines.getLast()).required("end");
    assertThat(end.required("hash").asString()).isEqualTo(previous);
    assertThat(export.text()).contains("ada-bot", "bob-bot").doesNotContain("spk_", "spt_");
  }

  @Test
  void whoeverIsNoAuditorOfAllChecksAndExportsNothing() {
    for (FormBrowser who :
        List.of(signedIn("olga", "*", Role.OPERATOR), signedIn("berta", "blog", Role.AUDITOR))) {
      Reply page = who.get("/console/targets");
      assertThat(who.get("/console/audit").text())
          .doesNotContain("Check the chain", "audit/export");
      assertThat(who.get("/console/audit/export").status()).isEqualTo(403);
      assertThat(who.post("/console/audit/check", "form-token", FormBrowser.token(page)).status())
          .isEqualTo(403);
    }
    assertThat(signedIn("olga", "*", Role.OPERATOR).get("/console/audit").status()).isEqualTo(403);
    // An auditor of other targets sees nothing that is about this one.
    Reply others = signedIn("sina", "shop", Role.AUDITOR).get("/console/audit");
    assertThat(events(others)).contains("session.started").doesNotContain("change.previewed");
    assertThat(others.text()).doesNotContain(greeted);
  }
}
