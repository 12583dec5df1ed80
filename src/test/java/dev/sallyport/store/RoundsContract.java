package dev.sallyport.store;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sallyport.audit.AuditEvent;
import dev.sallyport.change.Change;
import dev.sallyport.change.ChangeState;
import dev.sallyport.domain.Action;
import dev.sallyport.domain.Operation;
import dev.sallyport.domain.Outcome;
import dev.sallyport.domain.PrincipalId;
import dev.sallyport.store.Approvals.BreakGlass;
import dev.sallyport.store.Approvals.Broke;
import dev.sallyport.store.Approvals.Decided;
import dev.sallyport.store.Approvals.Decided.Barred;
import dev.sallyport.store.Approvals.Decided.Counted;
import dev.sallyport.store.Approvals.Decided.Refused;
import dev.sallyport.store.Approvals.Decided.TooLate;
import dev.sallyport.store.Approvals.Decided.WrongNumber;
import dev.sallyport.store.Approvals.NewRound;
import dev.sallyport.store.Approvals.Verdict;
import dev.sallyport.store.Changes.Filter;
import dev.sallyport.store.Changes.Issuing;
import dev.sallyport.store.Executions.Beginning;
import dev.sallyport.store.Executions.TokenUse;
import dev.sallyport.store.Samples.Previewed;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/// The time, the number, the deploy's own round and the broken glass of an approval, on any engine.
@Tag("tokens")
interface RoundsContract extends ApprovalsBench {
  private Decided decide(
      Change change, Action action, String who, Verdict verdict, @Nullable Integer number) {
    return one()
        .approvals()
        .decide(decision(binding(change, action), change, who, verdict, TWO, number));
  }

  private BreakGlass glass(Change change, Action action) {
    return new BreakGlass(
        change.id(),
        new PrincipalId("olga"),
        binding(change, action),
        "the shop is down",
        Duration.ofMinutes(10),
        samples().draft(AuditEvent.BREAK_GLASS_USED));
  }

  @Test
  default void unmetInTimeTakesNoDecisionAndEndsOnTheRecord() {
    Change change = samples().awaitingApproval(one());
    approve(change, "bob");
    Instant until = round(change, Action.APPLY).until();
    clock().advance(Samples.APPROVAL_WAIT);
    long before = records();

    assertThat(approve(change, "cleo")).isEqualTo(new TooLate(until));
    assertThat(reject(change, "cleo")).isEqualTo(new TooLate(until));
    assertThat(two().approvals().expire(10)).isEqualTo(1);
    assertThat(stateOf(change)).isEqualTo(ChangeState.EXPIRED);
    assertThat(recordsAfter(before)).containsExactly("approval.expired");
    assertThat(one().approvals().expire(10)).isZero();
    assertThat(issue(one(), change)).isEqualTo(new Issuing.WrongState(ChangeState.EXPIRED));
  }

  @Test
  default void oldApprovalCountsNoMoreAndWhatIsMetHoldsAsLongAsTheOldestNeeded() {
    Change change = samples().awaitingApproval(one());
    approve(change, "bob");
    clock().advance(LIFETIME);

    assertThat(approve(change, "cleo")).isEqualTo(new Counted(1, ChangeState.AWAITING_APPROVAL));
    Instant oldest = clock().instant();
    clock().advance(Duration.ofHours(1));
    assertThat(approve(change, "dora"))
        .isEqualTo(new Counted(2, ChangeState.AWAITING_CONFIRMATION));
    assertThat(round(change, Action.APPLY).until()).isEqualTo(oldest.plus(LIFETIME));
  }

  @Test
  default void approvedButNotUsedInTimeGetsNoTokenAndEnds() {
    Change change = samples().awaitingApproval(one());
    approve(change, "bob");
    approve(change, "cleo");
    clock().advance(LIFETIME.minus(Samples.TOKEN_LIFE).plusSeconds(1));

    assertThat(issue(one(), change)).isEqualTo(new Issuing.NotApproved());
    clock().advance(Samples.TOKEN_LIFE);
    assertThat(one().approvals().expire(10)).isEqualTo(1);
    assertThat(stateOf(change)).isEqualTo(ChangeState.EXPIRED);
  }

