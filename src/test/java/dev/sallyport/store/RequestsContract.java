package dev.sallyport.store;

import static dev.sallyport.store.Samples.ANSWER;
import static dev.sallyport.store.Samples.CLAIM_LIFE;
import static dev.sallyport.store.Samples.FINGERPRINT;
import static org.assertj.core.api.Assertions.assertThat;

import dev.sallyport.audit.AuditEvent;
import dev.sallyport.change.Change;
import dev.sallyport.domain.Action;
import dev.sallyport.domain.IdempotencyKey;
import dev.sallyport.domain.Outcome;
import dev.sallyport.domain.PrincipalId;
import dev.sallyport.domain.TargetName;
import dev.sallyport.store.Requests.Claim;
import dev.sallyport.store.Samples.Previewed;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

/// Requests under their idempotency keys, on any engine.
interface RequestsContract extends StoreBench {
  private Claim claim(Store store, RequestKey key) {
    return store.requests().claim(key, FINGERPRINT, CLAIM_LIFE);
  }

  @Test
  default void p5_claimedKeyIsHeldWithoutAnAnswer() {
    RequestKey key = samples().key(Action.PREVIEW);
    assertThat(claim(one(), key)).isInstanceOf(Claim.Claimed.class);

    StoredRequest held = ((Claim.Held) claim(two(), key)).request();
    assertThat(held).isEqualTo(new StoredRequest(FINGERPRINT, null, null, null));
    assertThat(two().requests().find(key)).contains(held);
  }

  @Test
  default void p5_keyBelongsToCallerTargetAndActionAndItsCaseCounts() {
    RequestKey key =
        new RequestKey(Samples.ADA, Samples.BLOG, Action.PREVIEW, new IdempotencyKey("Headline-1"));
    claim(one(), key);

    assertThat(
            List.of(
                new RequestKey(new PrincipalId("bob"), key.target(), key.action(), key.key()),
                new RequestKey(key.principal(), new TargetName("shop"), key.action(), key.key()),
                new RequestKey(
                    key.principal(), key.target(), key.action(), new IdempotencyKey("headline-1"))))
        .allSatisfy(other -> assertThat(claim(one(), other)).isInstanceOf(Claim.Claimed.class));
    assertThat(
            one()
                .requests()
                .find(new RequestKey(key.principal(), key.target(), Action.APPLY, key.key())))
        .isEmpty();
  }

  @Test
  default void releasedKeyMayBeClaimedAgainAndALateReleaseTakesNothing() {
    RequestKey key = samples().key(Action.PREVIEW);
    long first = ((Claim.Claimed) claim(one(), key)).number();
    one().requests().release(key, first);

    assertThat(claim(two(), key)).isInstanceOf(Claim.Claimed.class);
    one().requests().release(key, first);
    assertThat(claim(one(), key)).isInstanceOf(Claim.Held.class);
  }

  @Test
  default void claimIsTakenOverAtTheMillisecondItEndsAndNotBefore() {
    RequestKey key = samples().key(Action.PREVIEW);
    long first = ((Claim.Claimed) claim(one(), key)).number();

    clock().advance(CLAIM_LIFE.minusMillis(1));
    one().executions().heartbeat();
    assertThat(claim(two(), key)).isInstanceOf(Claim.Held.class);
    clock().advance(Duration.ofMillis(1));
    long second = ((Claim.Claimed) claim(two(), key)).number();

    Change change = samples().change(key);
    assertThat(second).isNotEqualTo(first);
    assertThat(one().requests().complete(key, first, change, null, ANSWER, List.of())).isFalse();
    assertThat(one().changes().find(change.id())).isEmpty();
    one().requests().release(key, first);
    assertThat(two().requests().complete(key, second, change, null, ANSWER, List.of())).isTrue();
  }

  @Test
  default void claimOfAGateWithoutSignOfLifeIsTakenOver() {
    RequestKey key = samples().key(Action.PREVIEW);
    one().requests().claim(key, FINGERPRINT, Duration.ofHours(1));

    clock().advance(Duration.ofSeconds(10).minusMillis(1));
    assertThat(claim(two(), key)).isInstanceOf(Claim.Held.class);
    clock().advance(Duration.ofMillis(1));
    assertThat(claim(two(), key)).isInstanceOf(Claim.Claimed.class);
  }

