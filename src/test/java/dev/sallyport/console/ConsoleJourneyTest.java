package dev.sallyport.console;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.options.AriaRole;
import dev.sallyport.domain.Role;
import dev.sallyport.fixture.TestCaller;
import dev.sallyport.fixture.TestCaller.Reply;
import dev.sallyport.gate.Ambient;
import dev.sallyport.store.SettableClock;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/// People decide in the console, in a real browser.
@Tag("integration")
class ConsoleJourneyTest {
  private static final SettableClock CLOCK = new SettableClock(Ambient.system().clock().instant());

  @TempDir private static Path folder;
  private static Chromium chromium;
  private static ConsoleGate gate;

  @BeforeAll
  static void start() {
    chromium = Chromium.shared();
    gate =
        ConsoleGate.start(
            folder,
            "console: { sessionIdle: 10m, sessionLife: 1h }\n",
            new Ambient(CLOCK, System::nanoTime, Ambient.system().random()));
  }

  @AfterAll
  static void stop() {
    if (gate != null) {
      gate.close();
      chromium.close();
    }
  }

  private static Person at() {
    return Person.at(chromium.browser(), gate.url());
  }

  private static Locator link(Page page, String words) {
    return page.getByRole(AriaRole.LINK, new Page.GetByRoleOptions().setName(words));
  }

  private static void ends(Person person) {
    assertThat(person.complaints()).isEmpty();
    assertThat(person.strangers()).isEmpty();
  }

  @Test
  void anAgentsProposalIsReadApprovedByTwoPeopleExecutedAndItsLogSeen() {
    TestCaller agent = gate.agent("docs-bot");
    try (Person ada = at().signIn(gate.person("ada", Role.APPROVER).key());
        Person bob = at().signIn(gate.person("bob", Role.APPROVER).key())) {
      ada.page().locator("body[data-live-state=on]").waitFor();
      String id =
          ConsoleGate.propose(agent, "story-1", "Greet the visitors", "<h1>Welcome!</h1>\n");

      // It appears without reload, and is read.
      link(ada.page(), "Greet the visitors").click();
      assertThat(ada.page().locator(".hunk .removed")).containsText("Old headline");
      assertThat(ada.page().locator(".hunk .added mark").first()).containsText("Welcome!");
      ada.page().getByLabel("Reason").fill("Friendlier");
      ada.press("Approve");
      assertThat(ada.page().locator("#standing")).containsText("1 of 2 given, 1 missing");

      bob.open("/console/changes/" + id);
      assertThat(bob.page().locator(".timeline")).containsText("Friendlier");
      bob.press("Approve");
      assertThat(bob.page().locator("#standing")).containsText("awaiting confirmation");

      String token =
          agent
              .post("/v1/changes/" + id + "/token", "{}")
              .json()
              .required("confirmToken")
              .asString();
      bob.page().locator("body[data-live-state=on]").waitFor();
      assertThat(agent.confirm("apply", "story-1", token).status()).isEqualTo(200);

      // What happened comes up by itself, and leads to the execution and its log.
      assertThat(bob.page().locator("#standing")).containsText("applied");
      bob.page()
          .locator("#standing")
          .getByText("apply", new Locator.GetByTextOptions().setExact(true))
          .click();
      assertThat(bob.page().locator("h1")).containsText("apply on blog");
      assertThat(bob.page().locator("#execution")).containsText("succeeded");
      assertThat(bob.page().locator("#execution h2").last()).hasText("Log");
      ends(ada);
      ends(bob);
    }
  }

  @Test
  void aPlanOfManyFilesIsThereWithEveryLineFoldedOrNotLineByLineOrSideBySide() {
    int files = 25;
    int lines = 120;
    ObjectNode body =
        TestCaller.body("preview", "many-1").put("command", "Write the whole handbook");
    ArrayNode edits = body.putObject("parameters").putArray("edits");
    for (int file = 0; file < files; file++) {
      StringBuilder content = new StringBuilder();
      for (int line = 0; line < lines; line++) {
        content.append("chapter ").append(file).append(" line ").append(line).append('\n');
      }
      edits
          .addObject()
          .put("path", "book/%02d.txt".formatted(file))
          .put("content", content.toString());
    }
    Reply reply = gate.agent("book-bot").execute(body);
    assertThat(reply.status()).as(reply.text()).isEqualTo(200);
    String address = "/console/changes/" + reply.result().required("changeId").asString();
    try (Person ivy = at().signIn(gate.person("ivy", Role.APPROVER).key())) {
      for (String view : List.of("", "?view=side-by-side")) {
        ivy.open(address + view);
        List<String> shown =
            ivy.page().locator(".hunk td.code.added, .added td.code").allTextContents();
        assertThat(shown).hasSize(files * lines);
        assertThat(shown.getLast()).isEqualTo("chapter 24 line 119");
        assertThat(ivy.page().locator(".plan")).containsText("nothing of it is left out");
      }
      // The first ones stand open; each is opened and folded by its heading, the keyboard included.
      Locator last = ivy.page().locator(".file").last();
      Locator line = last.getByText("chapter 24 line 119");
      assertThat(last.locator("summary")).containsText("book/24.txt");
      assertThat(line).isHidden();
      last.locator("summary").focus();
      ivy.page().keyboard().press("Enter");
      assertThat(line).isVisible();
      ivy.page().keyboard().press("Enter");
      assertThat(line).isHidden();
      assertThat(ivy.page().locator(".file").first().getByText("chapter 0 line 119")).isVisible();
      link(ivy.page(), "Line by line").click();
      assertThat(ivy.page().locator(".hunk.unified")).hasCount(files);
      ends(ivy);
    }
  }

