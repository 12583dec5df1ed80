package dev.sallyport.window;

import java.util.List;

/// What windows that were asked together came to; with how each stands afterwards, in their order.
public sealed interface Decision {
  List<WindowReading> readings();

  /// Every window had room, and every one was charged.
  record Admitted(List<WindowReading> readings) implements Decision {}

  /// At least one was full: nothing was charged anywhere, and each full one's block began.
  record Full(List<WindowReading> readings) implements Decision {}

  /// At least one was blocked: nothing was charged, and no block began.
  record Blocked(List<WindowReading> readings) implements Decision {}
}
