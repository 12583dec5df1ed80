package dev.sallyport.store;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sallyport.audit.AuditEvent;
import dev.sallyport.domain.Action;
import dev.sallyport.domain.Outcome;
import dev.sallyport.domain.PrincipalId;
import dev.sallyport.store.Executions.Beginning.Begun;
import dev.sallyport.store.Executions.Beginning.Busy;
import dev.sallyport.store.Executions.Execution;
import dev.sallyport.store.Executions.Filter;
import dev.sallyport.store.Executions.Held;
import dev.sallyport.store.Executions.Intent;
import dev.sallyport.store.Executions.WhileUnknown;
import dev.sallyport.store.Samples.Previewed;
import dev.sallyport.target.Run.Stop;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/// Which executions there are, which of them a gate still holds, and how they are asked to end, on
/// any engine.
interface StopsContract extends StoreBench {
  private Intent begun(Store gate) {
    Intent intent = samples().apply(samples().previewed(gate));
    assertThat(gate.executions().begin(intent)).isInstanceOf(Begun.class);
    return intent;
  }

  private void finish(Intent intent, Outcome outcome) {
    one().executions().finish(intent.execution(), samples().ending(Action.APPLY, outcome));
  }

  private boolean stop(Store gate, Intent intent, Stop why) {
    return gate.executions()
        .stop(intent.execution(), why, samples().draft(AuditEvent.EXECUTION_STARTED));
  }

  private long records() {
    return one().audit().head().orElseThrow().sequence();
  }

  private static Intent whileUnknown(Intent intent, WhileUnknown whileUnknown) {
    return new Intent(
        intent.request(),
        intent.fingerprint(),
        intent.change(),
        intent.execution(),
        intent.token(),
        intent.traceId(),
        intent.echo(),
        whileUnknown,
        intent.audit());
  }

  @Test
  default void aGateHoldsWhatItBeganUntilItEndsOrIsLost() {
    Intent mine = begun(one());
    assertThat(one().executions().held()).containsExactly(new Held(mine.execution(), null));
    assertThat(two().executions().held()).isEmpty();

    clock().advance(LEASE);
    two().executions().cutOff(10);
    assertThat(one().executions().held()).isEmpty();

    two().executions().settle(mine.execution(), samples().ending(Action.APPLY, Outcome.FAILED));
    Intent next = begun(two());
    assertThat(two().executions().held()).containsExactly(new Held(next.execution(), null));
    finish(next, Outcome.SUCCEEDED);
    assertThat(two().executions().held()).isEmpty();
  }

  @Test
  default void aStopReachesTheGateThatRunsItWithOneRecordAndItsFirstReason() {
    Intent intent = begun(one());
    long before = records();

    assertThat(stop(two(), intent, Stop.FROZEN)).isTrue();
    assertThat(stop(two(), intent, Stop.CANCELLED)).isFalse();

    assertThat(records()).isEqualTo(before + 1);
    assertThat(one().executions().held())
        .containsExactly(new Held(intent.execution(), Stop.FROZEN));
    assertThat(one().executions().find(intent.execution()).orElseThrow().stop())
        .isEqualTo(Stop.FROZEN);
  }

  @Test
  default void whatHasEndedIsNotStopped() {
    Intent intent = begun(one());
    finish(intent, Outcome.UNKNOWN);
    long before = records();

    assertThat(stop(one(), intent, Stop.CANCELLED)).isFalse();
    assertThat(records()).isEqualTo(before);
    assertThat(one().executions().find(intent.execution()).orElseThrow().stop()).isNull();
  }

  @Test
  default void aStopIsRecordedOnceAmongManyWhoAsk() throws Exception {
    Intent intent = begun(one());
    long before = records();

    List<Boolean> asked =
        Race.of(20, i -> () -> stop(i % 2 == 0 ? one() : two(), intent, Stop.CANCELLED));

    assertThat(asked).filteredOn(once -> once).hasSize(1);
    assertThat(records()).isEqualTo(before + 1);
  }

