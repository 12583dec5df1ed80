package dev.sallyport;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

class DependenciesPageTest {
  private static final Pattern ARTIFACT = Pattern.compile("<artifactId>([^<*]+)</artifactId>");
  private static final Pattern ROW = Pattern.compile("(?m)^\\| (`[^|]+`) \\| .{20,} \\|$");
  private static final Pattern NAME = Pattern.compile("`([^`]+)`");

  @Test
  void every_dependency_and_plugin_has_its_line_and_no_line_is_left_over() throws IOException {
    Set<String> declared = names(ARTIFACT, Files.readString(Path.of("pom.xml")));
    declared.remove("sallyport");
    String rows =
        ROW.matcher(Files.readString(Path.of("docs/dependencies.md")))
            .results()
            .map(row -> row.group(1))
            .collect(Collectors.joining("\n"));

    assertThat(names(NAME, rows)).isEqualTo(declared);
  }

  private static Set<String> names(Pattern pattern, String text) {
    return pattern
        .matcher(text)
        .results()
        .map((MatchResult match) -> match.group(1))
        .collect(Collectors.toCollection(TreeSet::new));
  }
}
