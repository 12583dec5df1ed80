package dev.sallyport.store.postgres;

import dev.sallyport.store.Store;
import dev.sallyport.store.WindowsContract;
import java.time.Duration;
import java.time.InstantSource;

class PostgresWindowsTest extends WindowsContract {
  private final Bench bench = Bench.emptied(PostgresWindowsTest.class);

  @Override
  protected Store open(InstantSource clock) {
    return bench.open(clock, Duration.ofSeconds(15));
  }

  @Override
  protected int traces() {
    return 10;
  }

  @Override
  protected int rounds() {
    return 50;
  }
}
