package dev.sallyport.backup;

import dev.sallyport.audit.AuditSealer;
import dev.sallyport.audit.AuditVerifier;
import dev.sallyport.audit.Verification;
import dev.sallyport.store.sqlite.SqliteCopy;
import dev.sallyport.token.OwnerOnly;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/// Makes a backup beside gates that go on: one moment of the store, the keys of the data folder,
/// and a manifest with their hashes. What targets hold (repositories, published folders) is not in
/// it.
public final class Backup {
  static final String STORE = "sallyport.db";
  static final String KEYS = "keys";

  private Backup() {}

  /// What was made.
  ///
  /// @param bytes of all files together
  /// @param withKeys whether keys are in it; they are not where the environment gives them
  public record Made(Manifest manifest, long bytes, boolean withKeys) {}

  /// Copies, checks the copy's audit chain, and writes the manifest.
  ///
  /// @param store the store's file
  /// @param keys the folder of keys, which may be absent
  /// @param to the backup's folder; absent or empty
  public static Made make(
      Path store, Path keys, Path to, AuditSealer sealer, Instant now, String version)
      throws BackupException, IOException {
    requireEmpty(to);
    OwnerOnly.makeFolder(to);
    List<Path> files = new ArrayList<>();
    Path copy = to.resolve(STORE);
    SqliteCopy.make(store, copy);
    files.add(copy);
    files.addAll(copyKeys(keys, to.resolve(KEYS)));
    Manifest manifest;
    try (SqliteCopy copied = SqliteCopy.open(copy)) {
      requireWhole(AuditVerifier.verify(copied, sealer));
      manifest = Manifest.of(to, files, now, version, copied.head().orElseThrow());
    }
    OwnerOnly.replace(to.resolve(Manifest.NAME), manifest.write());
    long bytes = manifest.files().stream().mapToLong(Manifest.Entry::bytes).sum();
    return new Made(manifest, bytes, files.size() > 1);
  }

  static void requireWhole(Verification found) throws BackupException {
    if (!found.isWhole()) {
      throw new BackupException(
          "The audit record in it is damaged: %s. Run: sallyport audit verify"
              .formatted(found.findings().getFirst()));
    }
  }

  private static void requireEmpty(Path to) throws BackupException, IOException {
    if (!Files.exists(to)) {
      return;
    }
    if (!Files.isDirectory(to)) {
      throw new BackupException("%s is a file; name a folder that is not there yet.".formatted(to));
    }
    try (Stream<Path> inside = Files.list(to)) {
      if (inside.findAny().isPresent()) {
        throw new BackupException(
            "%s is not empty; name a folder that is not there yet.".formatted(to));
      }
    }
  }

  private static List<Path> copyKeys(Path keys, Path to) throws IOException {
    List<Path> copied = new ArrayList<>();
    for (String name : KeyFiles.NAMES) {
      Path key = keys.resolve(name);
      if (Files.exists(key)) {
        OwnerOnly.require(key);
        OwnerOnly.makeFolder(to);
        OwnerOnly.replace(to.resolve(name), Files.readAllBytes(key));
        copied.add(to.resolve(name));
      }
    }
    return copied;
  }
}
