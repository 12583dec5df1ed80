package dev.sallyport.target.site;

import dev.sallyport.domain.TargetName;
import java.nio.file.Path;
import java.util.List;
import org.eclipse.jgit.lib.Repository;
import org.jspecify.annotations.Nullable;

/// What an operator declares of one site.
///
/// @param repository the bare git repository; made when absent
/// @param importFrom a folder or a local git repository that a new repository starts from
/// @param publish the folder that holds `current` and `releases`
/// @param branch the branch that changes go to
/// @param protect globs of paths that no proposal may touch; `*` stays inside one name, `**` does
///     not
/// @param keepReleases how many releases stay in the published folder, the current one among them
public record SiteConfig(
    TargetName name,
    Path repository,
    @Nullable Path importFrom,
    Path publish,
    String branch,
    List<String> protect,
    int keepReleases,
    SiteLimits limits) {
  public static final String DEFAULT_BRANCH = "main";
  public static final int DEFAULT_KEEP_RELEASES = 5;
  public static final int MOST_KEPT_RELEASES = 1_000;

  public SiteConfig {
    protect = List.copyOf(protect);
    repository = repository.toAbsolutePath().normalize();
    publish = publish.toAbsolutePath().normalize();
    if (repository.startsWith(publish) || publish.startsWith(repository)) {
      throw new IllegalArgumentException(
          "repository and publish must be two folders, neither inside the other");
    }
    if (!Repository.isValidRefName("refs/heads/" + branch)) {
      throw new IllegalArgumentException("branch is not a name that git takes for a branch");
    }
    if (keepReleases < 1 || keepReleases > MOST_KEPT_RELEASES) {
      throw new IllegalArgumentException(
          "keepReleases must be from 1 to " + MOST_KEPT_RELEASES + ", not " + keepReleases);
    }
    ProtectedPaths unused = new ProtectedPaths(protect);
  }

  /// A site with every setting that has a default left at it.
  public static SiteConfig of(TargetName name, Path repository, Path publish) {
    return new SiteConfig(
        name,
        repository,
        null,
        publish,
        DEFAULT_BRANCH,
        List.of(),
        DEFAULT_KEEP_RELEASES,
        SiteLimits.DEFAULTS);
  }

  String branchRef() {
    return "refs/heads/" + branch;
  }
}
