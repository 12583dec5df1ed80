package dev.sallyport.store.postgres;

import dev.sallyport.store.Store;
import dev.sallyport.store.StoreContract;
import java.time.InstantSource;

class PostgresStoreTest extends StoreContract {
  private final Bench bench = Bench.emptied(PostgresStoreTest.class);

  @Override
  protected Store open(InstantSource clock) {
    return bench.open(clock, LEASE);
  }

  /// A dead gate is known by its lease alone.
  @Override
  public void kill(Store store) {
    ((PostgresStore) store).die();
    clock().advance(LEASE);
  }
}
