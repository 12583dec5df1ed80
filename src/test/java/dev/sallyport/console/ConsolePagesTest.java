package dev.sallyport.console;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.options.ColorScheme;
import dev.sallyport.domain.Role;
import dev.sallyport.fixture.TestCaller;
import java.io.InputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
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

  private static final HttpClient HTTP = HttpClient.newHttpClient();

  @TempDir private static Path folder;
  private static Chromium chromium;
  private static BusyDay day;
  private static TestCaller hal;
  private static String own;

  @BeforeAll
  static void start() {
    chromium = Chromium.shared();
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
        List.of("changes/chg_that_is_not", "trouble"),
        List.of("executions", "executions"),
        List.of("executions/" + day.execution(), "execution"),
        List.of("targets", "targets"),
        List.of("limits", "limits"),
        List.of("audit", "audit"),
        List.of("overview", "overview"),
        List.of("nothing-here", "nothing-here"));
  }

  /// How somebody may look at a page.
  private enum Look {
    LIGHT(1280, 800, ColorScheme.LIGHT),
    DARK(1280, 800, ColorScheme.DARK),
    NARROW(390, 780, ColorScheme.LIGHT),
    NARROW_AND_DARK(390, 780, ColorScheme.DARK);

    private final int width;
    private final int height;
    private final ColorScheme scheme;

    Look(int width, int height, ColorScheme scheme) {
      this.width = width;
      this.height = height;
      this.scheme = scheme;
    }

    void at(Page page) {
      page.setViewportSize(width, height);
      page.emulateMedia(new Page.EmulateMediaOptions().setColorScheme(scheme));
    }
  }

  private static Person person(String key) {
    return Person.at(chromium.browser(), day.gate().url(), 1280, 800, ColorScheme.LIGHT)
        .signIn(key);
  }

  @Test
  void everyPageThereIsKeepsNobodyOutInLightAndDarkAndOnAPhone() throws Exception {
    ConsoleRoutes routes = ConsoleRoutes.gettable(day.gate().config());
    List<String> violations = new ArrayList<>();
    try (Person person = person(hal.key())) {
      for (List<String> page : pages()) {
        String address = "/console/" + page.getFirst();
        person.open(address);
        violations.addAll(violations(person.page(), page.getLast()));
        routes.visit(address);
      }
      // What is shown only once somebody has pressed something.
      person.open("/console/audit");
      person.press("Check the chain");
      assertThat(person.page().locator(".notice.good")).containsText("whole");
      violations.addAll(violations(person.page(), "audit-checked"));
      person.open("/console/waiting");
      person.page().locator(".account summary").click();
      violations.addAll(violations(person.page(), "menu"));
      violations.addAll(unseen(person, routes));
      assertThat(person.strangers()).isEmpty();
      // The pages that are not there are the only ones that say so.
      assertThat(person.complaints()).hasSize(2).allMatch(said -> said.contains("404"));
    }
    try (Person stranger = Person.at(chromium.browser(), day.gate().url())) {
      stranger.open("/console/sign-in");
      stranger.page().getByLabel("Your API key").fill("spk_no");
      stranger.press("Sign in");
      assertThat(stranger.page().locator(".notice.bad")).isVisible();
      violations.addAll(violations(stranger.page(), "sign-in-again"));
    }
    assertThat(violations).isEmpty();
  }

  /// What is wrong with the page in each look, of which it takes a picture.
  private static List<String> violations(Page page, String name) {
    List<String> violations = new ArrayList<>();
    for (Look look : Look.values()) {
      look.at(page);
      String called = name + "-" + look.name().toLowerCase(Locale.ROOT).replace("_and_", "-");
      if (Boolean.TRUE.equals(
          page.evaluate("() => document.documentElement.scrollWidth > window.innerWidth"))) {
        violations.add(called + " is wider than its window");
      }
      Axe.violations(page).forEach(one -> violations.add(called + ": " + one));
      page.screenshot(
          new Page.ScreenshotOptions()
              .setFullPage(true)
              .setPath(SCREENSHOTS.resolve(called + ".png")));
    }
    return violations;
  }

  /// Whatever the server serves and nobody has looked at is no page: a file, a stream, or the way
  /// to one that was looked at.
  private static List<String> unseen(Person person, ConsoleRoutes routes) throws Exception {
    String cookies =
        person.context().cookies().stream()
            .map(cookie -> cookie.name + "=" + cookie.value)
            .collect(Collectors.joining("; "));
    List<String> unseen = new ArrayList<>();
    for (String route : routes.unvisited()) {
      String path =
          route
              .replace("changes/{id}", "changes/" + day.change())
              .replace("executions/{id}", "executions/" + day.execution())
              .replace("{name}", "console.css");
      HttpRequest request =
          HttpRequest.newBuilder(URI.create(day.gate().url() + path.replaceAll("[{}<>]", "")))
              .header("Cookie", cookies)
              .build();
      // A stream has no end, so what it says is not read.
      HttpResponse<InputStream> answer =
          HTTP.send(request, HttpResponse.BodyHandlers.ofInputStream());
      answer.body().close();
      boolean leadsOn =
          answer.statusCode() == 303
              && routes.isVisited(answer.headers().firstValue("Location").orElse(""));
      boolean isNone =
          answer.statusCode() == 200
              && !answer.headers().firstValue("Content-Type").orElse("text/html").contains("html");
      if (!leadsOn && !isNone) {
        unseen.add(route + " is a page, or does not answer, and is not among those looked at");
      }
    }
    return unseen;
  }

  @Test
  void limitsAndTheOverviewDrawWhatTheRecordHasOfTheDay() {
    TestCaller ida = day.person("ida", Role.AUDITOR, Role.OPERATOR);
    try (Person person = person(ida.key())) {
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
    try (Person person = person(ann.key())) {
      person.open("/console/limits");
      assertThat(person.page().locator("#content")).containsText("needs the role auditor");
      assertThat(chart(person, "Use in the last 24 hours")).hasCount(0);
    }
  }

  private static Locator chart(Person person, String words) {
    return person.page().locator("svg[aria-label^='" + words + "']");
  }
}
