package dev.sallyport.gate;

import dev.sallyport.metrics.Metrics;
import dev.sallyport.store.Store;

/// How long the audit chain is and when it was last sealed, as last looked at. A scrape reads what
/// is kept here, so that it never waits for the store.
public final class AuditState {
  private final Store store;
  private volatile long records;
  private volatile long sealedAt;

  public AuditState(Store store, Metrics metrics) {
    this.store = store;
    metrics.auditLength(() -> records);
    metrics.auditLastSeal(() -> sealedAt);
  }

  /// Looks at the chain's newest record: each is sealed as it is written.
  void look() {
    store.audit().before(Long.MAX_VALUE, 1).stream()
        .findFirst()
        .ifPresent(
            newest -> {
              records = newest.sequence();
              sealedAt = newest.at().getEpochSecond();
            });
  }
}
