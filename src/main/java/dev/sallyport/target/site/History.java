package dev.sallyport.target.site;

import java.io.IOException;
import java.util.Optional;
import org.eclipse.jgit.errors.MissingObjectException;
import org.eclipse.jgit.lib.ObjectId;
import org.eclipse.jgit.lib.Repository;
import org.eclipse.jgit.revwalk.RevCommit;
import org.eclipse.jgit.revwalk.RevWalk;
import org.jspecify.annotations.Nullable;

/// What a branch's commits say of the changes that were applied; never walked further than a limit.
final class History {
  private final Repository repository;
  private final int limit;

  History(Repository repository, int limit) {
    this.repository = repository;
    this.limit = limit;
  }

  enum Carries {
    YES,
    NO,
    /// The history is longer than the limit, and the commit was not in what was walked.
    NOT_WITHIN_LIMIT
  }

  /// Whether a commit is the head or one of those it grew from.
  Carries carries(@Nullable ObjectId head, ObjectId commit) throws IOException {
    if (head == null) {
      return Carries.NO;
    }
    try (RevWalk walk = new RevWalk(repository)) {
      walk.markStart(walk.parseCommit(head));
      for (int walked = 0; walked < limit; walked++) {
        RevCommit next = walk.next();
        if (next == null) {
          return Carries.NO;
        }
        if (next.equals(commit)) {
          return Carries.YES;
        }
      }
      return walk.next() == null ? Carries.NO : Carries.NOT_WITHIN_LIMIT;
    } catch (MissingObjectException gone) {
      return Carries.NO;
    }
  }

  /// The change that a rollback takes back.
  ///
  /// @param commit the commit that applied it
  /// @param before the tree of before it
  /// @param alsoUndone how many commits of others since then go with it
  record Applied(ObjectId commit, CommitText.Trailers trailers, ObjectId before, int alsoUndone) {}

  /// The last applied change that has not been taken back and whose tree of before differs from the
  /// head's.
  ///
  /// A rollback's commit has the tree of before the change that it took back, so the walk goes on
  /// from there: nothing between the two is left in the tree.
  Optional<Applied> lastApplied(@Nullable ObjectId head) throws IOException {
    if (head == null) {
      return Optional.empty();
    }
    try (RevWalk walk = new RevWalk(repository)) {
      RevCommit top = walk.parseCommit(head);
      RevCommit at = top;
      int others = 0;
      for (int walked = 0; at != null && walked < limit; walked++) {
        Optional<CommitText.Trailers> trailers = CommitText.read(at);
        Optional<RevCommit> takenBack = takenBack(at, trailers, walk);
        if (takenBack.isPresent()) {
          at = parent(takenBack.get(), walk);
          continue;
        }
        ObjectId before = treeBefore(at, walk);
        if (trailers.isPresent() && !before.equals(top.getTree())) {
          return Optional.of(new Applied(at.toObjectId(), trailers.get(), before, others));
        }
        others += trailers.isPresent() ? 0 : 1;
        at = parent(at, walk);
      }
      return Optional.empty();
    }
  }

  private static Optional<RevCommit> takenBack(
      RevCommit commit, Optional<CommitText.Trailers> trailers, RevWalk walk) throws IOException {
    Optional<ObjectId> named = trailers.flatMap(CommitText.Trailers::rollsBack);
    if (named.isEmpty()) {
      return Optional.empty();
    }
    try {
      RevCommit change = walk.parseCommit(named.get());
      // Anybody who may push can write a trailer, so it counts only where the tree bears it out.
      return treeBefore(change, walk).equals(commit.getTree())
          ? Optional.of(change)
          : Optional.empty();
    } catch (MissingObjectException gone) {
      return Optional.empty();
    }
  }

  private static ObjectId treeBefore(RevCommit commit, RevWalk walk) throws IOException {
    RevCommit parent = parent(commit, walk);
    return parent == null ? Trees.EMPTY : parent.getTree();
  }

  private static @Nullable RevCommit parent(RevCommit commit, RevWalk walk) throws IOException {
    return commit.getParentCount() == 0 ? null : walk.parseCommit(commit.getParent(0));
  }
}
