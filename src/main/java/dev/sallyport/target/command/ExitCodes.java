package dev.sallyport.target.command;

import java.util.Map;
import java.util.Objects;

/// What a step's exit codes mean.
///
/// @param meanings those that differ from the usual
public record ExitCodes(Map<Integer, Meaning> meanings) {
  public static final ExitCodes USUAL = new ExitCodes(Map.of());
  public static final int MOST = 255;

  /// A code above is how a shell, and Java, say that a signal ended the process.
  private static final int SIGNALLED = 128;

  /// What a tool says by ending with a code.
  public enum Meaning {
    SUCCEEDED,
    FAILED,
    /// There was nothing to do.
    UNCHANGED,
    /// The target is no longer what the plan starts from; nothing was touched.
    STALE,
    /// It cannot tell.
    UNKNOWN
  }

  public ExitCodes {
    meanings = Map.copyOf(meanings);
    for (int code : meanings.keySet()) {
      if (code < 0 || code > MOST) {
        throw new IllegalArgumentException("an exit code is from 0 to " + MOST + ", not " + code);
      }
    }
  }

  /// Zero succeeded, and everything else failed; but who was ended by a signal did not say so
  /// itself, and a probe says by 1 that it did not happen and by what is higher that it cannot
  /// tell.
  Meaning of(Step step, int code) {
    Meaning configured = meanings.get(code);
    if (configured != null) {
      return Objects.requireNonNull(configured);
    }
    if (code == 0) {
      return Meaning.SUCCEEDED;
    }
    boolean cannotTell = step == Step.PROBE ? code > 1 : code > SIGNALLED;
    return cannotTell ? Meaning.UNKNOWN : Meaning.FAILED;
  }
}
