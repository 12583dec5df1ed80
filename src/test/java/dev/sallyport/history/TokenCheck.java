package dev.sallyport.history;

import dev.sallyport.history.Checker.Evidence;
import dev.sallyport.history.Finding.Violation;
import dev.sallyport.history.StoreView.Run;
import dev.sallyport.history.StoreView.Token;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;

/// A token is consumed at most once for its apply or rollback and once for its deploy (P1), and
/// never without its execution, nor the execution without it (P2).
final class TokenCheck {
  private TokenCheck() {}

  /// What a token can be used for, each once.
  private enum Use {
    FIRST,
    DEPLOY;

    static Use of(String action) {
      return action.equals("deploy") ? DEPLOY : FIRST;
    }
  }

  private record Spent(String token, Use use) {}

  private record Ran(String change, Use use) {}

  static void check(Evidence evidence, Report report) {
    answers(evidence.history(), report);
    store(evidence.store(), report);
  }

  /// As far as callers were told.
  private static void answers(History history, Report report) {
    Map<Spent, Set<String>> executions = new HashMap<>();
    Map<Spent, Op> first = new HashMap<>();
    for (Op op : history.ops()) {
      if (!op.isFinal() || !op.executes() || op.token().isEmpty()) {
        continue;
      }
      Op.Answer answer = op.answer();
      Spent spent = new Spent(op.token(), Use.of(op.action()));
      if (answer.status() == 200) {
        executions.computeIfAbsent(spent, each -> new HashSet<>()).add(answer.execution());
      }
      Op before = answer.replayed() ? null : first.putIfAbsent(spent, op);
      if (before != null) {
        report.add(
            Violation.ANSWERED_FIRST_TWICE,
            "%s and %s both say that theirs was the first under its token",
            before,
            op);
      }
    }
    executions.forEach(
        (spent, all) -> {
          if (all.size() > 1) {
            report.add(
                Violation.TOKEN_CONSUMED_TWICE,
                "callers were told of several executions of one token: %s",
                all);
          }
        });
    report.looked("tokens that callers used", executions.size());
  }

  private static void store(StoreView store, Report report) {
    Map<Ran, Integer> runs = new HashMap<>();
    for (Run run : store.runs()) {
      if (!run.action().equals("auto")) {
        runs.merge(new Ran(run.change(), Use.of(run.action())), 1, Integer::sum);
      }
    }
    Map<Ran, Token> spent = new HashMap<>();
    for (Token token : store.tokens()) {
      if (token.used()) {
        spend(spent, new Ran(token.change(), Use.FIRST), token, report);
      }
      if (token.deployed()) {
        spend(spent, new Ran(token.change(), Use.DEPLOY), token, report);
      }
    }
    spent.forEach(
        (ran, token) -> {
          if (!runs.containsKey(ran)) {
            report.add(
                Violation.TOKEN_SPENT_WITHOUT_EXECUTION,
                "the token of %s is spent, and nothing ran",
                ran.change());
          }
        });
    runs.forEach(
        (ran, times) -> {
          if (!spent.containsKey(ran)) {
            report.add(
                Violation.EXECUTION_WITHOUT_SPENT_TOKEN,
                "something ran for %s, and its token is not spent",
                ran.change());
          }
          if (times > 1) {
            report.add(
                Violation.TOKEN_CONSUMED_TWICE,
                "%d executions of %s have one token",
                times,
                ran.change());
          }
        });
    report.looked("tokens spent", spent.size());
  }

  private static void spend(Map<Ran, Token> spent, Ran ran, Token token, Report report) {
    if (spent.putIfAbsent(ran, token) != null) {
      report.add(Violation.TOKEN_CONSUMED_TWICE, "%s has two spent tokens", ran.change());
    }
  }
}
