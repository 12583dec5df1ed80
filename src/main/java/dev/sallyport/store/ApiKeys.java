package dev.sallyport.store;

import dev.sallyport.audit.AuditDraft;
import dev.sallyport.domain.Principal;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// The API keys: hashes and what each key's principal may do.
public interface ApiKeys {
  /// @param id the public half of the key, shown in lists
  /// @param secretHash SHA-256 of the secret half, hex
  /// @param revokedAt since when the key is no longer good
  record StoredKey(
      String id,
      String secretHash,
      Principal principal,
      Instant createdAt,
      @Nullable Instant revokedAt) {}

  /// Adds a key. `createdAt` is the store's now, whatever the argument says.
  void add(StoredKey key, AuditDraft audit);

  Optional<StoredKey> find(String id);

  /// Every key, oldest first.
  List<StoredKey> list();

  /// Ends a key's use; false where there is no such key that is still good.
  boolean revoke(String id, AuditDraft audit);
}
