package dev.sallyport.target.site;

import dev.sallyport.checkpoint.Checkpoint;
import dev.sallyport.domain.ExecutionId;
import dev.sallyport.target.PlanMaterial;
import java.io.IOException;
import java.util.Optional;
import org.eclipse.jgit.errors.MissingObjectException;
import org.eclipse.jgit.lib.ObjectId;
import org.eclipse.jgit.lib.Repository;
import org.eclipse.jgit.revwalk.RevCommit;
import org.eclipse.jgit.revwalk.RevWalk;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Puts a plan's commit on the branch: exactly that one, and only from where the plan starts.
final class Applying {
  private static final Logger log = LoggerFactory.getLogger(Applying.class);

  private final Repository repository;
  private final Branch branch;
  private final Checkpoint.Listener checkpoints;

  Applying(Repository repository, Branch branch, Checkpoint.Listener checkpoints) {
    this.repository = repository;
    this.branch = branch;
    this.checkpoints = checkpoints;
  }

  /// What a check or a move of the branch came to.
  sealed interface Result {
    /// The branch may be moved.
    record Ready(Candidate candidate, @Nullable ObjectId from) implements Result {}

    /// The branch bears the plan's commit.
    record Applied(Candidate candidate) implements Result {}

    record Stale(String detail) implements Result {}

    record Failed(String detail) implements Result {}

    record Unknown(String detail) implements Result {}
  }

  /// Whether the plan still fits the branch and its commit is exactly what was planned. Changes
  /// nothing.
  Result check(PlanMaterial plan, ExecutionId execution) {
    try {
      Optional<Candidate> candidate = Candidate.of(plan);
      if (candidate.isEmpty()) {
        return new Result.Failed("The plan names no commit; nothing was touched.");
      }
      ObjectId head = branch.head();
      boolean already = candidate.get().commit().equals(head);
      if (!already && !Base.fingerprint(head).equals(plan.base())) {
        return new Result.Stale(
            "The branch has moved since the preview; nothing was touched. Preview again.");
      }
      Optional<String> other = differsFrom(plan, candidate.get(), execution);
      if (other.isPresent()) {
        return new Result.Stale(other.get() + " Nothing was touched. Preview again.");
      }
      return already
          ? new Result.Applied(candidate.get())
          : new Result.Ready(candidate.get(), head);
    } catch (IOException unreadable) {
      log.warn("the repository could not be read before an apply", unreadable);
      return new Result.Failed("The repository could not be read; nothing was touched.");
    }
  }

  /// How the stored commit differs from what was planned; empty when it does not.
  private Optional<String> differsFrom(
      PlanMaterial plan, Candidate candidate, ExecutionId execution) throws IOException {
    try (RevWalk walk = new RevWalk(repository)) {
      RevCommit commit = walk.parseCommit(candidate.commit());
      boolean grows =
          commit.getParentCount() == 0
              ? plan.base().equals(Base.EMPTY)
              : commit.getParentCount() == 1 && commit.getParent(0).name().equals(plan.base());
      boolean own =
          CommitText.read(commit).filter(said -> said.execution().equals(execution)).isPresent();
      return grows && own && commit.getTree().equals(candidate.tree())
          ? Optional.empty()
          : Optional.of("The plan's commit is not what was previewed.");
    } catch (MissingObjectException gone) {
      return Optional.of("The plan's commit is no longer kept.");
    }
  }

  Result move(Result.Ready ready, String why) {
    Candidate candidate = ready.candidate();
    try {
      return switch (branch.move(ready.from(), candidate.commit(), why)) {
        case MOVED -> {
          checkpoints.reached(Checkpoint.BRANCH_MOVED);
          yield new Result.Applied(candidate);
        }
        case ELSEWHERE ->
            new Result.Stale(
                "The branch was moved by somebody else just now; nothing was touched. Preview again.");
        case LOCKED ->
            new Result.Failed(
                "Another process keeps the branch locked; nothing was touched. If none is at work on"
                    + " the repository, remove the branch's .lock file in it.");
      };
    } catch (IOException failed) {
      log.warn("moving the branch failed", failed);
      return whereItIs(ready);
    }
  }

  /// After a failure in the middle of a move, only the branch itself can say what happened.
  private Result whereItIs(Result.Ready ready) {
    try {
      ObjectId head = branch.head();
      if (ready.candidate().commit().equals(head)) {
        return new Result.Applied(ready.candidate());
      }
      return new Result.Failed(
          "The branch could not be moved (is the disk full, the repository writable?); it does not"
              + " carry the change.");
    } catch (IOException unreadable) {
      log.warn("the branch could not be read after a failed move", unreadable);
      return new Result.Unknown(
          "The repository could not be read after the branch was to be moved.");
    }
  }
}
