package dev.sallyport.history;

import static dev.sallyport.history.Trouble.Kind.KILL;

import dev.sallyport.audit.Verification;
import dev.sallyport.history.Checker.Evidence;
import dev.sallyport.history.History.Head;
import dev.sallyport.history.Op.Answer;
import dev.sallyport.history.Op.Key;
import dev.sallyport.history.StoreView.Answered;
import dev.sallyport.history.StoreView.Recorded;
import dev.sallyport.history.StoreView.Run;
import dev.sallyport.history.StoreView.Token;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.function.Predicate;
import java.util.function.UnaryOperator;

/// A small sound history, whose parts a test can change: one change that is previewed, applied
/// (with a copy) and deployed, one `auto`, one apply that failed, and a limited principal whose
/// window is full.
final class Planted {
  static final int LIMIT = 3;
  static final long WINDOW_MILLIS = 1_000;
  static final String APPLY = "exe_apply";
  static final String DEPLOY = "exe_deploy";
  static final String AUTO = "exe_auto";
  static final String FAILED = "exe_failed";

  List<Op> ops = new ArrayList<>();
  List<Trouble> troubles = new ArrayList<>(List.of(new Trouble(KILL, 0, 5, 10)));
  List<Run> runs = new ArrayList<>();
  List<Token> tokens = new ArrayList<>();
  List<Answered> answers = new ArrayList<>();
  List<Recorded> records = new ArrayList<>();
  Verification chain = new Verification(14, List.of());
  long leasesTaken;
  List<String> commits = new ArrayList<>(List.of(AUTO, APPLY));
  Set<String> deployments = Set.of(AUTO, DEPLOY);

  private long clock;

  Planted() {
    ask("preview", "one", "", 200, "chg_1", "", "token-1");
    ask("apply", "one", "token-1", 200, "chg_1", APPLY, "");
    ask("deploy", "one", "token-1", 200, "chg_1", DEPLOY, "");
    ask("auto", "two", "", 200, "chg_2", AUTO, "");
    ask("preview", "three", "", 200, "chg_3", "", "token-3");
    ask("apply", "three", "token-3", 500, "", "", "");
    Op applied = op("apply", "one");
    ops.add(again(applied, true));
    ops.add(with(applied, null));
    for (int n = 0; n < LIMIT + 1; n++) {
      // The last one is admitted when the first has left the window.
      status(n < LIMIT ? n : WINDOW_MILLIS * 1_000);
    }
    stored("one", "apply", APPLY, "chg_1", "succeeded");
    stored("one", "deploy", DEPLOY, "chg_1", "succeeded");
    stored("two", "auto", AUTO, "chg_2", "succeeded");
    stored("three", "apply", FAILED, "chg_3", "failed");
    answers.add(new Answered(key("preview", "one"), "chg_1", "", 200));
    answers.add(new Answered(key("preview", "three"), "chg_3", "", 200));
    tokens.add(new Token("token-1", "chg_1", true, true, false));
    tokens.add(new Token("token-3", "chg_3", true, false, false));
  }

  private static Key key(String action, String key) {
    return new Key("ada", "blog", action, key);
  }

  private void ask(
      String action,
      String key,
      String token,
      int status,
      String change,
      String execution,
      String confirm) {
    String slug = status == 200 ? "" : "execution-failed";
    ops.add(
        new Op(
            ops.size() + 1,
            "ada",
            action,
            "blog",
            key,
            "asked-" + action,
            token,
            0,
            clock++,
            clock++,
            new Answer(
                status, slug, false, change, execution, "", confirm, "body-" + action + key)));
  }

  private void status(long at) {
    Answer answer = new Answer(200, "", false, "", "", "", "", "body");
    ops.add(
        new Op(
            ops.size() + 1,
            WindowCheck.TIGHT + "1",
            WindowCheck.LIMITED,
            "",
            "",
            "asked",
            "",
            1,
            at,
            at + 1,
            answer));
  }

  private void stored(String key, String action, String execution, String change, String state) {
    Key asked = key(action, key);
    runs.add(new Run(execution, change, "blog", action, state, asked));
    answers.add(new Answered(asked, change, execution, state.equals("failed") ? 500 : 200));
    record("execution.started", change, execution);
    if (!action.equals("auto")) {
      record("token.used", change, execution);
    }
    record("execution.finished", change, execution);
  }

  void record(String event, String change, String execution) {
    records.add(new Recorded(records.size() + 1, event, change, execution));
  }

  /// The first such request.
  Op op(String action, String key) {
    return ops.stream()
        .filter(op -> op.action().equals(action) && op.key().equals(key))
        .findFirst()
        .orElseThrow();
  }

  /// A later copy with the same answer.
  Op again(Op op, boolean replayed) {
    Answer a = op.answer();
    Answer answer =
        new Answer(
            a.status(),
            a.slug(),
            replayed,
            a.change(),
            a.execution(),
            a.state(),
            a.confirm(),
            a.body());
    return with(op, answer);
  }

  /// A later copy with that answer.
  Op with(Op op, Answer answer) {
    return new Op(
        ops.size() + 1,
        op.principal(),
        op.action(),
        op.target(),
        op.key(),
        op.request(),
        op.token(),
        op.gate(),
        clock++,
        clock++,
        answer);
  }

  static <T> void change(List<T> all, Predicate<T> which, UnaryOperator<T> to) {
    all.replaceAll(one -> which.test(one) ? to.apply(one) : one);
  }

  Evidence evidence() {
    return new Evidence(
        new History(new Head(1, "none", LIMIT, WINDOW_MILLIS), ops, troubles),
        new StoreView(runs, tokens, answers, records, chain, leasesTaken),
        List.of(new TargetView("blog", commits, deployments)));
  }
}
