package dev.sallyport.console;

import com.microsoft.playwright.Browser;
import com.microsoft.playwright.BrowserContext;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.options.AriaRole;
import com.microsoft.playwright.options.ColorScheme;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/// Somebody at a browser of their own. What the browser complains of, and whom it asks, is taken
/// down.
final class Person implements AutoCloseable {
  /// How long a page is given to do what it is asked for.
  private static final double PATIENCE_MILLIS = 60_000;

  private final String gate;
  private final BrowserContext context;
  private final Page page;
  private final List<String> complaints = new CopyOnWriteArrayList<>();
  private final List<String> asked = new CopyOnWriteArrayList<>();

  private Person(String gate, BrowserContext context) {
    this.gate = gate;
    this.context = context;
    context.onRequest(request -> asked.add(request.url()));
    context.onConsoleMessage(
        message -> {
          if (message.type().equals("error")
              || message.text().contains("Content Security Policy")) {
            complaints.add(message.text());
          }
        });
    context.onWebError(error -> complaints.add(error.error()));
    context.onDialog(
        dialog -> {
          complaints.add("dialog: " + dialog.message());
          dialog.dismiss();
        });
    context.setDefaultTimeout(PATIENCE_MILLIS);
    this.page = context.newPage();
  }

  /// At a screen of that size.
  static Person at(Browser browser, String gate, int width, int height, ColorScheme scheme) {
    return new Person(
        gate,
        browser.newContext(
            new Browser.NewContextOptions().setViewportSize(width, height).setColorScheme(scheme)));
  }

  static Person at(Browser browser, String gate) {
    return at(browser, gate, 1280, 900, ColorScheme.LIGHT);
  }

  Person signIn(String key) {
    open("/console/sign-in");
    page.getByLabel("Your API key").fill(key);
    press("Sign in");
    page.waitForURL(url -> !url.contains("sign-in"));
    return this;
  }

  Person open(String path) {
    page.navigate(gate + path);
    return this;
  }

  void press(String button) {
    page.getByRole(AriaRole.BUTTON, new Page.GetByRoleOptions().setName(button).setExact(true))
        .click();
  }

  Page page() {
    return page;
  }

  /// Another tab of the same browser.
  Page tab() {
    return context.newPage();
  }

  BrowserContext context() {
    return context;
  }

  /// Errors, breaches of the content security policy, dialogs.
  List<String> complaints() {
    return List.copyOf(complaints);
  }

  /// Every address that was asked for and is not the gate's.
  List<String> strangers() {
    return asked.stream()
        .filter(url -> !url.startsWith(gate + "/") && !url.startsWith("data:"))
        .toList();
  }

  @Override
  public void close() {
    context.close();
  }
}
