package dev.sallyport.store;

import java.time.InstantSource;
import java.util.Optional;

/// The gate's durable memory. Every method is one transaction: it happens wholly or not at all, and
/// it is on disk when the method returns. Where many callers want the same thing, one conditional
/// statement's row count decides.
///
/// Any method throws [StoreUnavailableException] when the engine cannot be reached or cannot take
/// the work in time; then nothing of it has happened, unless the exception says that it may have.
public interface Store extends AutoCloseable {
  ApiKeys apiKeys();

  Requests requests();

  Changes changes();

  Approvals approvals();

  Freezes freezes();

  Executions executions();

  Outputs outputs();

  Sessions sessions();

  AuditLog audit();

  Windows windows();

  Notices notices();

  /// The clock of record for expiry, leases and limits: the engine's own where it has one.
  InstantSource clock();

  /// Why the engine takes no work now; empty where it does. Cheap enough for a health check.
  Optional<StoreUnavailableException.Why> trouble();

  /// Whether the engine takes work now.
  default boolean isReachable() {
    return trouble().isEmpty();
  }

  @Override
  void close();
}
