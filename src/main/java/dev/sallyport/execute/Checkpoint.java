package dev.sallyport.execute;

/// The points of an execution's way at which a crash would matter most. The crash tests stop a gate
// at
/// each of them; in production nobody listens.
public enum Checkpoint {
  PREVIEW_CLAIMED,
  PREVIEW_PLANNED,
  PREVIEW_RECORDED,
  BEFORE_BEGIN,
  BEGUN,
  TARGET_ENTERED,
  TARGET_RETURNED,
  BEFORE_FINISH,
  FINISHED,
  BEFORE_RESPOND;

  /// Is told when a point is reached.
  @FunctionalInterface
  public interface Listener {
    void reached(Checkpoint checkpoint);

    Listener NONE = checkpoint -> {};
  }
}
