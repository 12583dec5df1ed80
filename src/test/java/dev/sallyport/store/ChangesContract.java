package dev.sallyport.store;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sallyport.audit.AuditEvent;
import dev.sallyport.audit.AuditRecord;
import dev.sallyport.change.Change;
import dev.sallyport.change.ChangeState;
import dev.sallyport.domain.Action;
import dev.sallyport.domain.ChangeId;
import dev.sallyport.domain.IdempotencyKey;
import dev.sallyport.domain.Operation;
import dev.sallyport.domain.PrincipalId;
import dev.sallyport.domain.TargetName;
import dev.sallyport.store.Changes.Filter;
import dev.sallyport.store.Executions.Beginning;
import dev.sallyport.store.Executions.Beginning.TokenRefused;
import dev.sallyport.store.Executions.Beginning.TokenRefused.Reason;
import dev.sallyport.store.Samples.Previewed;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

/// Changes and their tokens, on any engine.
interface ChangesContract extends StoreBench {
  private Previewed previewed(String principal, String target) {
    clock().advance(Duration.ofMillis(1));
    return samples()
        .previewed(
            one(),
            new RequestKey(
                new PrincipalId(principal),
                new TargetName(target),
                Action.PREVIEW,
                new IdempotencyKey("key-" + samples().hex(4))),
            Operation.CHANGE);
  }

  private List<ChangeId> ids(Filter filter) {
    return two().changes().list(filter).stream().map(Change::id).toList();
  }

  @Test
  default void timesAreKeptToTheMillisecond() {
    clock().set(Instant.parse("2026-11-23T10:15:30.123Z"));
    Previewed previewed = samples().previewed(one());

    Change found = one().changes().find(previewed.change().id()).orElseThrow();
    assertThat(found.createdAt()).isEqualTo(Instant.parse("2026-11-23T10:15:30.123Z"));
    clock().set(Instant.parse("2026-11-23T10:15:30.124999999Z"));
    one()
        .changes()
        .end(
            found.id(),
            Set.of(ChangeState.AWAITING_CONFIRMATION),
            ChangeState.CANCELLED,
            samples().draft(AuditEvent.CHANGE_CANCELLED));
    assertThat(one().changes().find(found.id()).orElseThrow().updatedAt())
        .isEqualTo(Instant.parse("2026-11-23T10:15:30.124Z"));
  }

  @Test
  default void listIsNewestFirstFilteredAndPaged() {
    Change a = previewed("ada", "blog").change();
    Change b = previewed("bob", "blog").change();
    Change c = previewed("ada", "shop").change();
    Change d = previewed("ada", "blog").change();
    one()
        .changes()
        .end(
            d.id(),
            Set.of(ChangeState.AWAITING_CONFIRMATION),
            ChangeState.CANCELLED,
            samples().draft(AuditEvent.CHANGE_CANCELLED));

    assertThat(ids(new Filter(null, null, null, null, 10)))
        .containsExactly(d.id(), c.id(), b.id(), a.id());
    assertThat(ids(new Filter(null, null, null, null, 2))).containsExactly(d.id(), c.id());
    assertThat(ids(new Filter(null, null, null, c.id(), 2))).containsExactly(b.id(), a.id());
    assertThat(ids(new Filter(new PrincipalId("ada"), null, null, null, 10)))
        .containsExactly(d.id(), c.id(), a.id());
    assertThat(ids(new Filter(null, Set.of("shop"), null, null, 10))).containsExactly(c.id());
    assertThat(ids(new Filter(null, Set.of(), null, null, 10))).isEmpty();
    assertThat(ids(new Filter(null, null, ChangeState.CANCELLED, null, 10)))
        .containsExactly(d.id());
    assertThat(
            ids(
                new Filter(
                    new PrincipalId("ada"),
                    Set.of("blog", "shop"),
                    ChangeState.AWAITING_CONFIRMATION,
                    d.id(),
                    10)))
        .containsExactly(c.id(), a.id());
  }

