package dev.sallyport.target.site;

import dev.sallyport.fixture.Finished;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/// The real `git`, with a configuration of its own alone.
final class Git {
  private Git() {}

  /// What `git` prints; an error when it fails.
  static String in(Path folder, String... arguments) {
    Result result = run(folder, arguments);
    if (result.status() != 0) {
      throw new AssertionError(
          "git " + List.of(arguments) + " exited " + result.status() + ": " + result.output());
    }
    return result.output();
  }

  record Result(int status, String output) {}

  static Result run(Path folder, String... arguments) {
    List<String> command = new ArrayList<>(List.of("git"));
    command.addAll(List.of(arguments));
    ProcessBuilder builder = new ProcessBuilder(command).directory(folder.toFile());
    builder.redirectErrorStream(true);
    Map<String, String> environment = builder.environment();
    environment.put("GIT_CONFIG_GLOBAL", "/dev/null");
    environment.put("GIT_CONFIG_SYSTEM", "/dev/null");
    environment.put("GIT_AUTHOR_NAME", "Somebody");
    environment.put("GIT_AUTHOR_EMAIL", "somebody@example.org");
    environment.put("GIT_COMMITTER_NAME", "Somebody");
    environment.put("GIT_COMMITTER_EMAIL", "somebody@example.org");
    environment.put("LC_ALL", "C.UTF-8");
    Finished finished = Finished.of(builder);
    return new Result(finished.status(), finished.out());
  }

  /// A work tree of the repository, in which a test does what others do.
  static Path cloneOf(Path repository, Path to) {
    in(repository, "clone", "-q", repository.toString(), to.toString());
    return to;
  }

  /// Commits all that is in the work tree and pushes it.
  static void commitAndPush(Path workTree, String message) {
    in(workTree, "add", "-A");
    in(workTree, "commit", "-q", "-m", message);
    in(workTree, "push", "-q", "origin", "HEAD");
  }
}
