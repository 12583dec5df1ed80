package dev.sallyport.history;

import java.util.List;

/// Says what is wrong with a history. It reads what the clients recorded, what the store holds and
/// what the targets show, and asks no gate.
final class Checker {
  private Checker() {}

  /// All that is looked at.
  record Evidence(History history, StoreView store, List<TargetView> targets) {
    Evidence {
      targets = List.copyOf(targets);
    }
  }

  static Report check(Evidence evidence) {
    Report report = new Report();
    TokenCheck.check(evidence, report);
    AnswerCheck.check(evidence, report);
    WindowCheck.check(evidence.history(), report);
    RecordCheck.check(evidence.store(), report);
    TargetCheck.check(evidence, report);
    return report;
  }
}
