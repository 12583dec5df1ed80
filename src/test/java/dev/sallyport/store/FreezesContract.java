package dev.sallyport.store;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sallyport.audit.AuditEvent;
import dev.sallyport.domain.PrincipalId;
import dev.sallyport.domain.TargetName;
import dev.sallyport.store.Executions.Beginning;
import dev.sallyport.store.Executions.Beginning.Begun;
import dev.sallyport.store.Executions.Beginning.Frozen;
import dev.sallyport.store.Executions.Beginning.Held;
import dev.sallyport.store.Freezes.Freeze;
import dev.sallyport.store.Samples.Previewed;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/// Freezes, and what they keep from beginning, on any engine.
interface FreezesContract extends StoreBench {
  PrincipalId OPS = new PrincipalId("ops");

  private boolean freeze(Store gate, @Nullable TargetName target) {
    return gate.freezes().set(target, "incident", OPS, samples().draft(AuditEvent.FREEZE_SET));
  }

  private boolean lift(@Nullable TargetName target) {
    return one().freezes().lift(target, OPS, samples().draft(AuditEvent.FREEZE_LIFTED));
  }

  private long records() {
    return one().audit().head().orElseThrow().sequence();
  }

  @Test
  default void frozenTargetBeginsNothingAndLeavesTheTokenGood() {
    Previewed previewed = samples().previewed(one());
    freeze(one(), Samples.BLOG);
    Freeze freeze = new Freeze(Samples.BLOG, "incident", OPS, clock().instant());
    long before = records();

    assertThat(two().executions().begin(samples().apply(previewed))).isEqualTo(new Frozen(freeze));
    assertThat(records()).isEqualTo(before);
    assertThat(two().freezes().standing()).containsExactly(freeze);

    clock().advance(Duration.ofSeconds(1));
    assertThat(lift(Samples.BLOG)).isTrue();
    assertThat(two().freezes().standing()).isEmpty();
    assertThat(two().executions().begin(samples().apply(previewed))).isEqualTo(new Begun(1));
  }

  @Test
  default void freezeOfAllHoldsForEachTargetAndIsLiftedByItself() {
    Previewed previewed = samples().previewed(one());
    freeze(one(), null);

    assertThat(two().executions().begin(samples().apply(previewed))).isInstanceOf(Frozen.class);
    assertThat(lift(Samples.BLOG)).isFalse();
    assertThat(two().executions().begin(samples().apply(previewed))).isInstanceOf(Frozen.class);
    assertThat(lift(null)).isTrue();
    assertThat(two().executions().begin(samples().apply(previewed))).isInstanceOf(Begun.class);
  }

  @Test
  default void freezeOfAnotherTargetIsOfNoConcern() {
    Previewed previewed = samples().previewed(one());
    freeze(one(), new TargetName("shop"));

    assertThat(two().executions().begin(samples().apply(previewed))).isInstanceOf(Begun.class);
  }

  @Test
  default void p5_storedAnswerIsFoundWhileFrozen() {
    Previewed previewed = samples().previewed(one());
    one().executions().begin(samples().apply(previewed));
    freeze(one(), Samples.BLOG);

    assertThat(two().executions().begin(samples().apply(previewed))).isInstanceOf(Held.class);
  }

  @Test
  default void freezeIsSetOnceAndLiftedOnceWithARecordEach() throws Exception {
    long before = records();

    List<Boolean> set = Race.of(10, i -> () -> freeze(i % 2 == 0 ? one() : two(), Samples.BLOG));
    assertThat(set).filteredOn(once -> once).hasSize(1);
    List<Boolean> lifted = Race.of(10, i -> () -> lift(Samples.BLOG));
    assertThat(lifted).filteredOn(once -> once).hasSize(1);

    assertThat(records()).isEqualTo(before + 2);
  }

  @Test
  default void nothingBeginsAfterAFreezeWasCommitted() throws Exception {
    List<Previewed> waiting =
        IntStream.range(0, 20).mapToObj(i -> samples().previewed(one())).toList();
    AtomicBoolean committed = new AtomicBoolean();

    List<Boolean> late =
        Race.of(
            waiting.size() + 1,
            i ->
                () -> {
                  if (i == waiting.size()) {
                    freeze(two(), null);
                    committed.set(true);
                    return false;
                  }
                  boolean after = committed.get();
                  Beginning beginning = one().executions().begin(samples().apply(waiting.get(i)));
                  return after && !(beginning instanceof Frozen);
                });

    assertThat(late).doesNotContain(true);
    assertThat(one().executions().begin(samples().apply(samples().previewed(two()))))
        .isInstanceOf(Frozen.class);
  }
}
