package dev.sallyport.console;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.options.ColorScheme;
import dev.sallyport.domain.Role;
import dev.sallyport.fixture.TestCaller;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Every page, full of what a day brings: nothing on it keeps anybody out, and its pictures are in
/// `target/screenshots`.
@Tag("integration")
class ConsolePagesTest {
  private static final Path SCREENSHOTS = Path.of("target/screenshots");

  @TempDir private static Path folder;
  private static Chromium chromium;
  private static BusyDay day;
  private static TestCaller hal;
  private static String own;

  @BeforeAll
  static void start() {
    chromium = Chromium.start();
    day = BusyDay.in(folder);
    hal = day.person("hal", Role.APPROVER, Role.AUDITOR, Role.OPERATOR, Role.REQUESTER);
    own = ConsoleGate.propose(hal, "cake-1", "Bake a cake", "<h1>Cake on Sunday</h1>\n");
  }

  @AfterAll
  static void stop() {
    if (day != null) {
      day.close();
    }
    if (chromium != null) {
      chromium.close();
    }
  }

  /// The addresses below `/console/`, each with the name of its picture.
  private static List<List<String>> pages() {
    return List.of(
        List.of("sign-in", "sign-in"),
        List.of("waiting", "waiting"),
        List.of("changes", "changes"),
        List.of("changes/" + day.change(), "change"),
        List.of("changes/" + day.change() + "?view=side-by-side", "change-side-by-side"),
        List.of("changes/" + day.applied(), "change-done"),
        List.of("changes/" + own, "change-own"),
        List.of("changes/" + own + "/cancel", "change-cancel"),
        List.of("executions", "executions"),
        List.of("executions/" + day.execution(), "execution"),
        List.of("targets", "targets"),
        List.of("limits", "limits"),
        List.of("audit", "audit"),
        List.of("overview", "overview"),
        List.of("nothing-here", "nothing-here"));
  }

  private static Person person(String key, int width, int height, ColorScheme scheme) {
    return Person.at(chromium.browser(), day.gate().url(), width, height, scheme).signIn(key);
  }

  @Test
  void everyPageIsAccessibleInLightAndDarkAndFitsAPhone() {
    List<String> violations = new ArrayList<>();
    for (ColorScheme scheme : List.of(ColorScheme.LIGHT, ColorScheme.DARK)) {
      try (Person person = person(hal.key(), 1280, 800, scheme)) {
        for (List<String> page : pages()) {
          person.open("/console/" + page.getFirst());
          violations.addAll(
              scheme == ColorScheme.LIGHT
                  ? Axe.violations(person.page())
                  : Axe.contrast(person.page()));
          picture(person, page.getLast() + (scheme == ColorScheme.LIGHT ? "-light" : "-dark"));
        }
        person.open("/console/waiting");
        person.page().locator(".account summary").click();
        violations.addAll(Axe.violations(person.page()));
        assertThat(person.strangers()).isEmpty();
        // The page that is not there is the only one that says so.
        assertThat(person.complaints()).allMatch(said -> said.contains("404"));
      }
    }
    try (Person phone = person(hal.key(), 390, 780, ColorScheme.LIGHT)) {
      for (List<String> page : pages()) {
        phone.open("/console/" + page.getFirst());
        Object wider =
            phone.page().evaluate("() => document.documentElement.scrollWidth > window.innerWidth");
        if (Boolean.TRUE.equals(wider)) {
          violations.add(page + " is wider than a phone");
        }
        violations.addAll(Axe.violations(phone.page()));
        picture(phone, page.getLast() + "-narrow");
      }
    }
    assertThat(violations).isEmpty();
  }

  private static void picture(Person person, String name) {
    person
        .page()
        .screenshot(
            new Page.ScreenshotOptions()
                .setFullPage(true)
                .setPath(SCREENSHOTS.resolve(name + ".png")));
  }

  @Test
  void limitsAndTheOverviewDrawWhatTheRecordHasOfTheDay() {
    TestCaller ida = day.person("ida", Role.AUDITOR, Role.OPERATOR);
    try (Person person = person(ida.key(), 1280, 800, ColorScheme.LIGHT)) {
      person.open("/console/limits");
      Locator use = chart(person, "Use in the last 24 hours");
      assertThat(use).hasCount(1);
      // One bar for each hour in which something ran by itself.
      assertThat(use.locator("rect.unknown")).hasCount(9);
      assertThat(person.page().locator(".key").first())
          .hasText("previews (token): 3applies, deploys, rollbacks (heavy): 2auto: 18");
      Locator blocks = chart(person, "Blocks in the last 24 hours");
      assertThat(blocks.locator("rect.bad")).hasCount(2);
      assertThat(person.page().locator("table:has(caption:text-is('Who was blocked')) tbody"))
          .containsText("principal eager-bot");

      person.open("/console/overview");
      Locator ran = chart(person, "Executions in the last 24 hours");
      assertThat(ran.locator("rect.good").count()).isGreaterThanOrEqualTo(8);
      assertThat(ran.locator("rect.bad")).hasCount(1);
      assertThat(chart(person, "Refusals in the last 24 hours").locator("rect.wait")).hasCount(2);
    }
    TestCaller ann = day.person("ann", Role.APPROVER);
    try (Person person = person(ann.key(), 1280, 800, ColorScheme.LIGHT)) {
      person.open("/console/limits");
      assertThat(person.page().locator("#content")).containsText("needs the role auditor");
      assertThat(chart(person, "Use in the last 24 hours")).hasCount(0);
    }
  }

  private static Locator chart(Person person, String words) {
    return person.page().locator("svg[aria-label^='" + words + "']");
  }
}
