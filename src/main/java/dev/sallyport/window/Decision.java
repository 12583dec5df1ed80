package dev.sallyport.window;

import java.util.List;

/// What windows that were asked together came to; with how each stands afterwards, in their order.
public sealed interface Decision {
  List<WindowReading> readings();

  /// Every window had room, and every one was charged.
  sealed interface Admitted extends Decision {}

  /// Several windows, or one in a store, had room and were charged.
  record AllAdmitted(List<WindowReading> readings) implements Admitted {}

  /// A window in memory had room and was charged. It is the answer that is given most often, so it
  /// holds no more than its numbers: the memory that answers take pushes the windows themselves
  /// out of the processor's reach.
  ///
  /// @param untilMore as [WindowReading#untilMore]; no more than a span and the little that a clock
  ///     may be put back
  record OneAdmitted(Window window, int remaining, int untilMore) implements Admitted {
    @Override
    public List<WindowReading> readings() {
      return List.of(new WindowReading(window, remaining, untilMore, 0, 0, false));
    }
  }

  /// At least one was full: nothing was charged anywhere, and each full one's block began.
  record Full(List<WindowReading> readings) implements Decision {}

  /// At least one was blocked: nothing was charged, and no block began.
  record Blocked(List<WindowReading> readings) implements Decision {}
}
