package dev.sallyport.history;

import dev.sallyport.fixture.SiteFiles;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/// What a site itself shows of what ran on it.
///
/// @param commits the execution in each commit that has one
/// @param deployments the executions that published; the newest, if there were more than the site
///     keeps
record TargetView(String target, List<String> commits, Set<String> deployments) {
  /// The site keeps the records of so many deployments.
  static final int DEPLOYMENTS_KEPT = 500;

  TargetView {
    commits = List.copyOf(commits);
    deployments = Set.copyOf(deployments);
  }

  static TargetView read(String target, SiteFiles site) {
    return new TargetView(
        target, site.executions(), deployments(site.publish().resolve("deployments")));
  }

  private static Set<String> deployments(Path folder) {
    if (!Files.isDirectory(folder)) {
      return Set.of();
    }
    try (Stream<Path> files = Files.list(folder)) {
      return files
          .map(file -> file.getFileName().toString())
          .filter(name -> name.endsWith(".json"))
          .map(name -> name.substring(0, name.length() - ".json".length()))
          .collect(Collectors.toSet());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