  @Test
  default void whileUnknownAnotherBeginsOnlyWhereThatIsAllowed() {
    Intent unknown = begun(one());
    Previewed next = samples().previewed(one());
    Intent block = whileUnknown(samples().apply(next), WhileUnknown.BLOCK);
    Intent allow = whileUnknown(samples().apply(next), WhileUnknown.ALLOW);
    assertThat(two().executions().begin(allow)).isInstanceOf(Busy.class);

    finish(unknown, Outcome.UNKNOWN);
    assertThat(two().executions().begin(block)).isInstanceOf(Busy.class);
    assertThat(two().executions().begin(allow)).isEqualTo(new Begun(2));

    // The old one is not asked about while the new one runs, and does not free its lease.
    assertThat(one().executions().cutOff(10)).isEmpty();
    assertThat(one().executions().count(Execution.State.UNKNOWN)).isEqualTo(1);
    assertThat(
            one()
                .executions()
                .settle(unknown.execution(), samples().ending(Action.APPLY, Outcome.SUCCEEDED)))
        .isTrue();
    assertThat(one().executions().begin(samples().apply(samples().previewed(one()))))
        .isInstanceOf(Busy.class);
    finish(allow, Outcome.SUCCEEDED);
    assertThat(begun(one())).isNotNull();
  }

  @Test
  default void executionsAreListedByWhenTheyBeganAPageAtATime() {
    // Previewed in one order, begun in the other: the ids tell of the preview.
    Previewed first = samples().previewed(one());
    Previewed second = samples().previewed(one());
    List<Execution> newestFirst = new ArrayList<>();
    for (Previewed previewed : List.of(second, first, samples().previewed(two()))) {
      Intent intent = samples().apply(previewed);
      one().executions().begin(intent);
      finish(intent, newestFirst.isEmpty() ? Outcome.FAILED : Outcome.SUCCEEDED);
      newestFirst.addFirst(two().executions().find(intent.execution()).orElseThrow());
      clock().advance(Duration.ofMillis(newestFirst.size() - 1));
    }

    List<Execution> found = new ArrayList<>(list(null, null, null, null, 2));
    found.addAll(list(null, null, null, found.getLast(), 2));
    assertThat(found).isEqualTo(byBegin(newestFirst));
    assertThat(list(null, null, null, found.getLast(), 2)).isEmpty();
  }

  /// Two began in the same millisecond; there the larger id comes first.
  private static List<Execution> byBegin(List<Execution> executions) {
    return executions.stream()
        .sorted(
            Comparator.comparing(Execution::startedAt)
                .thenComparing(execution -> execution.id().value())
                .reversed())
        .toList();
  }

  @Test
  default void executionsAreListedByWhoseAndWhereAndHowTheyStand() {
    Intent failed = begun(one());
    finish(failed, Outcome.FAILED);
    clock().advance(Duration.ofMillis(1));
    Intent running = begun(two());

    assertThat(ids(list("ada", null, null, null, 9)))
        .containsExactly(running.execution().value(), failed.execution().value());
    assertThat(list("eve", null, null, null, 9)).isEmpty();
    assertThat(list(null, Set.of("shop"), null, null, 9)).isEmpty();
    assertThat(list(null, Set.of(), null, null, 9)).isEmpty();
    assertThat(ids(list(null, Set.of("shop", "blog"), Execution.State.FAILED, null, 9)))
        .containsExactly(failed.execution().value());
    assertThat(ids(list(null, null, Execution.State.RUNNING, null, 9)))
        .containsExactly(running.execution().value());
    assertThat(list("ada", null, Execution.State.UNKNOWN, null, 9)).isEmpty();
    assertThat(one().executions().count(Execution.State.RUNNING)).isEqualTo(1);
    assertThat(one().executions().count(Execution.State.UNKNOWN)).isZero();
  }

  private List<Execution> list(
      @Nullable String principal,
      @Nullable Set<String> targets,
      Execution.@Nullable State state,
      @Nullable Execution before,
      int limit) {
    return two()
        .executions()
        .list(
            new Filter(
                principal == null ? null : new PrincipalId(principal),
                targets,
                state,
                before == null ? null : before.id(),
                limit));
  }

  private static List<String> ids(List<Execution> executions) {
    return executions.stream().map(execution -> execution.id().value()).toList();
  }
}
