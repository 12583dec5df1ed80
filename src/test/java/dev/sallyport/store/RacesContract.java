package dev.sallyport.store;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sallyport.domain.Action;
import dev.sallyport.domain.Outcome;
import dev.sallyport.store.Executions.Beginning;
import dev.sallyport.store.Executions.Beginning.Begun;
import dev.sallyport.store.Executions.Beginning.Busy;
import dev.sallyport.store.Executions.Beginning.Held;
import dev.sallyport.store.Executions.Beginning.TokenRefused;
import dev.sallyport.store.Executions.Hold;
import dev.sallyport.store.Executions.Intent;
import dev.sallyport.store.Executions.TokenUse;
import dev.sallyport.store.Requests.Claim;
import dev.sallyport.store.Samples.Previewed;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/// Fifty callers on two gates want the same thing, on any engine: exact counts.
@Tag("tokens")
interface RacesContract extends StoreBench {
  int CALLERS = 50;

  private Store gate(int caller) {
    return caller % 2 == 0 ? one() : two();
  }

  private static long count(List<?> results, Class<?> kind) {
    return results.stream().filter(kind::isInstance).count();
  }

  private void succeed(Intent intent) {
    assertThat(
            one()
                .executions()
                .finish(
                    intent.execution(),
                    samples().ending(intent.request().action(), Outcome.SUCCEEDED)))
        .isTrue();
  }

  @Test
  default void p1_oneTokenUnderManyKeysHasOneWinner() throws Exception {
    for (int round = 0; round < 5; round++) {
      Previewed previewed = samples().previewed(one());
      Intent base = samples().apply(previewed);
      List<Intent> intents =
          IntStream.range(0, CALLERS).mapToObj(i -> samples().underAnotherKey(base)).toList();

      List<Beginning> results =
          Race.of(CALLERS, i -> () -> gate(i).executions().begin(intents.get(i)));

      assertThat(count(results, Begun.class)).isEqualTo(1);
      assertThat(count(results, TokenRefused.class)).isEqualTo(CALLERS - 1);
      assertThat(one().executions().ofChange(previewed.change().id())).hasSize(1);
      one()
          .executions()
          .finish(
              one().executions().ofChange(previewed.change().id()).getFirst().id(),
              samples().ending(Action.APPLY, Outcome.SUCCEEDED));
    }
  }

  @Test
  default void p5_oneRequestSentManyTimesBeginsOnce() throws Exception {
    Intent intent = samples().apply(samples().previewed(one()));

    List<Beginning> results = Race.of(CALLERS, i -> () -> gate(i).executions().begin(intent));

    assertThat(count(results, Begun.class)).isEqualTo(1);
    assertThat(count(results, Held.class)).isEqualTo(CALLERS - 1);
  }

  @Test
  default void p1_deployReusesTheTokenOnce() throws Exception {
    Previewed previewed = samples().previewed(one());
    Intent apply = samples().apply(previewed);
    one().executions().begin(apply);
    succeed(apply);
    Intent base = samples().deploy(previewed);

    List<Beginning> results =
        Race.of(CALLERS, i -> () -> gate(i).executions().begin(samples().underAnotherKey(base)));

    assertThat(count(results, Begun.class)).isEqualTo(1);
    assertThat(count(results, TokenRefused.class)).isEqualTo(CALLERS - 1);
  }

  @Test
  default void oneTargetHasOneHolder() throws Exception {
    List<Intent> intents =
        IntStream.range(0, CALLERS)
            .mapToObj(i -> samples().apply(samples().previewed(one())))
            .toList();

    List<Beginning> results =
        Race.of(CALLERS, i -> () -> gate(i).executions().begin(intents.get(i)));

    assertThat(count(results, Begun.class)).isEqualTo(1);
    assertThat(count(results, Busy.class)).isEqualTo(CALLERS - 1);
    assertThat(one().executions().running()).isEqualTo(1);
  }

  @Test
  default void p5_oneAutoKeyRecordsOneChange() throws Exception {
    RequestKey key = samples().key(Action.AUTO);
    List<Intent> intents =
        IntStream.range(0, CALLERS)
            .mapToObj(
                i ->
                    samples()
                        .intent(samples().change(key), Action.AUTO, new TokenUse.None(Hold.NEVER)))
            .toList();

    List<Beginning> results =
        Race.of(CALLERS, i -> () -> gate(i).executions().begin(intents.get(i)));

    assertThat(count(results, Begun.class)).isEqualTo(1);
    assertThat(count(results, Held.class)).isEqualTo(CALLERS - 1);
    assertThat(one().changes().list(new Changes.Filter(null, null, null, null, 100))).hasSize(1);
  }

  @Test
  default void p5_oneKeyIsClaimedOnceAndTakenOverOnce() throws Exception {
    RequestKey key = samples().key(Action.PREVIEW);
    List<Claim> first =
        Race.of(
            CALLERS,
            i -> () -> gate(i).requests().claim(key, Samples.FINGERPRINT, Samples.CLAIM_LIFE));
    assertThat(count(first, Claim.Claimed.class)).isEqualTo(1);

    clock().advance(Samples.CLAIM_LIFE);
    List<Claim> second =
        Race.of(
            CALLERS,
            i -> () -> gate(i).requests().claim(key, Samples.FINGERPRINT, Samples.CLAIM_LIFE));
    assertThat(count(second, Claim.Claimed.class)).isEqualTo(1);
  }

  @Test
  default void p3_cutOffExecutionIsMovedAndSettledOnce() throws Exception {
    Intent intent = samples().apply(samples().previewed(one()));
    one().executions().begin(intent);
    one().executions().finish(intent.execution(), samples().ending(Action.APPLY, Outcome.UNKNOWN));

    List<Boolean> settled =
        Race.of(
            CALLERS,
            i ->
                () ->
                    gate(i)
                        .executions()
                        .settle(
                            intent.execution(), samples().ending(Action.APPLY, Outcome.SUCCEEDED)));

    assertThat(settled).filteredOn(once -> once).hasSize(1);
  }
}
