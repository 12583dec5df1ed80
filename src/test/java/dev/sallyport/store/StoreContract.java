package dev.sallyport.store;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.time.InstantSource;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/// What every engine must do. An engine's test extends this and says how its stores are opened;
/// each test gets an empty database with two gates on it.
@Tag("integration")
public abstract class StoreContract
    implements KeysContract,
        RequestsContract,
        ChangesContract,
        ApprovalsContract,
        RoundsContract,
        FreezesContract,
        ExecutionsContract,
        OvertakenContract,
        StopsContract,
        OutputsContract,
        SessionsContract,
        NoticesContract,
        RetentionContract,
        GatesContract,
        RacesContract,
        AuditContract {
  private final SettableClock clock = new SettableClock(Instant.parse("2026-11-23T10:00:00.789Z"));
  private final Samples samples = new Samples(clock);
  private Store one;
  private Store two;

  /// Opens one more gate on this test's database, with a lease of [#LEASE].
  protected abstract Store open(InstantSource clock);

  @BeforeEach
  final void openTwoGates() {
    one = open(clock);
    two = open(clock);
  }

  @AfterEach
  final void closeBoth() {
    one.close();
    two.close();
  }

  @Override
  public final Store one() {
    return one;
  }

  @Override
  public final Store two() {
    return two;
  }

  @Override
  public final SettableClock clock() {
    return clock;
  }

  @Override
  public final Samples samples() {
    return samples;
  }

  @Test
  final void openStoreIsReachableAndTellsItsTime() {
    assertThat(one.isReachable()).isTrue();
    assertThat(one.clock().instant()).isEqualTo(clock.instant());
  }

  @Test
  final void closedStoreIsNotReachable() {
    two.close();

    assertThat(two.isReachable()).isFalse();
    assertThat(one.isReachable()).isTrue();
  }
}
