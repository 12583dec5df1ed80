package dev.sallyport.checkpoint;

/// The points on a request's way at which a crash would matter most, in the order in which a change
/// comes by them. The crash tests stop a gate at each of them; in production nobody listens.
public enum Checkpoint {
  PREVIEW_CLAIMED,
  /// The target holds the plan; the store does not.
  PREVIEW_PLANNED,
  /// Inside the transaction that records a preview, before it commits.
  PREVIEW_WRITTEN,
  PREVIEW_RECORDED,
  /// Inside the transaction that takes down a decision on a change, before it commits.
  DECISION_WRITTEN,
  DECIDED,
  BEFORE_BEGIN,
  /// Inside the transaction that begins an execution: the token is consumed, nothing else is done.
  TOKEN_USED,
  /// Inside the same transaction, before it commits.
  BEGIN_WRITTEN,
  BEGUN,
  TARGET_ENTERED,
  /// A site's branch bears the change.
  BRANCH_MOVED,
  /// A site's release is whole and nobody sees it.
  RELEASE_WRITTEN,
  /// The site's own record of the deployment is on disk; readers see what they saw.
  DEPLOYMENT_RECORDED,
  /// Readers of a site see the release.
  PUBLISHED,
  /// A command is ready to run and not on record.
  COMMAND_PREPARED,
  /// It is on record that a command begins; it has not yet.
  COMMAND_RECORDED,
  COMMAND_STARTED,
  /// A command has ended by itself; how is not on record.
  COMMAND_ENDED,
  TARGET_RETURNED,
  BEFORE_FINISH,
  /// Inside the transaction that records an ending, be it the run's own or a settlement's, before
  /// it commits.
  FINISH_WRITTEN,
  FINISHED,
  BEFORE_RESPOND;

  /// Is told when a point is reached, by the thread that reached it.
  @FunctionalInterface
  public interface Listener {
    void reached(Checkpoint checkpoint);

    Listener NONE = checkpoint -> {};
  }
}