  @Test
  default void endedChangeHasNoTokenAndDoesNotEndTwice() {
    Previewed previewed = samples().previewed(one());
    ChangeId id = previewed.change().id();
    Set<ChangeState> from =
        Set.of(ChangeState.AWAITING_APPROVAL, ChangeState.AWAITING_CONFIRMATION);

    assertThat(
            one()
                .changes()
                .end(id, from, ChangeState.STALE, samples().draft(AuditEvent.CHANGE_STALE)))
        .isTrue();
    assertThat(
            two()
                .changes()
                .end(id, from, ChangeState.CANCELLED, samples().draft(AuditEvent.CHANGE_CANCELLED)))
        .isFalse();
    assertThat(one().changes().find(id).orElseThrow().state()).isEqualTo(ChangeState.STALE);
    assertThat(one().changes().token(id)).isEmpty();
    Beginning beginning = two().executions().begin(samples().apply(previewed));
    assertThat(beginning).isEqualTo(new TokenRefused(Reason.VOID));
    assertThat(one().audit().after(0, 10)).hasSize(3);
  }

  @Test
  default void expiredTokensAreRecordedOnceWithinTheLimitAtTheExactMillisecond() {
    Previewed first = samples().previewed(one());
    Previewed second = samples().previewed(one());
    clock().advance(Samples.TOKEN_LIFE.minusMillis(1));
    assertThat(one().changes().expire(10)).isZero();

    clock().advance(Duration.ofMillis(1));
    assertThat(one().changes().expire(1)).isEqualTo(1);
    assertThat(two().changes().expire(10)).isEqualTo(1);
    assertThat(one().changes().expire(10)).isZero();

    assertThat(List.of(first, second))
        .allSatisfy(
            previewed ->
                assertThat(one().changes().find(previewed.change().id()).orElseThrow().state())
                    .isEqualTo(ChangeState.EXPIRED));
    List<AuditRecord> records = one().audit().after(4, 10);
    assertThat(records)
        .extracting(record -> record.body().path("event").asString())
        .containsExactly("token.expired", "token.expired");
    assertThat(records)
        .extracting(record -> record.body().path("changeId").asString())
        .containsExactlyInAnyOrder(first.change().id().value(), second.change().id().value());
    assertThat(one().executions().begin(samples().apply(first)))
        .isEqualTo(new TokenRefused(Reason.EXPIRED));
  }

  @Test
  default void usedTokenDoesNotExpire() {
    Previewed previewed = samples().previewed(one());
    one().executions().begin(samples().apply(previewed));
    clock().advance(Samples.TOKEN_LIFE);

    assertThat(one().changes().expire(10)).isZero();
    assertThat(one().changes().find(previewed.change().id()).orElseThrow().state())
        .isEqualTo(ChangeState.APPLYING);
  }

  @Test
  default void tokensThatCouldStillBeUsedAreMadeVoidTogetherAndSoOnce() {
    Previewed unused = previewed("ada", "blog");
    Previewed applied = previewed("bob", "shop");
    assertThat(one().executions().begin(samples().apply(applied)))
        .isInstanceOf(Beginning.Begun.class);

    int voided = one().changes().voidTokens(samples().draft(AuditEvent.STORE_RESTORED));

    assertThat(voided).isEqualTo(2);
    assertThat(two().changes().find(unused.change().id()).orElseThrow().state())
        .isEqualTo(ChangeState.EXPIRED);
    assertThat(two().changes().find(applied.change().id()).orElseThrow().state())
        .isEqualTo(ChangeState.APPLYING);
    assertThat(two().changes().token(unused.change().id())).isEmpty();
    assertThat(two().executions().begin(samples().apply(unused)))
        .isEqualTo(new TokenRefused(Reason.VOID));
    assertThat(two().audit().after(0, 500).getLast().body().path("event").asString())
        .isEqualTo("store.restored");
    assertThat(two().changes().voidTokens(samples().draft(AuditEvent.STORE_RESTORED))).isZero();
  }
}
