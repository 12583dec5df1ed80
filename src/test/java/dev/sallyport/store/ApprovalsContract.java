package dev.sallyport.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.sallyport.audit.AuditEvent;
import dev.sallyport.change.Binding;
import dev.sallyport.change.Change;
import dev.sallyport.change.ChangeState;
import dev.sallyport.domain.Action;
import dev.sallyport.domain.PlanHash;
import dev.sallyport.domain.PrincipalId;
import dev.sallyport.store.Approvals.Decided;
import dev.sallyport.store.Approvals.Decided.Before;
import dev.sallyport.store.Approvals.Decided.Counted;
import dev.sallyport.store.Approvals.Decided.Refused;
import dev.sallyport.store.Approvals.Decision;
import dev.sallyport.store.Approvals.Verdict;
import dev.sallyport.store.Changes.Issuing;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/// Decisions on changes and the token that follows them, on any engine.
@Tag("tokens")
interface ApprovalsContract extends ApprovalsBench {
  private Store gate(int caller) {
    return caller % 2 == 0 ? one() : two();
  }

  @Test
  default void lastApprovalNeededMovesTheChangeAndEachIsOnTheRecord() {
    Change change = samples().awaitingApproval(one());
    long before = records();

    assertThat(approve(change, "bob")).isEqualTo(new Counted(1, ChangeState.AWAITING_APPROVAL));
    assertThat(stateOf(change)).isEqualTo(ChangeState.AWAITING_APPROVAL);
    assertThat(approve(change, "cleo"))
        .isEqualTo(new Counted(2, ChangeState.AWAITING_CONFIRMATION));
    assertThat(stateOf(change)).isEqualTo(ChangeState.AWAITING_CONFIRMATION);
    assertThat(given(change)).isEqualTo(2);
    assertThat(records()).isEqualTo(before + 2);
  }

  @Test
  default void everyGroupMustAgreeAndNobodyCountsForTwo() {
    Change change = samples().awaitingApproval(one());

    assertThat(approve(change, "both", DBA_AND_SRE, "dba", "sre"))
        .isEqualTo(new Counted(1, ChangeState.AWAITING_APPROVAL));
    assertThat(approve(change, "neither", DBA_AND_SRE))
        .isEqualTo(new Counted(1, ChangeState.AWAITING_APPROVAL));
    assertThat(approve(change, "dora", DBA_AND_SRE, "dba"))
        .isEqualTo(new Counted(2, ChangeState.AWAITING_CONFIRMATION));
  }

  @Test
  default void samePrincipalCountsOnceWhateverItSaysNext() {
    Change change = samples().awaitingApproval(one());
    approve(change, "bob");
    long before = records();

    assertThat(approve(change, "bob"))
        .isEqualTo(new Before(Verdict.APPROVED, 1, ChangeState.AWAITING_APPROVAL));
    assertThat(reject(change, "bob"))
        .isEqualTo(new Before(Verdict.APPROVED, 1, ChangeState.AWAITING_APPROVAL));
    assertThat(stateOf(change)).isEqualTo(ChangeState.AWAITING_APPROVAL);
    assertThat(records()).isEqualTo(before);
  }

  @Test
  default void rejectionEndsTheChangeForGood() {
    Change change = samples().awaitingApproval(one());
    approve(change, "bob");

    assertThat(reject(change, "cleo")).isEqualTo(new Counted(1, ChangeState.REJECTED));
    assertThat(approve(change, "dora")).isEqualTo(new Refused(ChangeState.REJECTED, true));
    assertThat(issue(one(), change)).isEqualTo(new Issuing.WrongState(ChangeState.REJECTED));
  }

  @Test
  default void decisionOnAnotherPlanBaseOrRequesterDoesNotCount() {
    Change change = samples().awaitingApproval(one());
    Binding right = binding(change, Action.APPLY);
    List<Binding> wrong =
        List.of(
            with(right, new PlanHash("sha256:" + samples().hex(32)), right.base(), Samples.ADA),
            with(right, right.plan(), "base-2", Samples.ADA),
            with(right, right.plan(), right.base(), new PrincipalId("eve")));

    assertThat(wrong)
        .allSatisfy(
            bound ->
                assertThat(one().approvals().decide(bob(change, bound)))
                    .isEqualTo(new Refused(ChangeState.AWAITING_APPROVAL, false)));
    assertThat(one().approvals().decide(bob(change, right))).isInstanceOf(Counted.class);
    assertThatIllegalArgumentException()
        .isThrownBy(() -> decision(change, "ada", Verdict.APPROVED));
  }

