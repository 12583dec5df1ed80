package dev.sallyport.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sallyport.domain.Action;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/// What a gate remembers of claims that it could not give back.
@Tag("integration")
class LeftClaimsTest {
  private final Samples samples = new Samples(InstantSource.system());
  private final RequestKey key = samples.key(Action.PREVIEW);
  private final LeftClaims left = new LeftClaims();
  private final List<Long> given = new ArrayList<>();

  private static int away() {
    throw new StoreUnavailableException("away");
  }

  private void leave(long claim) {
    assertThatThrownBy(() -> left.orLeave(key, claim, LeftClaimsTest::away))
        .isInstanceOf(StoreUnavailableException.class);
  }

  @Test
  void eachIsGivenBackOnce() {
    leave(1);
    leave(2);
    assertThat(left.orLeave(key, 3, () -> "heard")).isEqualTo("heard");

    left.giveBack((of, claim) -> given.add(claim));
    left.giveBack((of, claim) -> given.add(claim));

    assertThat(given).containsExactly(1L, 2L);
  }

  @Test
  void whatTheStoreDoesNotTakeIsGivenBackLater() {
    leave(1);
    assertThatThrownBy(() -> left.giveBack((of, claim) -> away()))
        .isInstanceOf(StoreUnavailableException.class);

    left.giveBack((of, claim) -> given.add(claim));

    assertThat(given).containsExactly(1L);
  }

  @Test
  void p10_noMoreThanSoManyAreRemembered() {
    for (int claim = 0; claim <= LeftClaims.MOST; claim++) {
      leave(claim);
    }

    left.giveBack((of, claim) -> given.add(claim));

    assertThat(given).hasSize(LeftClaims.MOST);
  }
}
