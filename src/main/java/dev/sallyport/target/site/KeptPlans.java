package dev.sallyport.target.site;

import dev.sallyport.domain.ChangeId;
import dev.sallyport.domain.Ids;
import dev.sallyport.target.Target.KeptPlan;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.atomic.AtomicReference;
import org.eclipse.jgit.errors.IncorrectObjectTypeException;
import org.eclipse.jgit.errors.MissingObjectException;
import org.eclipse.jgit.lib.ObjectId;
import org.eclipse.jgit.lib.Ref;
import org.eclipse.jgit.lib.RefUpdate;
import org.eclipse.jgit.lib.Repository;
import org.eclipse.jgit.revwalk.RevWalk;

/// Keeps the commits of plans that may still be applied: a ref each, so that no `git gc` takes
/// them. One goes when its plan is applied, when its change has ended, when it is older than any
/// confirmation or approval may wait, or when there are too many.
final class KeptPlans {
  static final String REFS = "refs/sallyport/plans/";
  static final Duration KEPT_FOR = Duration.ofDays(30);
  private static final Duration BETWEEN_CLEANINGS = Duration.ofHours(1);

  private final Repository repository;
  private final InstantSource clock;
  private final int most;
  private final AtomicReference<Instant> nextCleaning = new AtomicReference<>(Instant.MIN);

  KeptPlans(Repository repository, InstantSource clock, int most) {
    this.repository = repository;
    this.clock = clock;
    this.most = most;
  }

  void keep(ChangeId change, ObjectId commit) throws IOException {
    cleanNowAndThen();
    RefUpdate update = repository.updateRef(REFS + change);
    update.setNewObjectId(commit);
    update.disableRefLog();
    RefUpdate.Result result = update.forceUpdate();
    switch (result) {
      case NEW, FORCED, NO_CHANGE, FAST_FORWARD -> {}
      default -> throw new IOException("the plan's commit could not be kept: " + result);
    }
  }

  /// Those that there are.
  List<KeptPlan> all() throws IOException {
    List<KeptPlan> all = new ArrayList<>();
    try (RevWalk walk = new RevWalk(repository)) {
      for (Ref ref : repository.getRefDatabase().getRefsByPrefix(REFS)) {
        String change = ref.getName().substring(REFS.length());
        if (Ids.isValid(ChangeId.PREFIX, change)) {
          all.add(new KeptPlan(new ChangeId(change), madeAt(ref, walk)));
        }
      }
    }
    return all;
  }

  /// Lets go of a plan's commit: it is on the branch now, or never will be.
  void release(ChangeId change) throws IOException {
    delete(REFS + change);
  }

  private void cleanNowAndThen() throws IOException {
    Instant now = clock.instant();
    Instant next = nextCleaning.get();
    if (now.isBefore(next) || !nextCleaning.compareAndSet(next, now.plus(BETWEEN_CLEANINGS))) {
      return;
    }
    clean(now.minus(KEPT_FOR));
  }

  private void clean(Instant oldest) throws IOException {
    record Kept(String ref, Instant since) {}
    List<Kept> kept = new ArrayList<>();
    try (RevWalk walk = new RevWalk(repository)) {
      for (Ref ref : repository.getRefDatabase().getRefsByPrefix(REFS)) {
        kept.add(new Kept(ref.getName(), madeAt(ref, walk)));
      }
    }
    kept.sort(Comparator.comparing(Kept::since).reversed());
    for (int at = 0; at < kept.size(); at++) {
      if (at >= most || kept.get(at).since().isBefore(oldest)) {
        delete(kept.get(at).ref());
      }
    }
  }

  /// When a plan was made; long ago where its commit is missing, so that its ref goes.
  private static Instant madeAt(Ref ref, RevWalk walk) throws IOException {
    try {
      return Instant.ofEpochSecond(walk.parseCommit(ref.getObjectId()).getCommitTime());
    } catch (MissingObjectException | IncorrectObjectTypeException notACommit) {
      return Instant.EPOCH;
    }
  }

  private void delete(String name) throws IOException {
    if (repository.exactRef(name) == null) {
      return;
    }
    RefUpdate update = repository.updateRef(name);
    update.setForceUpdate(true);
    update.delete();
  }
}
