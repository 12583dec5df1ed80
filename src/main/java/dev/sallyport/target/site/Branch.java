package dev.sallyport.target.site;

import java.io.File;
import java.io.IOException;
import java.util.concurrent.locks.LockSupport;
import org.eclipse.jgit.lib.Constants;
import org.eclipse.jgit.lib.ObjectId;
import org.eclipse.jgit.lib.Ref;
import org.eclipse.jgit.lib.RefUpdate;
import org.eclipse.jgit.lib.Repository;
import org.jspecify.annotations.Nullable;

/// The branch that changes go to, moved only from a commit that the mover names.
final class Branch {
  /// How often a branch that another process holds locked is tried.
  private static final int MOST_TRIES = 50;

  private static final long BETWEEN_TRIES_NANOS = 20_000_000;

  enum Move {
    MOVED,
    /// The branch was not at the commit that it was to be moved from.
    ELSEWHERE,
    /// Another process kept the branch locked; it is where it was.
    LOCKED
  }

  private final Repository repository;
  private final String ref;

  Branch(Repository repository, String ref) {
    this.repository = repository;
    this.ref = ref;
  }

  /// The branch's commit; null while it has none.
  ///
  /// @throws IOException also when the repository is not there, or when the branch's file is there
  ///     but names no commit, as after a power loss: JGit takes both for no branch, and a change
  ///     would then start the site anew
  @Nullable ObjectId head() throws IOException {
    ObjectId found = read();
    if (found == null && !new File(repository.getDirectory(), Constants.HEAD).exists()) {
      throw new IOException("the repository is not there");
    }
    if (found == null && new File(repository.getDirectory(), ref).exists()) {
      found = read(); // it may have been made just now
      if (found == null) {
        throw new IOException("the file of the branch " + ref + " is damaged");
      }
    }
    return found;
  }

  private @Nullable ObjectId read() throws IOException {
    Ref found = repository.exactRef(ref);
    return found == null ? null : found.getObjectId();
  }

  /// Moves the branch if it still is where it is said to be, as git's own `update-ref` does: under
  /// the lock file that every git respects.
  Move move(@Nullable ObjectId from, ObjectId to, String why) throws IOException {
    ObjectId expected = from == null ? ObjectId.zeroId() : from;
    for (int tries = 0; tries < MOST_TRIES; tries++) {
      RefUpdate update = repository.updateRef(ref);
      update.setExpectedOldObjectId(expected);
      update.setNewObjectId(to);
      update.setRefLogMessage("sallyport: " + why, false);
      RefUpdate.Result result = update.update();
      switch (result) {
        case NEW, FAST_FORWARD -> {
          return Move.MOVED;
        }
        case LOCK_FAILURE -> {
          ObjectId head = head();
          if (!expected.equals(head == null ? ObjectId.zeroId() : head)) {
            return Move.ELSEWHERE;
          }
          LockSupport.parkNanos(BETWEEN_TRIES_NANOS);
        }
        default -> throw new IOException("the branch could not be moved: " + result);
      }
    }
    return Move.LOCKED;
  }
}
