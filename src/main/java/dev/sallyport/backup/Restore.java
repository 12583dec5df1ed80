package dev.sallyport.backup;

import dev.sallyport.audit.AuditDraft;
import dev.sallyport.audit.AuditEvent;
import dev.sallyport.domain.PrincipalId;
import dev.sallyport.store.Sessions;
import dev.sallyport.store.Store;
import dev.sallyport.token.OwnerOnly;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/// Puts a backup back where there is no store, and makes a store that was put back safe to open: it
/// does not know what ran after the copy was made, so nothing that it thinks unused may be used.
public final class Restore {
  /// Who set the freeze and ended the changes, as the record names it.
  static final PrincipalId BY = new PrincipalId("sallyport-restore");

  private static final JsonMapper JSON = JsonMapper.shared();

  private Restore() {}

  /// Checks the backup against its manifest and copies it into place.
  ///
  /// @param store where the store's file belongs; nothing may be there
  /// @param keys where the keys belong; those that are there must be the backup's
  public static Manifest files(Path from, Path store, Path keys)
      throws BackupException, IOException {
    Manifest manifest = Manifest.check(from);
    for (String suffix : new String[] {"", "-wal", "-journal"}) {
      if (Files.exists(Path.of(store + suffix))) {
        throw new BackupException(
            "There is a store at %s. A restore replaces nothing: stop its gates and move it away."
                .formatted(store));
      }
    }
    requireSameKeys(from, keys);
    OwnerOnly.makeFolder(keys);
    for (String name : KeyFiles.NAMES) {
      Path key = from.resolve(Backup.KEYS).resolve(name);
      if (Files.exists(key) && !Files.exists(keys.resolve(name))) {
        OwnerOnly.replace(keys.resolve(name), Files.readAllBytes(key));
      }
    }
    Path folder = store.toAbsolutePath().getParent();
    if (folder != null) {
      Files.createDirectories(folder);
    }
    Path next = Path.of(store + ".restoring");
    Files.copy(from.resolve(Backup.STORE), next, StandardCopyOption.REPLACE_EXISTING);
    Files.move(next, store, StandardCopyOption.ATOMIC_MOVE);
    return manifest;
  }

  private static void requireSameKeys(Path from, Path keys) throws BackupException, IOException {
    for (String name : KeyFiles.NAMES) {
      Path here = keys.resolve(name);
      Path there = from.resolve(Backup.KEYS).resolve(name);
      if (Files.exists(here)
          && Files.exists(there)
          && !Arrays.equals(Files.readAllBytes(here), Files.readAllBytes(there))) {
        throw new BackupException(
            "%s is not the backup's key; move it away, or keep it and leave the keys out of the backup."
                .formatted(here));
      }
    }
  }

  /// What was made safe.
  ///
  /// @param tokens how many were made void
  /// @param frozen whether every target is frozen now
  public record Secured(int tokens, boolean frozen) {}

  /// Makes void what may have been used since the copy was made, ends every console session and,
  /// unless told otherwise, freezes every target until an operator has looked.
  ///
  /// @param from what the record says of the copy: its time, say
  public static Secured secure(Store store, @Nullable String from, boolean freeze) {
    ObjectNode details = JSON.createObjectNode();
    if (from != null) {
      details.put("copyOf", from);
    }
    int tokens = store.changes().voidTokens(draft(AuditEvent.STORE_RESTORED, details));
    store.sessions().forget(new Sessions.Lasting(Duration.ZERO, Duration.ZERO), Integer.MAX_VALUE);
    if (!freeze) {
      return new Secured(tokens, false);
    }
    String reason =
        "The store was restored"
            + (from == null ? "" : " from a copy of " + from)
            + "; it does not know what ran since";
    store
        .freezes()
        .set(
            null,
            reason,
            BY,
            draft(AuditEvent.FREEZE_SET, JSON.createObjectNode().put("reason", reason)));
    return new Secured(tokens, true);
  }

  private static AuditDraft draft(AuditEvent event, ObjectNode details) {
    return new AuditDraft(event, AuditDraft.NO_TRACE, BY, null, null, null, details);
  }
}
