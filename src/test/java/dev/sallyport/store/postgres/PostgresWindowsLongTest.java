package dev.sallyport.store.postgres;

import dev.sallyport.store.Store;
import dev.sallyport.store.WindowsContract;
import java.time.Duration;
import java.time.InstantSource;
import org.junit.jupiter.api.Tag;

/// The windows' contract with all its 200,000 events and 500 rounds.
@Tag("long")
class PostgresWindowsLongTest extends WindowsContract {
  private final Bench bench = Bench.emptied(PostgresWindowsLongTest.class);

  @Override
  protected Store open(InstantSource clock) {
    return bench.open(clock, Duration.ofSeconds(15));
  }
}
