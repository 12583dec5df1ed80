package dev.sallyport.target.site;

import dev.sallyport.target.CutOff;
import dev.sallyport.target.PlanMaterial;
import dev.sallyport.target.Settlement;
import java.io.IOException;
import java.util.Optional;
import org.eclipse.jgit.errors.MissingObjectException;
import org.eclipse.jgit.lib.ObjectId;
import org.eclipse.jgit.lib.Repository;
import org.eclipse.jgit.revwalk.RevWalk;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/// Answers whether an execution that was cut off took effect: the branch carries its commit or does
/// not, and the published folder shows it or does not.
final class Settling {
  private final Repository repository;
  private final Branch branch;
  private final History history;
  private final Publishing publishing;
  private final Executing executing;

  Settling(
      Repository repository,
      Branch branch,
      History history,
      Publishing publishing,
      Executing executing) {
    this.repository = repository;
    this.branch = branch;
    this.history = history;
    this.publishing = publishing;
    this.executing = executing;
  }

  /// What is found of one half of an execution.
  private sealed interface Trace {
    record Found() implements Trace {}

    record Absent(String detail) implements Trace {}

    record Unclear(String detail) implements Trace {}
  }

  Settlement settle(PlanMaterial plan, CutOff cutOff) throws IOException {
    Optional<Candidate> named = Candidate.of(plan);
    if (named.isEmpty()) {
      return new Settlement.CannotTell("The plan names no commit to look for.");
    }
    Candidate candidate = named.get();
    if (!has(plan.base())) {
      return new Settlement.CannotTell(
          "The repository does not hold what the plan starts from, so it is not the one that was"
              + " planned on.");
    }
    return switch (cutOff.action()) {
      case APPLY -> settlement(onBranch(candidate, cutOff), executing.applied(candidate), none());
      case DEPLOY -> settlement(shown(candidate, cutOff), executing.published(candidate), none());
      case ROLLBACK, AUTO -> both(candidate, cutOff);
      case PLAN, PREVIEW, STATUS, LIST, READ ->
          new Settlement.CannotTell("This action runs no execution.");
    };
  }

  /// Whether that is a state the repository has been in, as far as it can know.
  private boolean has(String base) throws IOException {
    return base.equals(Base.EMPTY)
        || (ObjectId.isId(base) && repository.getObjectDatabase().has(ObjectId.fromString(base)));
  }

  private Settlement both(Candidate candidate, CutOff cutOff) throws IOException {
    Trace onBranch = onBranch(candidate, cutOff);
    if (!(onBranch instanceof Trace.Found)) {
      return settlement(onBranch, none(), none());
    }
    Trace shown =
        shown(candidate, cutOff) instanceof Trace.Absent absent
            ? new Trace.Absent("The branch carries the commit, but: " + absent.detail())
            : shown(candidate, cutOff);
    return settlement(
        shown, executing.appliedAndPublished(candidate), executing.applied(candidate));
  }

  private static Settlement settlement(Trace trace, ObjectNode whole, ObjectNode part) {
    return switch (trace) {
      case Trace.Found _ -> new Settlement.Happened(whole);
      case Trace.Absent absent -> new Settlement.DidNotHappen(absent.detail(), part);
      case Trace.Unclear unclear -> new Settlement.CannotTell(unclear.detail());
    };
  }

  private Trace onBranch(Candidate candidate, CutOff cutOff) throws IOException {
    // First, since only a repository that is there can lack the commit.
    ObjectId head = branch.head();
    if (!bearsTrailer(candidate, cutOff)) {
      return new Trace.Absent("The branch does not carry a commit of this execution.");
    }
    return switch (history.carries(head, candidate.commit())) {
      case YES -> new Trace.Found();
      case NO -> new Trace.Absent("The branch does not carry the execution's commit.");
      case NOT_WITHIN_LIMIT ->
          new Trace.Unclear(
              "The branch's history is longer than what is searched (limit commitsWalked).");
    };
  }

  private boolean bearsTrailer(Candidate candidate, CutOff cutOff) throws IOException {
    try (RevWalk walk = new RevWalk(repository)) {
      return CommitText.read(walk.parseCommit(candidate.commit()))
          .filter(trailers -> trailers.execution().equals(cutOff.execution()))
          .isPresent();
    } catch (MissingObjectException neverStored) {
      return false;
    }
  }

  /// The record of a deployment is written before readers see it, so without one it did not happen;
  /// with one, what readers see now tells.
  private Trace shown(Candidate candidate, CutOff cutOff) throws IOException {
    if (!publishing.belonging().holds()) {
      return new Trace.Unclear(
          "The published folder is not there, or is not the one that the site is published to.");
    }
    if (history.carries(branch.head(), candidate.commit()) == History.Carries.NO) {
      return new Trace.Unclear(
          "The repository does not carry what was applied before, so it is not the one that was"
              + " published from.");
    }
    Optional<Deployments.Deployment> recorded = publishing.deployments().of(cutOff.execution());
    Optional<ObjectId> current = publishing.releases().current();
    if (recorded.isEmpty() && publishing.belonging().isNewerThan(cutOff.fence())) {
      return new Trace.Unclear(
          "The published folder took another one's place since, and knows nothing of what was"
              + " published before.");
    }
    if (recorded.isEmpty() || !recorded.get().commit().equals(candidate.commit())) {
      return new Trace.Absent("The commit was not published by this execution.");
    }
    if (current.filter(candidate.commit()::equals).isPresent()) {
      return new Trace.Found();
    }
    return current.equals(Optional.ofNullable(recorded.get().before()))
        ? new Trace.Absent("The published folder was not switched to the commit.")
        : new Trace.Unclear("Another commit has been published since.");
  }

  private static ObjectNode none() {
    return JsonNodeFactory.instance.objectNode();
  }
}
