package dev.sallyport;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/// The page on AISVS names each requirement of its sections once, with a level, and for each a test
/// that is there or the reason why it does not apply.
class AisvsTest {
  private static final Pattern NAMED = Pattern.compile("`([A-Z]\\w*Test)`");
  private static final Pattern ROW = Pattern.compile("(?m)^\\| (9\\.\\d+\\.\\d+) \\|.*$");

  private static String page() throws IOException {
    return Files.readString(Path.of("docs/aisvs.md"));
  }

  @Test
  void every_requirement_of_its_sections_is_there_once() throws IOException {
    List<String> expected = new ArrayList<>();
    sections().forEach(expected::addAll);

    assertThat(ROW.matcher(page()).results().map(row -> row.group(1)))
        .containsExactlyElementsOf(expected);
  }

  /// As of AISVS 1.0: three, ten and three.
  private static List<List<String>> sections() {
    return List.of(numbers("9.1.", 3), numbers("9.2.", 10), numbers("9.6.", 3));
  }

  private static List<String> numbers(String section, int count) {
    return Stream.iterate(1, n -> n + 1).limit(count).map(n -> section + n).toList();
  }

  @Test
  void each_has_a_level_and_a_test_or_the_reason_why_it_does_not_apply() throws IOException {
    assertThat(ROW.matcher(page()).results().map(MatchResult::group))
        .allSatisfy(
            row -> {
              String[] cells = row.split("\\|", -1);
              assertThat(cells[2].strip()).isIn("1", "2", "3");
              assertThat(NAMED.matcher(cells[5]).find() || cells[4].contains("does not apply"))
                  .as(row)
                  .isTrue();
            });
  }

  @Test
  void every_test_that_it_names_exists() throws IOException {
    Set<String> tests;
    try (Stream<Path> files = Files.walk(Path.of("src/test/java"))) {
      tests =
          files
              .map(path -> path.getFileName().toString())
              .filter(name -> name.endsWith("Test.java"))
              .map(name -> name.replace(".java", ""))
              .collect(Collectors.toSet());
    }

    assertThat(NAMED.matcher(page()).results().map(named -> named.group(1)).distinct())
        .isNotEmpty()
        .isSubsetOf(tests);
  }
}
