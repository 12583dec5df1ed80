package dev.sallyport.store;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sallyport.audit.AuditEvent;
import dev.sallyport.audit.AuditRecord;
import dev.sallyport.change.Change;
import dev.sallyport.change.ChangeState;
import dev.sallyport.domain.Action;
import dev.sallyport.domain.ChangeId;
import dev.sallyport.domain.Outcome;
import dev.sallyport.store.Executions.Beginning.TokenRefused;
import dev.sallyport.store.Executions.Beginning.TokenRefused.Reason;
import dev.sallyport.store.Executions.Intent;
import dev.sallyport.store.Samples.Previewed;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

/// How what has ended is forgotten, on any engine.
interface RetentionContract extends StoreBench {
  Duration CHANGES = Duration.ofDays(90);
  Duration ANSWERS = Duration.ofDays(30);
  int MANY = 1_000;

  private Previewed applied() {
    return run(Outcome.SUCCEEDED, List.of());
  }

  private Previewed run(Outcome outcome, List<Outputs.Line> lines) {
    Previewed previewed = samples().previewed(one());
    Intent intent = samples().apply(previewed);
    one().executions().begin(intent);
    one().executions().finish(intent.execution(), samples().ending(Action.APPLY, outcome), lines);
    return previewed;
  }

  private int forget() {
    return one().changes().forget(CHANGES, MANY);
  }

  private void forgetAnswers() {
    one().requests().forget(ANSWERS, MANY);
  }

  private boolean isThere(Change change) {
    return two().changes().find(change.id()).isPresent();
  }

  @Test
  default void aChangeThatEndedGoesWithAllThatBelongsToItAtTheExactMillisecond() {
    Previewed gone = applied();
    List<AuditRecord> records = one().audit().after(0, MANY);
    forgetAnswers();
    clock().advance(CHANGES.minusMillis(1));
    forgetAnswers();
    assertThat(forget()).isZero();
    assertThat(isThere(gone.change())).isTrue();
    clock().advance(Duration.ofMillis(1));

    assertThat(forget()).isEqualTo(1);

    ChangeId id = gone.change().id();
    assertThat(two().changes().find(id)).isEmpty();
    assertThat(two().changes().token(id)).isEmpty();
    assertThat(two().executions().ofChange(id)).isEmpty();
    assertThat(two().executions().find(gone.change().execution())).isEmpty();
    assertThat(two().audit().after(0, MANY)).isEqualTo(records);
    assertThat(forget()).isZero();
  }

  @Test
  default void approvedAndRejectedChangesGoToo() {
    Change rejected = samples().awaitingApproval(one());
    one()
        .changes()
        .end(
            rejected.id(),
            Set.of(ChangeState.AWAITING_APPROVAL),
            ChangeState.REJECTED,
            samples().draft(AuditEvent.CHANGE_REJECTED));
    clock().advance(CHANGES);
    forgetAnswers();

    assertThat(forget()).isEqualTo(1);
    assertThat(isThere(rejected)).isFalse();
  }

  @Test
  default void atMostTheLimitGoesTheOldestFirst() {
    Previewed first = applied();
    clock().advance(Duration.ofMillis(1));
    Previewed second = applied();
    clock().advance(CHANGES);
    forgetAnswers();

    assertThat(one().changes().forget(CHANGES, 1)).isEqualTo(1);
    assertThat(isThere(first.change())).isFalse();
    assertThat(isThere(second.change())).isTrue();
    assertThat(one().changes().forget(CHANGES, 1)).isEqualTo(1);
  }

  @Test
  default void whatRunsOrIsUnknownOrWaitsStays() {
    Previewed unknown = run(Outcome.UNKNOWN, List.of());
    Change waiting = samples().awaitingApproval(one());
    Previewed previewed = samples().previewed(one());
    clock().advance(CHANGES.multipliedBy(2));
    forgetAnswers();

    assertThat(forget()).isZero();
    assertThat(List.of(unknown.change(), waiting, previewed.change()))
        .allSatisfy(change -> assertThat(isThere(change)).isTrue());
  }

  @Test
  default void aRunningOneStaysHoweverOldItIs() {
    Previewed running = samples().previewed(one());
    one().executions().begin(samples().apply(running));
    clock().advance(CHANGES.multipliedBy(2));
    forgetAnswers();

    assertThat(forget()).isZero();
    assertThat(isThere(running.change())).isTrue();
  }

  @Test
  default void onAFrozenTargetEverythingStaysUntilItIsLifted() {
    Previewed applied = applied();
    one()
        .freezes()
        .set(Samples.BLOG, "Looking into it", Samples.ADA, samples().draft(AuditEvent.FREEZE_SET));
    clock().advance(CHANGES);
    forgetAnswers();
    assertThat(forget()).isZero();
    one().freezes().lift(Samples.BLOG, Samples.ADA, samples().draft(AuditEvent.FREEZE_LIFTED));
    one().freezes().set(null, "All of it", Samples.ADA, samples().draft(AuditEvent.FREEZE_SET));
    assertThat(forget()).isZero();
    one().freezes().lift(null, Samples.ADA, samples().draft(AuditEvent.FREEZE_LIFTED));

    assertThat(forget()).isEqualTo(1);
    assertThat(isThere(applied.change())).isFalse();
  }

  @Test
  default void whoseAnswersAreKeptStaysSoThatTheyCanBeGivenAgain() {
    Previewed applied = applied();
    clock().advance(CHANGES);

    assertThat(forget()).isZero();
    assertThat(two().changes().token(applied.change().id())).isPresent();
    forgetAnswers();
    assertThat(forget()).isEqualTo(1);
  }

  @Test
  default void outputGoesFirstSoThatOneBatchIsNeverLong() {
    Previewed applied =
        run(
            Outcome.FAILED,
            List.of(new Outputs.Line(1, clock().instant(), Outputs.Channel.NOTE, "why")));
    clock().advance(CHANGES);
    forgetAnswers();

    assertThat(forget()).isZero();
    one().outputs().forget(CHANGES, MANY);
    assertThat(forget()).isEqualTo(1);
    assertThat(isThere(applied.change())).isFalse();
  }

  @Test
  default void theTokenOfWhatIsForgottenIsUnknown() {
    Previewed gone = applied();
    clock().advance(CHANGES);
    forgetAnswers();
    forget();

    assertThat(one().executions().begin(samples().apply(gone)))
        .isEqualTo(new TokenRefused(Reason.UNKNOWN));
  }

  @Test
  default void theTargetGoesOnWithAHigherFenceAfterItsChangesAreForgotten() {
    applied();
    clock().advance(CHANGES);
    forgetAnswers();
    assertThat(forget()).isEqualTo(1);

    Previewed next = samples().previewed(one());
    assertThat(one().executions().begin(samples().apply(next)))
        .isEqualTo(new Executions.Beginning.Begun(2));
  }
}
