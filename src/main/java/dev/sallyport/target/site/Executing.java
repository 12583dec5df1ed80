package dev.sallyport.target.site;

import dev.sallyport.target.Effect;
import dev.sallyport.target.PlanMaterial;
import dev.sallyport.target.Run;
import java.io.IOException;
import java.util.Optional;
import org.eclipse.jgit.lib.ObjectId;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/// Carries plans out: apply moves the branch, deploy shows its commit, rollback does both.
final class Executing {
  private static final Logger log = LoggerFactory.getLogger(Executing.class);

  private final Applying applying;
  private final Publishing publishing;
  private final Branch branch;
  private final History history;
  private final KeptPlans keptPlans;
  private final String branchName;

  Executing(
      Applying applying,
      Publishing publishing,
      Branch branch,
      History history,
      KeptPlans keptPlans,
      String branchName) {
    this.applying = applying;
    this.publishing = publishing;
    this.branch = branch;
    this.history = history;
    this.keptPlans = keptPlans;
    this.branchName = branchName;
  }

  Effect apply(PlanMaterial plan, Run run) {
    Applying.Result checked = applying.check(plan, run.execution());
    Applying.Result moved =
        checked instanceof Applying.Result.Ready ready
            ? applying.move(ready, "apply " + run.change())
            : checked;
    return effect(
        moved,
        run,
        candidate -> {
          run.report(branchName + " is now at " + candidate.commit().name());
          return new Effect.Done(applied(candidate));
        });
  }

  Effect deploy(PlanMaterial plan, Run run) {
    Optional<Candidate> candidate = Candidate.of(plan);
    if (candidate.isEmpty()) {
      return new Effect.Failed("The plan names no commit; nothing was touched.", nothing());
    }
    ObjectId commit = candidate.get().commit();
    try {
      if (history.carries(branch.head(), commit) != History.Carries.YES) {
        return new Effect.Stale(
            "The branch does not carry the change's commit; nothing was touched.");
      }
      Optional<ObjectId> current = publishing.releases().current();
      if (current.isPresent()
          && !current.get().equals(commit)
          && history.carries(current.get(), commit) == History.Carries.YES) {
        return new Effect.Stale(
            "A later commit, which holds this change, is published already; nothing was touched.");
      }
    } catch (IOException unreadable) {
      log.warn("the repository could not be read before a deploy", unreadable);
      return new Effect.Failed("The repository could not be read; nothing was touched.", nothing());
    }
    return publishing
        .prepare(commit, run)
        .or(() -> publishing.show(commit, run))
        .<Effect>map(detail -> new Effect.Failed(detail + " Readers see what they saw.", nothing()))
        .orElseGet(() -> new Effect.Done(published(candidate.get())));
  }

  /// Writes the release before it moves the branch, so that what most likely fails, a full disk,
  /// fails while nothing has been touched.
  Effect rollback(PlanMaterial plan, Run run) {
    Applying.Result checked = applying.check(plan, run.execution());
    if (checked instanceof Applying.Result.Ready ready) {
      ObjectId commit = ready.candidate().commit();
      Optional<String> failed = publishing.prepare(commit, run);
      if (failed.isPresent()) {
        return new Effect.Failed(failed.get() + " Nothing was rolled back.", nothing());
      }
      checked = applying.move(ready, "roll back " + run.change());
      if (!(checked instanceof Applying.Result.Applied)) {
        publishing.discard(commit);
      }
    }
    return effect(checked, run, candidate -> show(candidate, run));
  }

  private Effect show(Candidate candidate, Run run) {
    ObjectId commit = candidate.commit();
    return publishing
        .prepare(commit, run)
        .or(() -> publishing.show(commit, run))
        .<Effect>map(
            detail ->
                new Effect.Failed(
                    detail + " The branch is rolled back, but readers see what they saw.",
                    applied(candidate)))
        .orElseGet(() -> new Effect.Done(appliedAndPublished(candidate)));
  }

  private interface WhenApplied {
    Effect then(Candidate candidate);
  }

  private Effect effect(Applying.Result result, Run run, WhenApplied whenApplied) {
    return switch (result) {
      case Applying.Result.Applied applied -> {
        letGo(run);
        yield whenApplied.then(applied.candidate());
      }
      case Applying.Result.Ready _ -> throw new IllegalStateException("the branch was not moved");
      case Applying.Result.Stale stale -> new Effect.Stale(stale.detail());
      case Applying.Result.Failed failed -> new Effect.Failed(failed.detail(), nothing());
      case Applying.Result.Unknown unknown -> new Effect.Unknown(unknown.detail(), nothing());
    };
  }

  /// The branch keeps the commit from now on.
  private void letGo(Run run) {
    try {
      keptPlans.release(run.change());
    } catch (IOException failed) {
      log.warn("an applied plan's ref could not be removed", failed);
    }
  }

  ObjectNode applied(Candidate candidate) {
    return nothing().put("commit", candidate.commit().name()).put("branch", branchName);
  }

  ObjectNode published(Candidate candidate) {
    return nothing().put("release", candidate.commit().name()).put("published", true);
  }

  ObjectNode appliedAndPublished(Candidate candidate) {
    ObjectNode output = applied(candidate);
    output.setAll(published(candidate));
    return output;
  }

  private static ObjectNode nothing() {
    return JsonNodeFactory.instance.objectNode();
  }
}
