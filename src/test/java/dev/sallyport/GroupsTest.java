package dev.sallyport;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/// The groups of the README are the tags of the tests, and who runs a group misses no promise of
/// it.
class GroupsTest {
  private static final Set<String> GROUPS =
      Set.of("tokens", "validation", "rate-limit", "schemas", "integration");

  /// Not a group: what the ordinary run leaves out.
  private static final String LONG = "long";

  private static final Pattern TAG = Pattern.compile("@Tag\\(\"([^\"]+)\"\\)");
  private static final Pattern ROW = Pattern.compile("(?m)^\\| `([a-z-]+)` \\|");
  private static final Pattern PROMISE = Pattern.compile("void p\\d+_");
  private static final Pattern PARENT = Pattern.compile("class \\w+ extends (\\w+)");

  @Test
  void both_pages_have_a_row_for_each_group() throws IOException {
    Set<String> all = new TreeSet<>(GROUPS);
    for (String page : List.of("README.md", "CONTRIBUTING.md")) {
      Set<String> rows = found(ROW, Files.readString(Path.of(page)));
      assertThat(rows).as(page).containsAll(all);
    }
  }

  @Test
  void no_test_has_a_tag_that_nobody_can_run() throws IOException {
    Set<String> known = new TreeSet<>(GROUPS);
    known.add(LONG);
    assertThat(sources().values().stream().flatMap(text -> found(TAG, text).stream()))
        .isSubsetOf(known);
  }

  @Test
  void every_test_of_a_promise_is_in_a_group() throws IOException {
    Map<String, String> sources = sources();
    List<String> without =
        sources.entrySet().stream()
            .filter(each -> each.getKey().endsWith("Test"))
            .filter(each -> each.getKey().matches("P\\d+.*") || promises(each.getValue()))
            .map(Map.Entry::getKey)
            .filter(name -> groups(name, sources).isEmpty())
            .toList();
    assertThat(without).isEmpty();
  }

  private static boolean promises(String text) {
    return PROMISE.matcher(text).find();
  }

  /// The groups that a test or what it extends is in.
  private static Set<String> groups(String name, Map<String, String> sources) {
    String text = sources.getOrDefault(name, "");
    Set<String> groups = found(TAG, text);
    groups.retainAll(GROUPS);
    found(PARENT, text).forEach(parent -> groups.addAll(groups(parent, sources)));
    return groups;
  }

  private static Set<String> found(Pattern pattern, String text) {
    return pattern
        .matcher(text)
        .results()
        .map((MatchResult match) -> match.group(1))
        .collect(Collectors.toCollection(TreeSet::new));
  }

  private static Map<String, String> sources() throws IOException {
    Map<String, String> sources = new TreeMap<>();
    try (Stream<Path> files = Files.walk(Path.of("src/test/java"))) {
      for (Path file : files.filter(path -> path.toString().endsWith(".java")).toList()) {
        String name = file.getFileName().toString().replace(".java", "");
        sources.put(name, Files.readString(file));
      }
    }
    return sources;
  }
}
