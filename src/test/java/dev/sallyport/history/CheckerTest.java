package dev.sallyport.history;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sallyport.audit.Verification;
import dev.sallyport.history.Finding.Violation;
import dev.sallyport.history.Op.Answer;
import dev.sallyport.history.StoreView.Answered;
import dev.sallyport.history.StoreView.Run;
import dev.sallyport.history.StoreView.Token;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.FieldSource;

/// The checker is not blind: of a sound history it says nothing, and of one with a single fault it
/// names that fault.
class CheckerTest {
  /// One fault.
  ///
  /// @param says a part of what is said of it
  record Fault(String name, Violation violation, String says, Consumer<Planted> plant) {
    @Override
    public String toString() {
      return name;
    }
  }

  static final List<Fault> FAULTS =
      List.of(
          new Fault(
              "a token's apply acknowledged for two executions",
              Violation.TOKEN_CONSUMED_TWICE,
              "exe_other",
              planted -> {
                Op apply = planted.op("apply", "one");
                planted.ops.add(told(planted, apply, "exe_other", "another", true));
              }),
          new Fault(
              "two executions of one change in the store",
              Violation.TOKEN_CONSUMED_TWICE,
              "2 executions of chg_1",
              planted -> {
                planted.runs.add(
                    new Run(
                        "exe_second",
                        "chg_1",
                        "blog",
                        "apply",
                        "succeeded",
                        new Op.Key("ada", "blog", "apply", "other")));
                planted.record("execution.started", "chg_1", "exe_second");
                planted.record("token.used", "chg_1", "exe_second");
                planted.record("execution.finished", "chg_1", "exe_second");
                planted.commits.add("exe_second");
              }),
          new Fault(
              "two first answers under one token",
              Violation.ANSWERED_FIRST_TWICE,
              "apply one on blog",
              planted -> planted.ops.add(planted.again(planted.op("apply", "one"), false))),
          new Fault(
              "an acknowledged answer that is not in the store",
              Violation.ACKNOWLEDGED_BUT_NOT_THERE,
              "request 3 (deploy one",
              planted ->
                  planted.answers.removeIf(answer -> answer.execution().equals(Planted.DEPLOY))),
          new Fault(
              "an acknowledged failure that is not in the store",
              Violation.ACKNOWLEDGED_BUT_NOT_THERE,
              "request 6 (apply three",
              planted ->
                  Planted.change(
                      planted.answers,
                      answer -> answer.execution().equals(Planted.FAILED),
                      answer -> new Answered(answer.key(), answer.change(), "exe_gone", 500))),
          new Fault(
              "a token that was given out and is not in the store",
              Violation.ACKNOWLEDGED_BUT_NOT_THERE,
              "request 5 (preview three",
              planted -> {
                Planted.change(
                    planted.tokens,
                    token -> token.hash().equals("token-3"),
                    token -> new Token("token-4", "chg_3", true, false, false));
              }),
          new Fault(
              "an acknowledged success that failed as far as the store knows",
              Violation.ACKNOWLEDGED_OTHERWISE,
              "the store has exe_deploy failed",
              planted -> {
                Planted.change(
                    planted.runs,
                    run -> run.id().equals(Planted.DEPLOY),
                    run ->
                        new Run(
                            run.id(),
                            run.change(),
                            run.target(),
                            run.action(),
                            "failed",
                            run.key()));
                planted.deployments = Set.of(Planted.AUTO);
              }),
          new Fault(
              "a replay that differs in a byte",
              Violation.REPLAY_DIFFERS,
              "request 4 (auto two",
              planted -> {
                Op auto = planted.op("auto", "two");
                planted.ops.add(told(planted, auto, Planted.AUTO, "other body", true));
              }),
          new Fault(
              "a replayed preview with another token",
              Violation.REPLAY_DIFFERS,
              "request 1 (preview one",
              planted -> {
                Op preview = planted.op("preview", "one");
                Answer a = preview.answer();
                planted.ops.add(
                    planted.with(
                        preview,
                        new Answer(200, "", true, a.change(), "", "", "token-3", a.body())));
              }),
          new Fault(
              "a replayed preview without its token, which is good",
              Violation.REPLAY_DIFFERS,
              "request 1 (preview one",
              planted -> {
                Op preview = planted.op("preview", "one");
                Answer a = preview.answer();
                planted.ops.add(
                    planted.with(
                        preview, new Answer(200, "", true, a.change(), "", "", "", a.body())));
              }),
          new Fault(
              "a window over its limit",
              Violation.WINDOW_OVER,
              "4 requests of tight-1",
              planted ->
                  Planted.change(
                      planted.ops,
                      op -> op.action().equals("status") && op.start() > Planted.LIMIT,
                      op -> moved(op, 900_000))),
          new Fault(
              "a record that was changed",
              Violation.CHAIN_BROKEN,
              "record 7 was changed",
              planted ->
                  planted.chain =
                      new Verification(14, List.of(new Verification.Finding(7, "was changed")))),
          new Fault(
              "an execution that the record has begin twice",
              Violation.NOT_ON_THE_RECORD_ONCE,
              "exe_auto",
              planted -> planted.record("execution.started", "chg_2", Planted.AUTO)),
          new Fault(
              "an execution whose end is not on the record",
              Violation.NOT_ON_THE_RECORD_ONCE,
              "exe_apply",
              planted ->
                  planted.records.removeIf(
                      record ->
                          record.execution().equals(Planted.APPLY)
                              && record.event().equals("execution.finished"))),
          new Fault(
              "a record of an execution that the store does not have",
              Violation.NOT_ON_THE_RECORD_ONCE,
              "exe_ghost",
              planted -> planted.record("execution.started", "chg_9", "exe_ghost")),
          new Fault(
              "an execution in two commits",
              Violation.RAN_TWICE,
              "exe_apply is in two commits of blog",
              planted -> planted.commits.add(Planted.APPLY)),
          new Fault(
              "a commit of an execution that is not in the store",
              Violation.RAN_WITHOUT_RECORD,
              "exe_ghost is in a commit",
              planted -> planted.commits.add("exe_ghost")),
          new Fault(
              "a commit of an apply that failed",
              Violation.RAN_WITHOUT_RECORD,
              "exe_failed failed",
              planted -> planted.commits.add(Planted.FAILED)),
          new Fault(
              "a deployment of an execution that is not in the store",
              Violation.RAN_WITHOUT_RECORD,
              "exe_ghost published",
              planted -> planted.deployments = Set.of(Planted.AUTO, Planted.DEPLOY, "exe_ghost")),
          new Fault(
              "an execution that succeeded and left no commit",
              Violation.RECORDED_BUT_NOT_RUN,
              "exe_apply succeeded",
              planted -> planted.commits.remove(Planted.APPLY)),
          new Fault(
              "a deploy that succeeded and published nothing",
              Violation.RECORDED_BUT_NOT_RUN,
              "exe_deploy succeeded",
              planted -> planted.deployments = Set.of(Planted.AUTO)),
          new Fault(
              "a spent token without an execution",
              Violation.TOKEN_SPENT_WITHOUT_EXECUTION,
              "chg_7",
              planted -> planted.tokens.add(new Token("token-7", "chg_7", true, false, false))),
          new Fault(
              "an execution whose token is not spent",
              Violation.EXECUTION_WITHOUT_SPENT_TOKEN,
              "chg_1",
              planted ->
                  Planted.change(
                      planted.tokens,
                      token -> token.hash().equals("token-1"),
                      token -> new Token("token-1", "chg_1", true, false, false))),
          new Fault(
              "an execution that nobody settled",
              Violation.LEFT_OPEN,
              "exe_open",
              planted -> {
                planted.runs.add(
                    new Run(
                        "exe_open",
                        "chg_8",
                        "blog",
                        "auto",
                        "unknown",
                        new Op.Key("ada", "blog", "auto", "eight")));
                planted.record("execution.started", "chg_8", "exe_open");
              }),
          new Fault(
              "a target that is still held",
              Violation.LEFT_OPEN,
              "1 targets",
              planted -> planted.leasesTaken = 1),
          new Fault(
              "a fault as an answer",
              Violation.FAULT_ANSWERED,
              "request 13 (apply one",
              planted ->
                  planted.ops.add(
                      planted.with(
                          planted.op("apply", "one"),
                          new Answer(500, "internal", false, "", "", "", "", "fault")))));