  @Test
  default void changeWithATokenDoesNotEndWithItsApproval() {
    Change change = samples().awaitingApproval(one());
    approve(change, "bob");
    approve(change, "cleo");
    issue(one(), change);
    long before = records();
    clock().advance(LIFETIME);

    assertThat(one().approvals().expire(10)).isEqualTo(1);
    assertThat(recordsAfter(before)).isEmpty();
    assertThat(stateOf(change)).isEqualTo(ChangeState.AWAITING_CONFIRMATION);
  }

  @Test
  default void wrongNumberIsOnTheRecordAndTheFourthTryIsBarred() {
    Change change =
        samples()
            .awaitingApproval(
                one(), List.of(new NewRound(Action.APPLY, Samples.APPROVAL_WAIT, 42)));
    long before = records();

    assertThat(decide(change, Action.APPLY, "bob", Verdict.APPROVED, 41))
        .isEqualTo(new WrongNumber(2));
    assertThat(decide(change, Action.APPLY, "bob", Verdict.APPROVED, null))
        .isEqualTo(new WrongNumber(1));
    assertThat(decide(change, Action.APPLY, "bob", Verdict.APPROVED, 99))
        .isEqualTo(new WrongNumber(0));
    assertThat(decide(change, Action.APPLY, "bob", Verdict.APPROVED, 42)).isEqualTo(new Barred());
    assertThat(recordsAfter(before))
        .containsExactly("approval.refused", "approval.refused", "approval.refused");
    assertThat(decide(change, Action.APPLY, "cleo", Verdict.APPROVED, 42))
        .isEqualTo(new Counted(1, ChangeState.AWAITING_APPROVAL));
    assertThat(decide(change, Action.APPLY, "bob", Verdict.REJECTED, null))
        .isEqualTo(new Counted(1, ChangeState.REJECTED));
  }

  @Test
  default void manyWrongNumbersAtOnceAreStillThree() throws Exception {
    Change change =
        samples()
            .awaitingApproval(
                one(), List.of(new NewRound(Action.APPLY, Samples.APPROVAL_WAIT, 42)));

    List<Decided> results =
        Race.of(20, i -> () -> decide(change, Action.APPLY, "bob", Verdict.APPROVED, 43));

    assertThat(results).filteredOn(WrongNumber.class::isInstance).hasSize(3);
    assertThat(results).filteredOn(Barred.class::isInstance).hasSize(17);
  }

  /// A change that needs no approval to be applied, and two to be deployed.
  private Previewed deployable() {
    return samples()
        .previewed(
            one(),
            samples().key(Action.PREVIEW),
            Operation.CHANGE,
            List.of(new NewRound(Action.DEPLOY, Samples.APPROVAL_WAIT, null)));
  }

  private void apply(Previewed previewed) {
    one().executions().begin(samples().apply(previewed));
    one()
        .executions()
        .finish(previewed.change().execution(), samples().ending(Action.APPLY, Outcome.SUCCEEDED));
  }

  private Issuing deployToken(Store gate, IssuedToken token) {
    return gate.changes().issue(token, true, samples().draft(AuditEvent.TOKEN_MINTED));
  }

  @Test
  default void deployIsApprovedOnceItsApplyHasSucceededAndNotBefore() {
    Previewed previewed = deployable();
    Change change = previewed.change();
    IssuedToken fresh = samples().token(change.id());

    assertThat(decide(change, Action.DEPLOY, "bob", Verdict.APPROVED, null))
        .isEqualTo(new Refused(ChangeState.AWAITING_CONFIRMATION, true));
    apply(previewed);
    assertThat(round(change, Action.DEPLOY).until())
        .isEqualTo(clock().instant().plus(Samples.APPROVAL_WAIT));
    assertThat(deployToken(one(), fresh)).isEqualTo(new Issuing.NotApproved());
    decide(change, Action.DEPLOY, "bob", Verdict.APPROVED, null);
    assertThat(decide(change, Action.DEPLOY, "cleo", Verdict.APPROVED, null))
        .isEqualTo(new Counted(2, ChangeState.APPLIED));
    assertThat(decide(change, Action.DEPLOY, "dora", Verdict.REJECTED, null))
        .isEqualTo(new Refused(ChangeState.APPLIED, true));
    assertThat(deployToken(one(), fresh)).isEqualTo(new Issuing.Issued());
    assertThat(deployToken(two(), samples().token(change.id())))
        .isEqualTo(new Issuing.Standing(fresh));
    assertThat(one().changes().token(change.id())).contains(previewed.token());

    assertThat(
            two()
                .executions()
                .begin(samples().intent(change, Action.DEPLOY, new TokenUse.Consume(fresh.hash()))))
        .isInstanceOf(Beginning.Begun.class);
  }

