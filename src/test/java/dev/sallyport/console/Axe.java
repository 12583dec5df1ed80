package dev.sallyport.console;

import com.microsoft.playwright.Page;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Properties;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// Looks on a page for what would keep somebody out (axe-core). It is put in by the browser's own
/// console, not by the page, so that the page's policy stands as it is.
final class Axe {
  private static final String FILE = "/META-INF/resources/webjars/axe-core/%s/axe.min.js";
  private static final String RELEASE = "/META-INF/maven/org.webjars.npm/axe-core/pom.properties";
  private static final String SOURCE = text(FILE.formatted(version()));

  private Axe() {}

  /// Each violation of any of its rules, with where it is.
  static List<String> violations(Page page) {
    if (!Boolean.TRUE.equals(page.evaluate("() => Boolean(window.axe)"))) {
      page.evaluate(SOURCE);
    }
    String found =
        (String)
            page.evaluate(
                "async () => JSON.stringify((await axe.run(document,"
                    + " {resultTypes: ['violations']})).violations)");
    List<String> violations = new ArrayList<>();
    for (JsonNode violation : JsonMapper.shared().readTree(found)) {
      for (JsonNode node : violation.required("nodes")) {
        violations.add(
            "%s: %s: %s (%s)"
                .formatted(
                    page.url(),
                    violation.required("id").asString(),
                    node.required("html").asString(),
                    node.path("failureSummary").asString("")));
      }
    }
    return violations;
  }

  private static String version() {
    Properties properties = new Properties();
    try (InputStream in = Axe.class.getResourceAsStream(RELEASE)) {
      properties.load(in);
      return properties.getProperty("version");
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static String text(String resource) {
    try (InputStream in = Axe.class.getResourceAsStream(resource)) {
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
