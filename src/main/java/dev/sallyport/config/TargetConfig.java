package dev.sallyport.config;

import dev.sallyport.domain.TargetName;
import dev.sallyport.target.command.CommandConfig;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

/// One declared target; each kind has its own record.
public sealed interface TargetConfig {
  TargetName name();

  Policy policy();

  /// A git repository with a published directory. Every path is absolute.
  ///
  /// @param repository a bare repository, made when absent
  /// @param importFrom the folder or repository that a fresh `repository` starts with
  /// @param publish the folder that holds `releases` and `current`
  /// @param branch whose head is the target's state
  /// @param protect globs of paths that no change may touch
  /// @param keepReleases how many releases stay on disk, the current one included
  record Site(
      TargetName name,
      Path repository,
      Optional<Path> importFrom,
      Path publish,
      String branch,
      List<String> protect,
      int keepReleases,
      Policy policy)
      implements TargetConfig {
    public static final String DEFAULT_BRANCH = "main";
    public static final int DEFAULT_KEEP_RELEASES = 5;
    public static final Range<Integer> KEEP_RELEASES = new Range<>(1, 1000);
    public static final int MOST_PROTECT = 1000;

    // Narrower than git-check-ref-format(1): plain names, with folders.
    private static final Pattern BRANCH =
        Pattern.compile(
            "(?!.*(?:\\.\\.|//|/\\.|\\.lock(?:/|$)|[./]$))[A-Za-z0-9][A-Za-z0-9._/-]{0,199}");

    public Site {
      absolute("repository", repository);
      importFrom.ifPresent(path -> absolute("import", path));
      absolute("publish", publish);
      if (!isBranch(branch)) {
        throw new IllegalArgumentException("branch must be the name of a branch, not " + branch);
      }
      if (protect.size() > MOST_PROTECT) {
        throw new IllegalArgumentException("protect must be at most " + MOST_PROTECT + " globs");
      }
      protect = List.copyOf(protect);
      KEEP_RELEASES.require("keepReleases", keepReleases);
    }

    static boolean isBranch(String name) {
      return BRANCH.matcher(name).matches();
    }

    private static void absolute(String setting, Path path) {
      if (!path.isAbsolute()) {
        throw new IllegalArgumentException(setting + " must be an absolute path, not " + path);
      }
    }
  }

  /// A command-line tool.
  record Command(CommandConfig command, Policy policy) implements TargetConfig {
    @Override
    public TargetName name() {
      return command.name();
    }
  }
}
