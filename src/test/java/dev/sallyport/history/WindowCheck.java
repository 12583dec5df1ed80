package dev.sallyport.history;

import dev.sallyport.history.Finding.Violation;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/// No window holds more than its limit (P9). A client cannot know when the gate admitted its
/// request, but that it was between sending and receiving: where more of them than the limit lie
/// wholly within one window, it was over for sure.
final class WindowCheck {
  /// The action whose limit is tight for some principals.
  static final String LIMITED = "status";

  /// The principals for whom it is.
  static final String TIGHT = "tight-";

  /// The store counts in whole milliseconds: what is this much short of a window may be a whole
  /// one.
  private static final long ROUNDING = TimeUnit.MILLISECONDS.toMicros(2);

  /// So long after a database came back a gate may still decide in its memory (P6).
  private static final long MEMORY = TimeUnit.SECONDS.toMicros(15);

  private WindowCheck() {}

  static void check(History history, Report report) {
    Map<String, List<Op>> admitted = new HashMap<>();
    for (Op op : history.ops()) {
      if (op.action().equals(LIMITED)
          && op.principal().startsWith(TIGHT)
          && op.answer() != null
          && op.answer().status() == 200) {
        admitted.computeIfAbsent(op.principal(), each -> new ArrayList<>()).add(op);
      }
    }
    admitted.forEach(
        (principal, ops) -> {
          ops.sort(Comparator.comparingLong(Op::start));
          ops.forEach(op -> window(history, op, ops, report));
        });
    report.looked("limited principals", admitted.size());
  }

  /// The window that begins when this one was sent.
  private static void window(History history, Op first, List<Op> ops, Report report) {
    long end =
        first.start() + TimeUnit.MILLISECONDS.toMicros(history.head().windowMillis()) - ROUNDING;
    if (inMemory(history, first.start(), end)) {
      report.looked("windows not judged, because the database was away", 1);
      return;
    }
    long inside = ops.stream().filter(op -> op.start() >= first.start() && op.end() < end).count();
    report.looked("windows", 1);
    if (inside > history.head().limited()) {
      report.add(
          Violation.WINDOW_OVER,
          "%d requests of %s were admitted within the window that begins with %s; the limit is %d",
          inside,
          first.principal(),
          first,
          history.head().limited());
    }
  }

  private static boolean inMemory(History history, long from, long until) {
    return history.troubles().stream()
        .filter(trouble -> trouble.kind() == Trouble.Kind.DATABASE)
        .anyMatch(trouble -> trouble.from() <= until && from <= trouble.until() + MEMORY);
  }
}