  @Test
  void theRequesterCannotApproveAndWhoeverIsNoApproverIsToldSo() {
    TestCaller carol = gate.person("carol", Role.REQUESTER, Role.APPROVER);
    String id = ConsoleGate.propose(carol, "own-1", "My own change", "<h1>Mine</h1>\n");
    try (Person same = at().signIn(carol.key());
        Person auditor = at().signIn(gate.person("otto", Role.AUDITOR).key())) {
      assertThat(same.page().locator("#waiting")).containsText("Asked for by you");
      same.open("/console/changes/" + id);
      assertThat(same.page().locator("#standing"))
          .containsText("Nobody decides on a change of their own");
      assertThat(same.page().getByText("Approve", new Page.GetByTextOptions().setExact(true)))
          .hasCount(0);

      auditor.open("/console/changes/" + id);
      assertThat(auditor.page().locator("#standing")).containsText("needs the role approver");
      ends(same);
      ends(auditor);
    }
  }

  @Test
  void twoTabsRaceAndOneDecisionCounts() {
    TestCaller agent = gate.agent("race-bot");
    String id = ConsoleGate.propose(agent, "race-1", "Race for it", "<h1>Race</h1>\n");
    try (Person dan = at().signIn(gate.person("dan", Role.APPROVER).key())) {
      Page one = dan.page();
      Page two = dan.tab();
      for (Page tab : List.of(one, two)) {
        tab.navigate(gate.url() + "/console/changes/" + id);
        tab.getByLabel("Reason").fill("No");
      }
      one.getByRole(AriaRole.BUTTON, new Page.GetByRoleOptions().setName("Approve")).click();
      assertThat(one.locator("#standing")).containsText("1 of 2 given");
      two.getByRole(AriaRole.BUTTON, new Page.GetByRoleOptions().setName("Reject")).click();

      assertThat(two.getByRole(AriaRole.ALERT)).containsText("You have approved this plan already");
      assertThat(agent.get("/v1/changes/" + id).json().at("/approvals/given").asInt()).isOne();
      assertThat(agent.get("/v1/changes/" + id).json().path("state").asString())
          .isEqualTo("awaiting_approval");
    }
  }

  @Test
  void anExpiredSessionLeadsToSigningInAndBack() {
    TestCaller agent = gate.agent("late-bot");
    String id = ConsoleGate.propose(agent, "late-1", "Come back later", "<h1>Later</h1>\n");
    String key = gate.person("eva", Role.APPROVER).key();
    String page = gate.url() + "/console/changes/" + id;
    String signIn = gate.url() + "/console/sign-in?next=%2Fconsole%2Fchanges%2F" + id;
    try (Person eva = at().signIn(key)) {
      eva.open("/console/changes/" + id);
      eva.page().locator("body[data-live-state=on]").waitFor();
      // Nobody uses it for too long: the page that stands open goes to the sign-in by itself.
      CLOCK.advance(Duration.ofMinutes(10));
      ConsoleGate.propose(agent, "late-2", "Something else", "<h1>Else</h1>\n");
      assertThat(eva.page()).hasURL(signIn);
      eva.page().getByLabel("Your API key").fill(key);
      eva.press("Sign in");
      assertThat(eva.page()).hasURL(page);

      // However much it is used, it ends, and what was sent too late decides nothing.
      for (int visit = 0; visit < 6; visit++) {
        CLOCK.advance(Duration.ofMinutes(9));
        eva.open("/console/changes/" + id);
        assertThat(eva.page()).hasURL(page);
      }
      CLOCK.advance(Duration.ofMinutes(6));
      eva.press("Approve");
      assertThat(eva.page()).hasURL(Pattern.compile(".*/console/sign-in.*"));
      assertThat(agent.get("/v1/changes/" + id).json().at("/approvals/given").asInt()).isZero();
    }
  }

  @Test
  void theKeyboardAloneIsEnough() {
    TestCaller agent = gate.agent("key-bot");
    String id = ConsoleGate.propose(agent, "keys-1", "By keyboard", "<h1>Keys</h1>\n");
    try (Person fay = at()) {
      String key = gate.person("fay", Role.APPROVER).key();
      fay.open("/console/sign-in");
      // The browser gives it the keyboard by itself, and may take a moment over that.
      assertThat(fay.page().getByLabel("Your API key")).isFocused();
      fay.page().keyboard().type(key);
      fay.page().keyboard().press("Enter");
      fay.page().waitForURL("**/console/waiting");
      tabTo(fay.page(), "By keyboard");
      fay.page().keyboard().press("Enter");
      fay.page().waitForURL("**/console/changes/" + id);

      fay.page().keyboard().press("Tab");
      assertThat(focused(fay.page())).isEqualTo("Skip to the content");
      fay.page().keyboard().press("Enter");
      tabTo(fay.page(), "Approve");
      fay.page().keyboard().press("Enter");

      assertThat(fay.page().locator("#standing")).containsText("1 of 2 given");
      ends(fay);
    }
  }

  private static void tabTo(Page page, String words) {
    for (int presses = 0; presses < 60; presses++) {
      page.keyboard().press("Tab");
      if (focused(page).equals(words)) {
        String outline =
            (String) page.evaluate("() => getComputedStyle(document.activeElement).outlineStyle");
        assertThat(outline).as("the focus is seen").isNotEqualTo("none");
        return;
      }
    }
    throw new AssertionError("Tab does not lead to " + words);
  }

  private static String focused(Page page) {
    return (String) page.evaluate("() => document.activeElement.innerText || ''");
  }
}