  private Decision bob(Change change, Binding bound) {
    return decision(bound, change, "bob", Verdict.APPROVED, TWO, null);
  }

  private static Binding with(Binding binding, PlanHash plan, String base, PrincipalId requester) {
    return new Binding(binding.action(), plan, base, requester, binding.policy(), binding.asked());
  }

  @Test
  default void whatWasGivenUnderAnotherPolicyDoesNotCount() {
    Change change = samples().awaitingApproval(one());
    approve(change, "bob");
    Binding right = binding(change, Action.APPLY);
    Binding other =
        new Binding(
            right.action(),
            right.plan(),
            right.base(),
            right.requester(),
            "sha256:" + "9".repeat(64),
            right.asked());

    assertThat(one().approvals().given(change.id(), other, Instant.EPOCH)).isEmpty();
    assertThat(one().approvals().decide(bob(change, other)))
        .isEqualTo(new Counted(1, ChangeState.AWAITING_APPROVAL));
  }

  @Test
  default void endedChangeTakesNoDecision() {
    Change change = samples().awaitingApproval(one());
    one()
        .changes()
        .end(
            change.id(),
            Set.of(ChangeState.AWAITING_APPROVAL),
            ChangeState.CANCELLED,
            samples().draft(AuditEvent.CHANGE_CANCELLED));
    long before = records();

    assertThat(approve(change, "bob")).isEqualTo(new Refused(ChangeState.CANCELLED, true));
    assertThat(records()).isEqualTo(before);
  }

  @Test
  default void approvedChangeGetsOneTokenWhoeverAsks() throws Exception {
    Change change = samples().awaitingApproval(one());
    assertThat(issue(one(), change))
        .isEqualTo(new Issuing.WrongState(ChangeState.AWAITING_APPROVAL));
    approve(change, "bob");
    approve(change, "cleo");
    long before = records();

    List<Issuing> results = Race.of(20, i -> () -> issue(gate(i), change));

    IssuedToken token = one().changes().token(change.id()).orElseThrow();
    assertThat(results).filteredOn(Issuing.Issued.class::isInstance).hasSize(1);
    assertThat(results)
        .filteredOn(Issuing.Standing.class::isInstance)
        .hasSize(19)
        .containsOnly(new Issuing.Standing(token));
    assertThat(records()).isEqualTo(before + 1);
  }

  @Test
  default void manyApproversAndOneWhoRejectsLeaveOneConsistentEnd() throws Exception {
    for (int round = 0; round < 10; round++) {
      Change change = samples().awaitingApproval(one());
      int rejecting = round % 3;
      List<Decision> decisions =
          IntStream.range(0, 3)
              .mapToObj(
                  i ->
                      decision(
                          change,
                          "person-" + i,
                          i == rejecting ? Verdict.REJECTED : Verdict.APPROVED))
              .toList();
      long before = records();

      List<Decided> results = Race.of(3, i -> () -> gate(i).approvals().decide(decisions.get(i)));

      ChangeState end = stateOf(change);
      assertThat(results)
          .filteredOn(
              result ->
                  result instanceof Counted(int given, ChangeState state)
                      && (state == ChangeState.AWAITING_CONFIRMATION
                          || state == ChangeState.REJECTED))
          .hasSize(1)
          .allSatisfy(result -> assertThat(((Counted) result).state()).isEqualTo(end));
      long counted = results.stream().filter(Counted.class::isInstance).count();
      assertThat(records()).isEqualTo(before + counted);
      assertThat(given(change) == 2).isEqualTo(end == ChangeState.AWAITING_CONFIRMATION);
      assertThat(round(change, Action.APPLY).metAt() == null)
          .isEqualTo(end == ChangeState.REJECTED);
    }
  }
}
