package dev.sallyport.history;

import dev.sallyport.history.Finding.Violation;
import dev.sallyport.history.StoreView.Recorded;
import dev.sallyport.history.StoreView.Run;
import java.util.HashMap;
import java.util.Map;

/// The record is whole, has each execution's begin and end once (P8), and nothing was left open.
final class RecordCheck {
  private RecordCheck() {}

  /// What the record has of an execution.
  private static final class Steps {
    private int started;
    private int used;
    private int ended;
    private int unknown;
    private int settled;

    void count(String event) {
      switch (event) {
        case "execution.started" -> started++;
        case "token.used" -> used++;
        case "execution.finished" -> ended++;
        case "execution.unknown" -> unknown++;
        case "execution.settled" -> settled++;
        default -> {}
      }
    }

    boolean areRight(boolean hasToken) {
      return started == 1
          && used == (hasToken ? 1 : 0)
          && ended + settled == 1
          && settled == unknown;
    }

    @Override
    public String toString() {
      return "started %d, token used %d, finished %d, unknown %d, settled %d times"
          .formatted(started, used, ended, unknown, settled);
    }
  }

  static void check(StoreView store, Report report) {
    store.chain().findings().forEach(finding -> report.add(Violation.CHAIN_BROKEN, "%s", finding));
    report.looked("audit records", store.chain().records());
    if (store.leasesTaken() > 0) {
      report.add(Violation.LEFT_OPEN, "%d targets are still held", store.leasesTaken());
    }
    Map<String, Steps> steps = new HashMap<>();
    for (Run run : store.runs()) {
      steps.put(run.id(), new Steps());
      if (!run.state().equals("succeeded") && !run.state().equals("failed")) {
        report.add(Violation.LEFT_OPEN, "%s of %s is %s", run.id(), run.key(), run.state());
      }
    }
    for (Recorded record : store.records()) {
      if (!record.execution().isEmpty()) {
        Steps of = steps.get(record.execution());
        if (of != null) {
          of.count(record.event());
        } else if (record.event().startsWith("execution.")) {
          report.add(
              Violation.NOT_ON_THE_RECORD_ONCE,
              "record %d is of %s, which the store does not have",
              record.sequence(),
              record.execution());
        }
      }
    }
    for (Run run : store.runs()) {
      Steps of = steps.get(run.id());
      boolean open = !run.state().equals("succeeded") && !run.state().equals("failed");
      if (!open && !of.areRight(!run.action().equals("auto"))) {
        report.add(Violation.NOT_ON_THE_RECORD_ONCE, "%s of %s: %s", run.id(), run.key(), of);
      }
    }
  }
}
