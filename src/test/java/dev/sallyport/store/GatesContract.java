package dev.sallyport.store;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sallyport.change.ChangeState;
import dev.sallyport.domain.Action;
import dev.sallyport.domain.ExecutionId;
import dev.sallyport.domain.Outcome;
import dev.sallyport.store.Executions.Beginning.Begun;
import dev.sallyport.store.Executions.Beginning.Busy;
import dev.sallyport.store.Executions.Execution;
import dev.sallyport.store.Executions.Intent;
import dev.sallyport.store.Samples.Previewed;
import java.time.Duration;
import org.junit.jupiter.api.Test;

/// What becomes of the executions of a gate that ends, on any engine.
interface GatesContract extends StoreBench {
  private Intent begun(Store store) {
    Intent intent = samples().apply(samples().previewed(store));
    assertThat(store.executions().begin(intent)).isInstanceOf(Begun.class);
    return intent;
  }

  @Test
  default void p3_executionsOfLivingGatesAreLeftAlone() {
    Intent intent = begun(one());

    clock().advance(Duration.ofSeconds(9));
    assertThat(two().executions().cutOff(10)).isEmpty();
    one().executions().heartbeat();
    clock().advance(Duration.ofSeconds(9));
    assertThat(two().executions().cutOff(10)).isEmpty();
    assertThat(one().executions().cutOff(10)).isEmpty();
    assertThat(
            one()
                .executions()
                .finish(intent.execution(), samples().ending(Action.APPLY, Outcome.SUCCEEDED)))
        .isTrue();
  }

  @Test
  default void p3_executionOfAKilledGateBecomesUnknownOnRecordAndKeepsItsTarget() {
    Intent intent = begun(one());
    Previewed waiting = samples().previewed(one());
    kill(one());

    Execution moved = two().executions().cutOff(10).getFirst();
    assertThat(moved.id()).isEqualTo(intent.execution());
    assertThat(moved.state()).isEqualTo(Execution.State.UNKNOWN);
    assertThat(moved.endedAt()).isEqualTo(clock().instant());
    assertThat(two().changes().find(moved.change()).orElseThrow().state())
        .isEqualTo(ChangeState.UNKNOWN);
    assertThat(two().executions().begin(samples().apply(waiting))).isInstanceOf(Busy.class);
    assertThat(two().audit().before(Long.MAX_VALUE, 1).getFirst().body().path("event").asString())
        .isEqualTo("execution.unknown");
    long records = two().audit().head().orElseThrow().sequence();
    assertThat(two().executions().cutOff(10)).extracting(Execution::id).containsExactly(moved.id());
    assertThat(two().audit().head().orElseThrow().sequence()).isEqualTo(records);
  }

  @Test
  default void p3_gateThatWasOnlyStoppedHasLostItsExecutionWhenItComesBack() {
    Intent intent = begun(one());
    clock().advance(Duration.ofSeconds(10));
    assertThat(two().executions().cutOff(10)).hasSize(1);
    assertThat(
            two()
                .executions()
                .settle(intent.execution(), samples().ending(Action.APPLY, Outcome.FAILED)))
        .isTrue();

    assertThat(
            one()
                .executions()
                .finish(intent.execution(), samples().ending(Action.APPLY, Outcome.SUCCEEDED)))
        .isFalse();
    assertThat(one().executions().find(intent.execution()).orElseThrow().state())
        .isEqualTo(Execution.State.FAILED);
    assertThat(begun(one())).isNotNull();
    assertThat(two().executions().cutOff(10)).isEmpty();
  }

  @Test
  default void fenceGrowsByOneWithEveryLease() {
    for (long expected = 1; expected <= 3; expected++) {
      Intent intent = samples().apply(samples().previewed(one()));
      Store store = expected % 2 == 0 ? one() : two();
      assertThat(store.executions().begin(intent)).isEqualTo(new Begun(expected));
      store
          .executions()
          .finish(intent.execution(), samples().ending(Action.APPLY, Outcome.SUCCEEDED));
    }
  }

  @Test
  default void cutOffReturnsAtMostItsLimit() {
    Intent first = begun(one());
    ExecutionId execution = first.execution();
    one().executions().finish(execution, samples().ending(Action.APPLY, Outcome.UNKNOWN));

    assertThat(two().executions().cutOff(1)).hasSize(1);
    assertThat(
            two().executions().settle(execution, samples().ending(Action.APPLY, Outcome.UNKNOWN)))
        .isTrue();
    assertThat(two().executions().find(execution).orElseThrow().state())
        .isEqualTo(Execution.State.UNKNOWN);
  }
}