  @Test
  default void claimOfADeadGateIsTakenOverAtOnce() {
    RequestKey key = samples().key(Action.PREVIEW);
    one().requests().claim(key, FINGERPRINT, Duration.ofHours(1));
    kill(one());

    assertThat(claim(two(), key)).isInstanceOf(Claim.Claimed.class);
  }

  @Test
  default void completedPreviewIsKeptWithChangeTokenAnswerAndRecords() {
    RequestKey key = samples().key(Action.PREVIEW);
    Previewed previewed = samples().previewed(one(), key, dev.sallyport.domain.Operation.ROLLBACK);

    assertThat(two().changes().find(previewed.change().id())).contains(previewed.change());
    assertThat(two().changes().token(previewed.change().id())).contains(previewed.token());
    assertThat(two().requests().find(key))
        .contains(new StoredRequest(FINGERPRINT, previewed.change().id(), null, ANSWER));
    assertThat(two().audit().after(0, 10))
        .extracting(record -> record.body().path("event").asString())
        .containsExactly("change.previewed", "token.minted");
    assertThat(claim(two(), key)).isInstanceOf(Claim.Held.class);
  }

  @Test
  default void completedPreviewIsNeverTakenOver() {
    RequestKey key = samples().key(Action.PREVIEW);
    samples().previewed(one(), key, dev.sallyport.domain.Operation.CHANGE);
    kill(one());
    clock().advance(Duration.ofDays(1));

    assertThat(claim(two(), key)).isInstanceOf(Claim.Held.class);
  }

  @Test
  default void previewIsCompletedOnce() {
    RequestKey key = samples().key(Action.PREVIEW);
    long claim = ((Claim.Claimed) claim(one(), key)).number();

    assertThat(
            one().requests().complete(key, claim, samples().change(key), null, ANSWER, List.of()))
        .isTrue();
    assertThat(
            one().requests().complete(key, claim, samples().change(key), null, ANSWER, List.of()))
        .isFalse();
  }

  @Test
  default void oldRequestsAreForgottenToTheMillisecondAndWithinTheLimit() {
    Duration retention = Duration.ofDays(30);
    Previewed first = samples().previewed(one());
    Previewed second = samples().previewed(one());
    clock().advance(retention.minusMillis(1));
    Previewed young = samples().previewed(one());
    assertThat(one().requests().forget(retention, 10)).isZero();

    clock().advance(Duration.ofMillis(1));
    assertThat(one().requests().forget(retention, 1)).isEqualTo(1);
    assertThat(one().requests().forget(retention, 10)).isEqualTo(1);
    assertThat(one().requests().forget(retention, 10)).isZero();
    assertThat(one().requests().find(samples().key(first.change(), Action.PREVIEW))).isEmpty();
    assertThat(one().requests().find(samples().key(second.change(), Action.PREVIEW))).isEmpty();
    assertThat(one().requests().find(samples().key(young.change(), Action.PREVIEW))).isPresent();
    assertThat(one().changes().find(first.change().id())).isPresent();
  }

  @Test
  default void requestWhoseExecutionIsOpenIsNotForgotten() {
    Previewed previewed = samples().previewed(one());
    one().executions().begin(samples().apply(previewed));
    clock().advance(Duration.ofDays(60));

    one().requests().forget(Duration.ofDays(30), 10);
    RequestKey key = samples().key(previewed.change(), Action.APPLY);
    assertThat(one().requests().find(key)).isPresent();

    one()
        .executions()
        .finish(previewed.change().execution(), samples().ending(Action.APPLY, Outcome.UNKNOWN));
    clock().advance(Duration.ofDays(60));
    one().requests().forget(Duration.ofDays(30), 10);
    assertThat(one().requests().find(key)).isPresent();
  }

  @Test
  default void recordsOfAPreviewStandOrFallWithIt() {
    RequestKey key = samples().key(Action.PREVIEW);
    boolean done =
        one()
            .requests()
            .complete(
                key,
                42,
                samples().change(key),
                null,
                ANSWER,
                List.of(samples().draft(AuditEvent.CHANGE_PREVIEWED)));

    assertThat(done).isFalse();
    assertThat(one().audit().after(0, 10)).isEmpty();
  }
}
