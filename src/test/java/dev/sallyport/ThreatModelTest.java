package dev.sallyport;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/// Every test that the threat model names is there.
class ThreatModelTest {
  private static final Pattern NAMED = Pattern.compile("`([A-Z]\\w*Test)(?:\\.(\\w+))?`");

  @Test
  void every_test_that_it_names_exists() throws IOException {
    Map<String, String> sources = sources();
    String page = Files.readString(Path.of("docs/threat-model.md"));

    List<MatchResult> named = NAMED.matcher(page).results().toList();

    assertThat(named).hasSizeGreaterThan(50);
    assertThat(named.stream().filter(test -> !exists(test, sources)).map(MatchResult::group))
        .as("tests that the page names and that are not there")
        .isEmpty();
  }

  private static boolean exists(MatchResult test, Map<String, String> sources) {
    String source = sources.get(test.group(1));
    return source != null
        && (test.group(2) == null || source.contains("void " + test.group(2) + "("));
  }

  private static Map<String, String> sources() throws IOException {
    Map<String, String> sources = new TreeMap<>();
    try (Stream<Path> files = Files.walk(Path.of("src/test/java"))) {
      for (Path file : files.filter(path -> path.toString().endsWith("Test.java")).toList()) {
        String name = file.getFileName().toString().replace(".java", "");
        sources.put(name, Files.readString(file));
      }
    }
    return sources;
  }
}