  @Test
  default void rejectedDeployEndsTheChangeAndItsToken() {
    Previewed previewed = deployable();
    apply(previewed);

    assertThat(decide(previewed.change(), Action.DEPLOY, "bob", Verdict.REJECTED, null))
        .isEqualTo(new Counted(0, ChangeState.REJECTED));
    assertThat(one().executions().begin(samples().deploy(previewed)))
        .isInstanceOf(Beginning.TokenRefused.class);
  }

  @Test
  default void deployThatNobodyApprovesInTimeEnds() {
    Previewed previewed = deployable();
    apply(previewed);
    clock().advance(Samples.APPROVAL_WAIT);
    long before = records();

    one().approvals().expire(10);
    assertThat(stateOf(previewed.change())).isEqualTo(ChangeState.EXPIRED);
    assertThat(recordsAfter(before)).containsExactly("approval.expired");
  }

  @Test
  default void brokenGlassLetsTheChangeThroughOnceAndIsListedApart() throws Exception {
    samples().awaitingApproval(one());
    Change change = samples().awaitingApproval(one());
    long before = records();

    List<Broke> results =
        Race.of(10, i -> () -> one().approvals().breakGlass(glass(change, Action.APPLY)));

    assertThat(results)
        .filteredOn(new Broke.Through(ChangeState.AWAITING_CONFIRMATION)::equals)
        .hasSize(1);
    assertThat(results)
        .filteredOn(new Broke.Refused(ChangeState.AWAITING_CONFIRMATION, true)::equals)
        .hasSize(9);
    assertThat(recordsAfter(before)).containsExactly("break_glass.used");
    assertThat(round(change, Action.APPLY).broken())
        .isEqualTo(
            new ApprovalRound.Broken(
                new PrincipalId("olga"), "the shop is down", clock().instant()));
    assertThat(one().changes().list(new Filter(null, null, null, null, true, 10)))
        .extracting(Change::id)
        .containsExactly(change.id());
    assertThat(issue(one(), change)).isEqualTo(new Issuing.Issued());
  }

  @Test
  default void glassDoesNotBreakForAnotherPlanOrTooLate() {
    Change change = samples().awaitingApproval(one());
    Change other = samples().awaitingApproval(one());
    BreakGlass wrong =
        new BreakGlass(
            change.id(),
            new PrincipalId("olga"),
            binding(other, Action.APPLY),
            "why",
            Duration.ofMinutes(10),
            samples().draft(AuditEvent.BREAK_GLASS_USED));

    assertThat(one().approvals().breakGlass(wrong))
        .isEqualTo(new Broke.Refused(ChangeState.AWAITING_APPROVAL, false));
    clock().advance(Samples.APPROVAL_WAIT);
    assertThat(one().approvals().breakGlass(glass(change, Action.APPLY)))
        .isInstanceOf(Broke.TooLate.class);
  }

  @Test
  default void restoredStoreHoldsNothingThatWasApproved() {
    Previewed previewed = deployable();
    apply(previewed);
    decide(previewed.change(), Action.DEPLOY, "bob", Verdict.APPROVED, null);
    decide(previewed.change(), Action.DEPLOY, "cleo", Verdict.APPROVED, null);

    one().changes().voidTokens(samples().draft(AuditEvent.STORE_RESTORED));

    assertThat(deployToken(one(), samples().token(previewed.change().id())))
        .isEqualTo(new Issuing.NotApproved());
  }
}
