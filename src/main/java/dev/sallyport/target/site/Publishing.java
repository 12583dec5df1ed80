package dev.sallyport.target.site;

import dev.sallyport.checkpoint.Checkpoint;
import dev.sallyport.target.Run;
import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemException;
import java.time.InstantSource;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;
import org.eclipse.jgit.lib.ObjectId;
import org.eclipse.jgit.lib.Repository;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Makes a commit what readers of the published folder see: written beside, recorded, switched to.
final class Publishing {
  private static final Logger log = LoggerFactory.getLogger(Publishing.class);

  private final Repository repository;
  private final Releases releases;
  private final Deployments deployments;
  private final Belonging belonging;
  private final ReleaseFiles files;
  private final InstantSource clock;
  private final int keepReleases;
  private final Checkpoint.Listener checkpoints;

  Publishing(
      Repository repository,
      SiteConfig config,
      ReleaseFiles files,
      InstantSource clock,
      Checkpoint.Listener checkpoints) {
    this.repository = repository;
    this.releases = new Releases(config.publish(), files);
    this.deployments = new Deployments(config.publish(), files);
    this.belonging =
        new Belonging(repository.getDirectory().toPath(), config.publish(), files, clock);
    this.files = files;
    this.clock = clock;
    this.keepReleases = config.keepReleases();
    this.checkpoints = checkpoints;
  }

  Releases releases() {
    return releases;
  }

  Deployments deployments() {
    return deployments;
  }

  Belonging belonging() {
    return belonging;
  }

  /// Writes the release without showing it; a failure's sentence, or nothing.
  Optional<String> prepare(ObjectId commit, Run run) {
    try {
      int written =
          releases.prepare(commit, new TreeExport(repository, commit, files, run::report));
      run.report("wrote release " + commit.name() + ": " + Assessment.counted(written, "file"));
      checkpoints.reached(Checkpoint.RELEASE_WRITTEN);
      return Optional.empty();
    } catch (IOException failed) {
      log.warn("writing a release failed", failed);
      return Optional.of("The release could not be written: " + why(failed));
    }
  }

  /// Shows a prepared release to readers; a failure's sentence, or nothing.
  Optional<String> show(ObjectId commit, Run run) {
    try {
      if (!belonging.holds()) {
        belonging.renew(run.fence());
      }
      ObjectId before = releases.current().orElse(null);
      deployments.record(
          new Deployments.Deployment(
              run.execution(), run.change(), commit, before, clock.instant()));
      checkpoints.reached(Checkpoint.DEPLOYMENT_RECORDED);
      if (!commit.equals(before)) {
        releases.activate(commit);
      }
      checkpoints.reached(Checkpoint.PUBLISHED);
    } catch (IOException failed) {
      log.warn("switching to a release failed", failed);
      if (!isCurrent(commit)) {
        return Optional.of("The published folder could not be switched: " + why(failed));
      }
    }
    removeOld();
    return Optional.empty();
  }

  /// Takes back what [#prepare] wrote for a change that will not be shown.
  void discard(ObjectId commit) {
    try {
      releases.discard(commit);
    } catch (IOException failed) {
      log.warn("a release that is not shown could not be removed", failed);
    }
  }

  private boolean isCurrent(ObjectId commit) {
    try {
      return releases.current().filter(commit::equals).isPresent();
    } catch (IOException unreadable) {
      return false;
    }
  }

  /// A failure here leaves too much behind and nothing wrong, so the deployment stands.
  private void removeOld() {
    try {
      Set<ObjectId> kept = new HashSet<>();
      for (Deployments.Deployment deployment : deployments.newestFirst()) {
        if (kept.size() < keepReleases) {
          kept.add(deployment.commit());
        }
      }
      releases.keepOnly(kept);
      deployments.clean();
    } catch (IOException failed) {
      log.warn("old releases could not be removed", failed);
    }
  }

  /// What went wrong, without a path of the machine.
  private static String why(IOException failed) {
    if (failed instanceof TreeExport.UnpublishableException) {
      return failed.getMessage() + ".";
    }
    if (failed instanceof AccessDeniedException) {
      return "the gate may not write there.";
    }
    String reason =
        failed instanceof FileSystemException system ? system.getReason() : failed.getMessage();
    if (reason != null && (reason.contains("No space left") || reason.contains("quota"))) {
      return "the disk is full.";
    }
    return "the file system refused a write; the gate's log has the details.";
  }
}
