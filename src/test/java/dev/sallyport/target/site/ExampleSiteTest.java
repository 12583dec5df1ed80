package dev.sallyport.target.site;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// The site that ships as an example is whole and asks nothing of other servers.
@Tag("integration")
class ExampleSiteTest {
  private static final Path EXAMPLE = Path.of("examples", "site");
  private static final Pattern LINK = Pattern.compile("(?:href|src)=\"([^\"#]+)[^\"]*\"");

  @TempDir Path folder;

  @Test
  void it_is_imported_and_published_whole() throws IOException {
    try (Sites site = Sites.with(folder, Sites.importing(EXAMPLE))) {
      site.published(Sites.edits(Sites.put("hello.html", "hello\n")));
      for (Path file : files()) {
        assertThat(site.current().resolve(EXAMPLE.relativize(file).toString()))
            .hasSameBinaryContentAs(file);
      }
    }
  }

  @Test
  void its_links_lead_to_its_own_files() throws IOException {
    for (Path file : files()) {
      if (file.toString().endsWith(".html")) {
        LINK.matcher(Files.readString(file))
            .results()
            .map(found -> found.group(1))
            .forEach(
                link -> {
                  Path from = link.startsWith("/") ? EXAMPLE : file.getParent();
                  assertThat(from.resolve(link.replaceFirst("^/", ""))).as(link).isRegularFile();
                });
      }
    }
  }

  private static List<Path> files() throws IOException {
    try (var files = Files.walk(EXAMPLE)) {
      List<Path> found = files.filter(Files::isRegularFile).toList();
      assertThat(found).hasSizeGreaterThan(4);
      return found;
    }
  }
}