  private static Op told(Planted planted, Op op, String execution, String body, boolean replayed) {
    Answer a = op.answer();
    return planted.with(
        op, new Answer(a.status(), a.slug(), replayed, a.change(), execution, "", "", body));
  }

  private static Op moved(Op op, long to) {
    return new Op(
        op.number(),
        op.principal(),
        op.action(),
        op.target(),
        op.key(),
        op.request(),
        op.token(),
        op.gate(),
        to,
        to + 1,
        op.answer());
  }

  @Test
  void nothingIsSaidOfASoundHistoryAndAllOfItIsLookedAt() {
    Report report = Checker.check(new Planted().evidence());

    assertThat(report.findings()).isEmpty();
    assertThat(report.looked()).containsEntry("windows", Planted.LIMIT + 1L);
    assertThat(report.looked()).allSatisfy((at, times) -> assertThat(times).as(at).isPositive());
  }

  @ParameterizedTest
  @FieldSource("FAULTS")
  void aPlantedFaultIsFoundAndNamed(Fault fault) {
    Planted planted = new Planted();
    fault.plant().accept(planted);

    List<Finding> findings = Checker.check(planted.evidence()).findings();

    assertThat(findings)
        .anySatisfy(
            finding -> {
              assertThat(finding.violation()).isEqualTo(fault.violation());
              assertThat(finding.what()).contains(fault.says());
            });
  }

