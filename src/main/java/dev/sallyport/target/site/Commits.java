package dev.sallyport.target.site;

import dev.sallyport.domain.ExecutionId;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.eclipse.jgit.lib.ObjectId;
import org.eclipse.jgit.lib.Repository;
import org.eclipse.jgit.revwalk.RevCommit;
import org.eclipse.jgit.revwalk.RevWalk;
import org.eclipse.jgit.storage.file.FileRepositoryBuilder;

/// What a site's branch itself tells of its changes, whoever asks: an independent witness of what
/// was executed how often.
public final class Commits {
  private Commits() {}

  /// A commit of the branch.
  ///
  /// @param execution the execution that made it; empty where none did
  public record Made(String id, Optional<ExecutionId> execution) {}

  /// The newest commits of the branch, newest first, at most `most`.
  public static List<Made> newestFirst(Path repository, String branch, int most)
      throws IOException {
    try (Repository opened =
            new FileRepositoryBuilder().setGitDir(repository.toFile()).setMustExist(true).build();
        RevWalk walk = new RevWalk(opened)) {
      List<Made> found = new ArrayList<>();
      ObjectId head = new Branch(opened, "refs/heads/" + branch).head();
      RevCommit commit = head == null ? null : walk.parseCommit(head);
      while (commit != null && found.size() < most) {
        found.add(
            new Made(commit.name(), CommitText.read(commit).map(CommitText.Trailers::execution)));
        commit = commit.getParentCount() == 0 ? null : walk.parseCommit(commit.getParent(0));
      }
      return found;
    }
  }
}
