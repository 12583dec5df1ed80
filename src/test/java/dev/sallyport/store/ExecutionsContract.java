package dev.sallyport.store;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sallyport.change.Change;
import dev.sallyport.change.ChangeState;
import dev.sallyport.domain.Action;
import dev.sallyport.domain.ExecutionId;
import dev.sallyport.domain.Operation;
import dev.sallyport.domain.Outcome;
import dev.sallyport.store.Executions.Beginning;
import dev.sallyport.store.Executions.Beginning.Begun;
import dev.sallyport.store.Executions.Beginning.Busy;
import dev.sallyport.store.Executions.Beginning.Held;
import dev.sallyport.store.Executions.Beginning.TokenRefused;
import dev.sallyport.store.Executions.Beginning.TokenRefused.Reason;
import dev.sallyport.store.Executions.Beginning.WrongState;
import dev.sallyport.store.Executions.Execution;
import dev.sallyport.store.Executions.Hold;
import dev.sallyport.store.Executions.Intent;
import dev.sallyport.store.Executions.TokenUse;
import dev.sallyport.store.Samples.Previewed;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;

/// How executions begin and end, on any engine.
interface ExecutionsContract extends StoreBench {
  private ChangeState stateOf(Previewed previewed) {
    return one().changes().find(previewed.change().id()).orElseThrow().state();
  }

  private long records() {
    return one().audit().head().orElseThrow().sequence();
  }

  @Test
  default void p2_beginLeavesKeyTokenChangeLeaseExecutionAndRecords() {
    Previewed previewed = samples().previewed(one());
    Intent intent = samples().apply(previewed);
    assertThat(one().executions().begin(intent)).isEqualTo(new Begun(1));

    Execution execution = two().executions().find(intent.execution()).orElseThrow();
    assertThat(execution)
        .isEqualTo(
            new Execution(
                intent.execution(),
                previewed.change().id(),
                Samples.BLOG,
                Samples.ADA,
                Action.APPLY,
                Execution.State.RUNNING,
                null,
                Samples.object(),
                1,
                null,
                intent.traceId(),
                Samples.ECHO,
                intent.request(),
                clock().instant(),
                null));
    assertThat(two().requests().find(intent.request()))
        .contains(
            new StoredRequest(
                intent.fingerprint(), previewed.change().id(), intent.execution(), null));
    assertThat(stateOf(previewed)).isEqualTo(ChangeState.APPLYING);
    assertThat(records()).isEqualTo(4);
    assertThat(two().executions().running()).isEqualTo(1);
    assertThat(two().changes().token(previewed.change().id())).contains(previewed.token());
  }

  @Test
  default void p5_heldKeyIsToldBeforeAnythingAboutTheToken() {
    Previewed previewed = samples().previewed(one());
    Intent intent = samples().apply(previewed);
    one().executions().begin(intent);

    assertThat(two().executions().begin(intent))
        .isEqualTo(new Held(one().requests().find(intent.request()).orElseThrow()));
    one().executions().finish(intent.execution(), samples().ending(Action.APPLY, Outcome.FAILED));
    Held held = (Held) two().executions().begin(intent);
    assertThat(held.request().answer())
        .isEqualTo(samples().ending(Action.APPLY, Outcome.FAILED).answer());
  }

  @Test
  default void p1_tokenIsRefusedWithItsReasonAndNothingElseChanges() {
    Previewed previewed = samples().previewed(one());
    Intent intent = samples().apply(previewed);
    Intent unknown =
        samples().intent(previewed.change(), Action.APPLY, new TokenUse.Consume("0".repeat(64)));
    assertThat(one().executions().begin(unknown)).isEqualTo(new TokenRefused(Reason.UNKNOWN));
    assertThat(one().requests().find(unknown.request())).isEmpty();

    one().executions().begin(intent);
    long before = records();
    Intent again = samples().underAnotherKey(intent);
    assertThat(two().executions().begin(again)).isEqualTo(new TokenRefused(Reason.USED));
    assertThat(one().requests().find(again.request())).isEmpty();
    assertThat(one().executions().find(again.execution())).isEmpty();
    assertThat(records()).isEqualTo(before);
  }

  @Test
  default void p1_tokenEndsAtTheExactMillisecond() {
    Previewed early = samples().previewed(one());
    Previewed late = samples().previewed(one());
    clock().set(early.token().expiresAt().minusMillis(1));
    assertThat(one().executions().begin(samples().apply(early))).isInstanceOf(Begun.class);
    one()
        .executions()
        .finish(early.change().execution(), samples().ending(Action.APPLY, Outcome.SUCCEEDED));

    clock().set(late.token().expiresAt());
    assertThat(one().executions().begin(samples().apply(late)))
        .isEqualTo(new TokenRefused(Reason.EXPIRED));
    assertThat(one().executions().begin(samples().deploy(early)))
        .isEqualTo(new TokenRefused(Reason.EXPIRED));
  }

  @Test
  default void busyTargetNamesItsHolderAndLeavesTheTokenGood() {
    Previewed first = samples().previewed(one());
    Previewed second = samples().previewed(one());
    Instant since = clock().instant();
    one().executions().begin(samples().apply(first));
    clock().advance(Duration.ofSeconds(3));

    assertThat(two().executions().begin(samples().apply(second)))
        .isEqualTo(new Busy(first.change().execution(), since));
    assertThat(stateOf(second)).isEqualTo(ChangeState.AWAITING_CONFIRMATION);
    one()
        .executions()
        .finish(first.change().execution(), samples().ending(Action.APPLY, Outcome.SUCCEEDED));
    assertThat(two().executions().begin(samples().apply(second))).isEqualTo(new Begun(2));
  }

