package dev.sallyport.store.postgres;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sallyport.domain.Action;
import dev.sallyport.domain.Operation;
import dev.sallyport.domain.Outcome;
import dev.sallyport.domain.TargetName;
import dev.sallyport.store.Executions.Beginning.Begun;
import dev.sallyport.store.Executions.Beginning.Busy;
import dev.sallyport.store.Executions.Ending;
import dev.sallyport.store.Executions.Execution.State;
import dev.sallyport.store.Executions.Intent;
import dev.sallyport.store.Outputs.Channel;
import dev.sallyport.store.Outputs.Line;
import dev.sallyport.store.Race;
import dev.sallyport.store.RequestKey;
import dev.sallyport.store.Samples;
import dev.sallyport.store.StoredRequest.StoredAnswer;
import dev.sallyport.store.postgres.PostgresOutputs.Columns;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/// Executions that one statement ends together: each ends or does not alone, and what was said of
/// one is never another's.
@Tag("integration")
class EndGroupTest {
  private final Bench bench = Bench.emptied(EndGroupTest.class);
  private final Samples samples = new Samples(InstantSource.system());
  private PostgresStore store;

  @BeforeEach
  void open() {
    store = bench.open(null, Duration.ofSeconds(15));
  }

  @AfterEach
  void close() {
    store.close();
  }

  private Intent begun(String target) {
    RequestKey key = samples.key(Action.PREVIEW);
    Intent intent =
        samples.apply(
            samples.previewed(
                store,
                new RequestKey(key.principal(), new TargetName(target), key.action(), key.key()),
                Operation.CHANGE));
    assertThat(store.executions().begin(intent)).isInstanceOf(Begun.class);
    return intent;
  }

  private EndGroup.Asked ended(Intent intent, State expected, Outcome outcome, String... lines) {
    Ending plain = samples.ending(Action.APPLY, outcome);
    StoredAnswer answer =
        new StoredAnswer(plain.answer().status(), "{\"of\":\"" + intent.execution() + "\"}");
    Ending ending =
        new Ending(outcome, plain.detail(), plain.output(), answer, plain.state(), plain.audit());
    List<Line> said =
        IntStream.range(0, lines.length)
            .mapToObj(i -> new Line(i + 1, Instant.now(), Channel.STDOUT, lines[i]))
            .toList();
    return new EndGroup.Asked(
        intent.execution(), expected, ending, Columns.of(said), Bench.records(ending.audit()));
  }

  private List<Boolean> end(EndGroup.Asked... all) throws SQLException {
    try (Connection connection = bench.connect()) {
      return new EndGroup(List.of(all)).end(Bench.sql(connection), null);
    }
  }

  private String answer(Intent intent) {
    return store.requests().find(intent.request()).orElseThrow().answer().body();
  }

  private List<String> said(Intent intent) {
    return store.outputs().after(intent.execution(), 0, 10).stream().map(Line::text).toList();
  }

  private State state(Intent intent) {
    return store.executions().find(intent.execution()).orElseThrow().state();
  }

  @Test
  void p2_eachEndsAloneWithItsOwnAnswerAndOutput() throws SQLException {
    Intent good = begun("one");
    Intent over = begun("two");
    Intent unknown = begun("three");
    Intent failed = begun("four");
    end(ended(over, State.RUNNING, Outcome.SUCCEEDED, "long over"));

    List<Boolean> answers =
        end(
            ended(good, State.RUNNING, Outcome.SUCCEEDED, "good 1", "good 2"),
            ended(over, State.RUNNING, Outcome.FAILED, "never"),
            ended(unknown, State.RUNNING, Outcome.UNKNOWN),
            ended(failed, State.RUNNING, Outcome.FAILED, "failed 1"));

    assertThat(answers).containsExactly(true, false, true, true);
    assertThat(List.of(state(good), state(over), state(unknown), state(failed)))
        .containsExactly(State.SUCCEEDED, State.SUCCEEDED, State.UNKNOWN, State.FAILED);
    assertThat(said(good)).containsExactly("good 1", "good 2");
    assertThat(said(over)).containsExactly("long over");
    assertThat(said(failed)).containsExactly("failed 1");
    for (Intent each : List.of(good, over, unknown, failed)) {
      assertThat(answer(each)).contains(each.execution().value());
    }
    assertThat(bench.number("SELECT count(*) FROM leases WHERE execution_id IS NOT NULL"))
        .isEqualTo(1);
    assertThat(store.executions().begin(samples.apply(previewedAgain("three"))))
        .isInstanceOf(Busy.class);
  }

  private Samples.Previewed previewedAgain(String target) {
    RequestKey key = samples.key(Action.PREVIEW);
    return samples.previewed(
        store,
        new RequestKey(key.principal(), new TargetName(target), key.action(), key.key()),
        Operation.CHANGE);
  }

  @Test
  void p2_whoeverEndsTheSameTwiceAtOnceEndsItOnce() throws SQLException {
    Intent intent = begun("one");

    List<Boolean> answers =
        end(
            ended(intent, State.RUNNING, Outcome.SUCCEEDED, "it is done"),
            ended(intent, State.RUNNING, Outcome.FAILED, "it is not"));

    assertThat(answers).containsExactlyInAnyOrder(true, false);
    assertThat(state(intent)).isEqualTo(answers.getFirst() ? State.SUCCEEDED : State.FAILED);
    assertThat(said(intent)).hasSize(1);
    assertThat(
            bench.number(
                """
                SELECT (SELECT count(*) FROM audit_waiting WHERE draft LIKE '%execution.finished%')
                  + (SELECT count(*) FROM audit_records WHERE body LIKE '%execution.finished%')
                """))
        .isEqualTo(1);
  }

  @Test
  void p2_manyEndAtOnceAtTwoGatesEachOnce() throws Exception {
    List<Intent> running = new ArrayList<>();
    for (int i = 0; i < 40; i++) {
      running.add(begun("target-" + i));
    }
    try (PostgresStore other = bench.open(null, Duration.ofSeconds(15))) {
      List<Boolean> ended =
          Race.of(
              2 * running.size(),
              i ->
                  () ->
                      (i % 2 == 0 ? store : other)
                          .executions()
                          .finish(
                              running.get(i / 2).execution(),
                              samples.ending(Action.APPLY, Outcome.SUCCEEDED)));
      for (int i = 0; i < running.size(); i++) {
        assertThat(ended.subList(2 * i, 2 * i + 2)).containsExactlyInAnyOrder(true, false);
        assertThat(state(running.get(i))).isEqualTo(State.SUCCEEDED);
      }
    }
  }
}
