package dev.sallyport.store;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sallyport.change.Change;
import dev.sallyport.domain.Action;
import dev.sallyport.domain.Outcome;
import dev.sallyport.store.Executions.Beginning.Begun;
import dev.sallyport.store.Executions.Beginning.Busy;
import dev.sallyport.store.Executions.Beginning.Moved;
import dev.sallyport.store.Executions.Execution.State;
import dev.sallyport.store.Executions.Hold;
import dev.sallyport.store.Executions.Intent;
import dev.sallyport.store.Executions.TokenUse;
import dev.sallyport.store.Executions.WhileUnknown;
import org.junit.jupiter.api.Test;

/// How a target is held, and plans that nobody has seen and that another gate's execution overtook.
interface OvertakenContract extends StoreBench {
  private Intent auto(Hold planned) {
    Change change = samples().change(samples().key(Action.AUTO));
    return samples().intent(change, Action.AUTO, new TokenUse.None(planned));
  }

  private static Intent overUnknown(Intent intent) {
    return new Intent(
        intent.request(),
        intent.fingerprint(),
        intent.change(),
        intent.execution(),
        intent.token(),
        intent.traceId(),
        intent.echo(),
        WhileUnknown.ALLOW,
        intent.audit());
  }

  private Hold hold() {
    return two().executions().hold(Samples.BLOG);
  }

  private Intent begun() {
    Intent intent = auto(hold());
    assertThat(one().executions().begin(intent)).isInstanceOf(Begun.class);
    return intent;
  }

  private void end(Intent intent, Outcome outcome) {
    assertThat(
            one().executions().finish(intent.execution(), samples().ending(Action.AUTO, outcome)))
        .isTrue();
  }

  @Test
  default void aTargetIsHeldUntilItsExecutionHasEnded() {
    assertThat(hold()).isEqualTo(Hold.NEVER);
    Intent first = begun();
    assertThat(hold()).isEqualTo(new Hold(1, State.RUNNING));
    end(first, Outcome.SUCCEEDED);
    assertThat(hold()).isEqualTo(new Hold(1, null));
    Intent second = begun();
    end(second, Outcome.UNKNOWN);
    assertThat(hold()).isEqualTo(new Hold(2, State.UNKNOWN));
    one().executions().settle(second.execution(), samples().ending(Action.AUTO, Outcome.FAILED));
    assertThat(hold()).isEqualTo(new Hold(2, null));
  }

  @Test
  default void whatAnotherExecutionOvertookDoesNotBeginAndLeavesNothing() {
    Intent overtaken = auto(hold());
    end(begun(), Outcome.SUCCEEDED);

    assertThat(two().executions().begin(overtaken)).isInstanceOf(Moved.class);

    assertThat(one().changes().find(overtaken.change().id())).isEmpty();
    assertThat(one().requests().find(overtaken.request())).isEmpty();
    assertThat(two().executions().begin(auto(hold()))).isEqualTo(new Begun(2));
  }

  @Test
  default void whatWasPlannedWhileAnotherRanIsBusyAndThenOvertaken() {
    Intent running = begun();
    Intent planned = auto(hold());

    assertThat(two().executions().begin(planned)).isInstanceOf(Busy.class);
    end(running, Outcome.FAILED);
    assertThat(two().executions().begin(planned)).isInstanceOf(Moved.class);
  }

  @Test
  default void whatMayRunOverAnUnknownOneIsOvertakenLikeAnyOther() {
    Intent unknown = begun();
    Hold before = hold();
    end(unknown, Outcome.UNKNOWN);

    assertThat(two().executions().begin(auto(before))).isInstanceOf(Busy.class);
    assertThat(two().executions().begin(overUnknown(auto(before)))).isInstanceOf(Moved.class);
    assertThat(two().executions().begin(overUnknown(auto(hold())))).isEqualTo(new Begun(2));
  }
}
