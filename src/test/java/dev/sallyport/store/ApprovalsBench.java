package dev.sallyport.store;

import dev.sallyport.audit.AuditEvent;
import dev.sallyport.change.Binding;
import dev.sallyport.change.Change;
import dev.sallyport.change.ChangeState;
import dev.sallyport.change.Quorum;
import dev.sallyport.change.Quorum.Part;
import dev.sallyport.domain.Action;
import dev.sallyport.domain.GroupName;
import dev.sallyport.domain.PrincipalId;
import dev.sallyport.store.Approvals.Decided;
import dev.sallyport.store.Approvals.Decision;
import dev.sallyport.store.Approvals.Seen;
import dev.sallyport.store.Approvals.Verdict;
import dev.sallyport.store.Changes.Issuing;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// Decisions as the tests about them make them.
interface ApprovalsBench extends StoreBench {
  Duration LIFETIME = Duration.ofHours(12);
  Quorum TWO = Quorum.of(2);
  Quorum DBA_AND_SRE = new Quorum(List.of(part("dba", 1), part("sre", 1)));

  static Part part(String group, int people) {
    return new Part(Optional.of(new GroupName(group)), people);
  }

  default Binding binding(Change change, Action action) {
    return new Binding(
        action,
        change.planHash(),
        change.plan().base(),
        change.requester(),
        "sha256:" + "1".repeat(64),
        action.wire() + ": approve 2");
  }

  default Decision decision(Change change, String principal, Verdict verdict) {
    return decision(binding(change, Action.APPLY), change, principal, verdict, TWO, null);
  }

  default Decision decision(
      Binding bound,
      Change change,
      String principal,
      Verdict verdict,
      Quorum quorum,
      @Nullable Integer number,
      String... groups) {
    Set<GroupName> names = Stream.of(groups).map(GroupName::new).collect(Collectors.toSet());
    return new Decision(
        change.id(),
        new PrincipalId(principal),
        names,
        verdict,
        bound,
        quorum,
        LIFETIME,
        number,
        "seen",
        new Seen("sha256:" + "2".repeat(64), Duration.ofSeconds(3)),
        samples()
            .draft(
                verdict == Verdict.APPROVED
                    ? AuditEvent.CHANGE_APPROVED
                    : AuditEvent.CHANGE_REJECTED),
        samples().draft(AuditEvent.APPROVAL_REFUSED));
  }

  default Decided approve(Change change, String principal) {
    return two().approvals().decide(decision(change, principal, Verdict.APPROVED));
  }

  default Decided approve(Change change, String principal, Quorum quorum, String... groups) {
    return one()
        .approvals()
        .decide(
            decision(
                binding(change, Action.APPLY),
                change,
                principal,
                Verdict.APPROVED,
                quorum,
                null,
                groups));
  }

  default Decided reject(Change change, String principal) {
    return one().approvals().decide(decision(change, principal, Verdict.REJECTED));
  }

  default ChangeState stateOf(Change change) {
    return one().changes().find(change.id()).orElseThrow().state();
  }

  default ApprovalRound round(Change change, Action action) {
    return one().approvals().round(change.id(), action).orElseThrow();
  }

  default long records() {
    return one().audit().head().orElseThrow().sequence();
  }

  default List<String> recordsAfter(long sequence) {
    return one().audit().after(sequence, 100).stream()
        .map(record -> record.body().path("event").asString(""))
        .toList();
  }

  default Issuing issue(Store gate, Change change) {
    return gate.changes()
        .issue(samples().token(change.id()), samples().draft(AuditEvent.TOKEN_MINTED));
  }

  default int given(Change change) {
    Instant since = one().clock().instant().minus(LIFETIME);
    return one().approvals().given(change.id(), binding(change, Action.APPLY), since).size();
  }
}