  @Test
  void everyViolationThereIsHasAPlantedFault() {
    assertThat(FAULTS.stream().map(Fault::violation).distinct())
        .containsExactlyInAnyOrder(Violation.values());
  }

  @Test
  void aTokenThatWasMadeVoidMeanwhileIsNotGivenOutAgain() {
    Planted planted = new Planted();
    Op preview = planted.op("preview", "three");
    Answer a = preview.answer();
    planted.ops.add(
        planted.with(preview, new Answer(200, "", true, a.change(), "", "", "", a.body())));
    Planted.change(
        planted.tokens,
        token -> token.hash().equals("token-3"),
        token -> new Token("token-3", "chg_3", true, false, true));

    assertThat(Checker.check(planted.evidence()).findings()).isEmpty();
  }

  @Test
  void aWindowInWhichTheDatabaseWasAwayIsNotJudgedAndThatIsSaid() {
    Planted planted = new Planted();
    planted.troubles.add(new Trouble(Trouble.Kind.DATABASE, -1, 500, 600));

    Report report = Checker.check(planted.evidence());

    assertThat(report.looked())
        .containsEntry("windows not judged, because the database was away", 4L)
        .doesNotContainKey("windows");
  }

  @Test
  void theSameIsReadAsWasRecorded(@TempDir Path folder) {
    Planted planted = new Planted();
    History written = planted.evidence().history();
    Path file = folder.resolve("history.jsonl");
    try (Recorder recorder = new Recorder(file, written.head())) {
      written.ops().forEach(recorder::record);
      written.troubles().forEach(recorder::record);
    }

    assertThat(History.read(file)).isEqualTo(written);
  }

  @Test
  void noMoreFindingsAreKeptThanAReaderCanUse() {
    Planted planted = new Planted();
    List<Token> many = new ArrayList<>(planted.tokens);
    Stream.iterate(0, n -> n + 1)
        .limit(500)
        .forEach(n -> many.add(new Token("extra-" + n, "chg_x" + n, true, false, false)));
    planted.tokens = many;

    assertThat(Checker.check(planted.evidence()).findings()).hasSize(100);
  }
}