  @Test
  default void wrongStateIsToldAndLeavesEverything() {
    Previewed previewed = samples().previewed(one());
    assertThat(one().executions().begin(samples().deploy(previewed)))
        .isEqualTo(new WrongState(ChangeState.AWAITING_CONFIRMATION));

    one().executions().begin(samples().apply(previewed));
    assertThat(one().executions().begin(samples().deploy(previewed)))
        .isEqualTo(new WrongState(ChangeState.APPLYING));
    one()
        .executions()
        .finish(previewed.change().execution(), samples().ending(Action.APPLY, Outcome.FAILED));
    assertThat(one().executions().begin(samples().deploy(previewed)))
        .isEqualTo(new WrongState(ChangeState.APPLY_FAILED));
  }

  @Test
  default void lifecycleApplyThenDeployOnceWithOneToken() {
    Previewed previewed = samples().previewed(one());
    one().executions().begin(samples().apply(previewed));
    one()
        .executions()
        .finish(previewed.change().execution(), samples().ending(Action.APPLY, Outcome.SUCCEEDED));
    Intent deploy = samples().deploy(previewed);
    assertThat(two().executions().begin(deploy)).isEqualTo(new Begun(2));
    assertThat(stateOf(previewed)).isEqualTo(ChangeState.DEPLOYING);
    two()
        .executions()
        .finish(deploy.execution(), samples().ending(Action.DEPLOY, Outcome.SUCCEEDED));

    assertThat(stateOf(previewed)).isEqualTo(ChangeState.DEPLOYED);
    assertThat(one().executions().begin(samples().underAnotherKey(deploy)))
        .isEqualTo(new TokenRefused(Reason.USED));
    assertThat(one().executions().ofChange(previewed.change().id()))
        .extracting(Execution::action)
        .containsExactly(Action.APPLY, Action.DEPLOY);
  }

  @Test
  default void rollbackConsumesItsOwnToken() {
    Previewed previewed =
        samples().previewed(one(), samples().key(Action.PREVIEW), Operation.ROLLBACK);
    Intent intent =
        samples()
            .intent(
                previewed.change(),
                Action.ROLLBACK,
                new TokenUse.Consume(previewed.token().hash()));

    assertThat(one().executions().begin(intent)).isEqualTo(new Begun(1));
    assertThat(stateOf(previewed)).isEqualTo(ChangeState.ROLLING_BACK);
  }

  @Test
  default void autoRecordsItsChangeWithTheExecutionOrNotAtAll() {
    Change change = samples().change(samples().key(Action.AUTO));
    Intent intent = samples().intent(change, Action.AUTO, new TokenUse.None(Hold.NEVER));
    assertThat(one().executions().begin(intent)).isEqualTo(new Begun(1));
    assertThat(two().changes().find(change.id())).contains(change.inState(ChangeState.APPLYING));

    Change other = samples().change(samples().key(Action.AUTO));
    Beginning beginning =
        two()
            .executions()
            .begin(samples().intent(other, Action.AUTO, new TokenUse.None(Hold.NEVER)));
    assertThat(beginning).isInstanceOf(Busy.class);
    assertThat(one().changes().find(other.id())).isEmpty();
  }

  @Test
  default void finishRecordsTheEndOnce() {
    Previewed previewed = samples().previewed(one());
    Intent intent = samples().apply(previewed);
    one().executions().begin(intent);
    clock().advance(Duration.ofSeconds(1));

    assertThat(
            two()
                .executions()
                .finish(intent.execution(), samples().ending(Action.APPLY, Outcome.FAILED)))
        .isTrue();
    long before = records();
    assertThat(
            one()
                .executions()
                .finish(intent.execution(), samples().ending(Action.APPLY, Outcome.SUCCEEDED)))
        .isFalse();
    Execution execution = one().executions().find(intent.execution()).orElseThrow();
    assertThat(execution.state()).isEqualTo(Execution.State.FAILED);
    assertThat(execution.detail()).isEqualTo("why");
    assertThat(execution.endedAt()).isEqualTo(clock().instant());
    assertThat(execution.output().path("commit").asString()).isEqualTo("c0ffee");
    assertThat(records()).isEqualTo(before);
    assertThat(one().executions().running()).isZero();
    assertThat(
            one()
                .executions()
                .settle(intent.execution(), samples().ending(Action.APPLY, Outcome.SUCCEEDED)))
        .isFalse();
  }

  @Test
  default void unknownOutcomeKeepsTheTargetUntilItIsSettled() {
    Previewed first = samples().previewed(one());
    Previewed second = samples().previewed(one());
    ExecutionId execution = first.change().execution();
    one().executions().begin(samples().apply(first));
    one().executions().finish(execution, samples().ending(Action.APPLY, Outcome.UNKNOWN));

    assertThat(one().executions().begin(samples().apply(second))).isInstanceOf(Busy.class);
    assertThat(one().executions().cutOff(10)).extracting(Execution::id).containsExactly(execution);
    assertThat(
            two().executions().settle(execution, samples().ending(Action.APPLY, Outcome.SUCCEEDED)))
        .isTrue();
    assertThat(stateOf(first)).isEqualTo(ChangeState.APPLIED);
    assertThat(one().requests().find(samples().key(first.change(), Action.APPLY)))
        .hasValueSatisfying(request -> assertThat(request.answer().status()).isEqualTo(200));
    assertThat(one().executions().begin(samples().apply(second))).isEqualTo(new Begun(2));
    assertThat(one().executions().cutOff(10)).isEmpty();
  }
}
