package dev.sallyport.console;

import com.microsoft.playwright.Browser;
import com.microsoft.playwright.BrowserContext;
import com.microsoft.playwright.BrowserType;
import com.microsoft.playwright.Playwright;
import com.microsoft.playwright.assertions.PlaywrightAssertions;
import dev.sallyport.fixture.Needed;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// The browser that the console is tried in: the one that is installed, without a window, and one
/// for all classes of a JVM, which it ends with. It looks up no name, so that it reaches nothing
/// but loopback.
final class Chromium implements AutoCloseable {
  private static final List<String> NAMES =
      List.of("chromium", "chromium-browser", "google-chrome", "google-chrome-stable");

  private static final List<String> ARGUMENTS =
      List.of(
          "--no-sandbox",
          "--disable-gpu",
          "--disable-quic",
          "--no-first-run",
          "--disable-background-networking",
          "--disable-component-update",
          "--disable-sync",
          "--disable-dev-shm-usage",
          "--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1");

  /// How long a page is given to show what is expected; a machine may have much else to do.
  private static final double PATIENCE_MILLIS = 60_000;

  private static @Nullable Browser running;

  private final Browser browser;

  private Chromium(Browser browser) {
    this.browser = browser;
  }

  /// The one browser, started by whoever comes first.
  static synchronized Chromium shared() {
    Path installed =
        Needed.program(
            NAMES,
            "Chromium is not on PATH, and the console's tests need it (Debian: apt-get install chromium).");
    Browser browser = running == null ? launch(installed) : running;
    running = browser;
    return new Chromium(browser);
  }

  private static Browser launch(Path installed) {
    PlaywrightAssertions.setDefaultAssertionTimeout(PATIENCE_MILLIS);
    Playwright playwright =
        Playwright.create(
            new Playwright.CreateOptions().setEnv(Map.of("PLAYWRIGHT_SKIP_BROWSER_DOWNLOAD", "1")));
    return playwright
        .chromium()
        .launch(new BrowserType.LaunchOptions().setExecutablePath(installed).setArgs(ARGUMENTS));
  }

  Browser browser() {
    return browser;
  }

  /// Leaves the browser to the next, without whatever is still open in it.
  @Override
  public void close() {
    List.copyOf(browser.contexts()).forEach(BrowserContext::close);
  }
}
