package dev.sallyport.store.sqlite;

import dev.sallyport.audit.AuditSealer;
import dev.sallyport.store.Store;
import dev.sallyport.store.StoreContract;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.InstantSource;
import org.junit.jupiter.api.io.TempDir;

class SqliteStoreTest extends StoreContract {
  @TempDir private Path folder;

  @Override
  protected Store open(InstantSource clock) {
    return SqliteStore.open(
        Bench.in(folder).config().withLease(LEASE),
        clock,
        new SecureRandom(),
        new AuditSealer(new byte[AuditSealer.KEY_BYTES]),
        new SimpleMeterRegistry());
  }

  @Override
  public void kill(Store store) {
    ((SqliteStore) store).die();
  }
}
