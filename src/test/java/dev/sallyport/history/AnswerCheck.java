package dev.sallyport.history;

import dev.sallyport.history.Checker.Evidence;
import dev.sallyport.history.Finding.Violation;
import dev.sallyport.history.StoreView.Answered;
import dev.sallyport.history.StoreView.Run;
import dev.sallyport.history.StoreView.Token;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;

/// What callers were told stands: every copy of a request has the same answer (P5), and the store
/// has what was acknowledged.
final class AnswerCheck {
  private AnswerCheck() {}

  /// A request and its copies.
  private record Request(Op.Key key, String asked) {}

  static void check(Evidence evidence, Report report) {
    faults(evidence.history(), report);
    replays(evidence, report);
    acknowledged(evidence, report);
  }

  /// No trouble is an excuse for a fault of the gate's own.
  private static void faults(History history, Report report) {
    for (Op op : history.ops()) {
      if (op.answer() != null && op.answer().slug().equals("internal")) {
        report.add(Violation.FAULT_ANSWERED, "%s was answered with a fault", op);
      }
    }
  }

  private static void replays(Evidence evidence, Report report) {
    Set<String> voided =
        evidence.store().tokens().stream()
            .filter(Token::voided)
            .map(Token::hash)
            .collect(Collectors.toSet());
    Map<Request, Op> first = new HashMap<>();
    long compared = 0;
    for (Op op : evidence.history().ops()) {
      if (!op.isFinal()) {
        continue;
      }
      Op other = first.putIfAbsent(new Request(op.asKey(), op.request()), op);
      if (other == null) {
        continue;
      }
      compared++;
      if (!other.answer().body().equals(op.answer().body())
          || other.answer().status() != op.answer().status()
          || !sameToken(other.answer(), op.answer(), voided)) {
        report.add(Violation.REPLAY_DIFFERS, "%s and %s were answered differently", other, op);
      }
    }
    report.looked("replays compared", compared);
  }

  /// The one thing that may differ: a token that was made void meanwhile is not given out again.
  private static boolean sameToken(Op.Answer one, Op.Answer other, Set<String> voided) {
    if (one.confirm().equals(other.confirm())) {
      return true;
    }
    return one.confirm().isEmpty() && voided.contains(other.confirm())
        || other.confirm().isEmpty() && voided.contains(one.confirm());
  }

  private static void acknowledged(Evidence evidence, Report report) {
    StoreView store = evidence.store();
    Map<Op.Key, Answered> answers =
        store.answers().stream().collect(Collectors.toMap(Answered::key, Function.identity()));
    Map<String, Run> runs =
        store.runs().stream().collect(Collectors.toMap(Run::id, Function.identity()));
    Set<String> tokens = store.tokens().stream().map(Token::hash).collect(Collectors.toSet());
    long looked = 0;
    for (Op op : evidence.history().ops()) {
      if (!op.isFinal()) {
        continue;
      }
      looked++;
      Answered kept = answers.get(op.asKey());
      if (kept == null || kept.status() == 0) {
        report.add(Violation.ACKNOWLEDGED_BUT_NOT_THERE, "%s has no answer in the store", op);
      } else if (kept.status() != op.answer().status()
          || !op.answer().change().isEmpty() && !kept.change().equals(op.answer().change())) {
        report.add(Violation.ACKNOWLEDGED_OTHERWISE, "%s has another answer in the store", op);
      } else if (op.executes()) {
        execution(op, kept, runs, report);
      } else if (!op.answer().confirm().isEmpty() && !tokens.contains(op.answer().confirm())) {
        report.add(
            Violation.ACKNOWLEDGED_BUT_NOT_THERE, "%s got a token that is not in the store", op);
      }
    }
    report.looked("acknowledged answers", looked);
  }

  private static void execution(Op op, Answered kept, Map<String, Run> runs, Report report) {
    Run run = runs.get(kept.execution());
    String told = op.answer().status() == 200 ? "succeeded" : "failed";
    if (run == null) {
      report.add(Violation.ACKNOWLEDGED_BUT_NOT_THERE, "%s has no execution in the store", op);
    } else if (!run.state().equals(told)
        || !op.answer().execution().isEmpty() && !op.answer().execution().equals(run.id())) {
      report.add(
          Violation.ACKNOWLEDGED_OTHERWISE,
          "%s was told %s %s, the store has %s %s",
          op,
          op.answer().execution(),
          told,
          run.id(),
          run.state());
    }
  }
}
