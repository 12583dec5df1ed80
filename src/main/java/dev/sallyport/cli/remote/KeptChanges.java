package dev.sallyport.cli.remote;

import dev.sallyport.cli.terminal.CommandException;
import dev.sallyport.cli.terminal.Surroundings;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.time.Instant;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.json.JsonMapper;

/// The changes that were previewed from here, each in a file of its own with its confirm token, in
/// a folder that only its owner can read (`$XDG_STATE_HOME/sallyport/changes`). So a token stands
/// on no command line, and a key is enough to confirm.
final class KeptChanges {
  /// For how long a file is kept; its token expires long before.
  static final Duration LONGEST_KEPT = Duration.ofDays(30);

  /// The most files that are looked at.
  static final int MOST_FILES = 10_000;

  private static final boolean POSIX =
      FileSystems.getDefault().supportedFileAttributeViews().contains("posix");
  private static final String SUFFIX = ".json";

  private final Path folder;
  private final ConfiguredGate gate;
  private final Instant now;

  private KeptChanges(Path folder, ConfiguredGate gate, Instant now) {
    this.folder = folder;
    this.gate = gate;
    this.now = now;
  }

  static KeptChanges of(Surroundings surroundings, ConfiguredGate gate) {
    return new KeptChanges(folder(surroundings), gate, surroundings.ambient().clock().instant());
  }

  private static Path folder(Surroundings surroundings) {
    String state = surroundings.variable("XDG_STATE_HOME");
    // The XDG specification has relative paths ignored.
    if (state.startsWith("/")) {
      return Path.of(state, "sallyport", "changes");
    }
    String home = surroundings.variable("HOME");
    if (home.isEmpty()) {
      home = System.getProperty("user.home", ".");
    }
    return Path.of(home, ".local", "state", "sallyport", "changes");
  }

  Kept fresh(String target, String key, String operation, String changeId, @Nullable String token) {
    return new Kept(
        gate.url().toString(), gate.keyId(), target, key, operation, changeId, token, false);
  }

  void keep(Kept kept) {
    try {
      Files.createDirectories(folder, owners("rwx------"));
      requirePrivate();
      tidy();
      Path file = folder.resolve(name(kept));
      Path fresh = Files.createTempFile(folder, "new-", ".tmp", owners("rw-------"));
      Files.writeString(fresh, JsonMapper.shared().writeValueAsString(kept));
      Files.move(fresh, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    } catch (IOException e) {
      throw new CommandException(
          "The confirm token could not be kept in %s. Mend that and preview again with the same key: the answer is the same."
              .formatted(folder));
    }
  }

  /// The change of that key, previewed from here with the same API key at the same gate.
  ///
  /// @throws CommandException when there are several, on different targets
  Optional<Kept> find(String key, @Nullable String target) {
    if (!Files.isDirectory(folder)) {
      return Optional.empty();
    }
    try {
      requirePrivate();
      List<Kept> found;
      try (Stream<Path> files = Files.list(folder)) {
        found =
            files
                .filter(file -> file.toString().endsWith(SUFFIX))
                .limit(MOST_FILES)
                .flatMap(file -> read(file).stream())
                .filter(
                    kept ->
                        kept.key().equals(key)
                            && kept.url().equals(gate.url().toString())
                            && kept.keyId().equals(gate.keyId())
                            && (target == null || kept.target().equals(target)))
                .toList();
      }
      if (found.size() > 1) {
        throw new CommandException(
            "That key names changes on several targets; say which with --target.");
      }
      return found.stream().findFirst();
    } catch (IOException e) {
      throw new CommandException("%s cannot be read.".formatted(folder));
    }
  }

  private static Optional<Kept> read(Path file) {
    try {
      return Optional.of(JsonMapper.shared().readValue(Files.readString(file), Kept.class));
    } catch (IOException | JacksonException notOurs) {
      return Optional.empty();
    }
  }

  private void requirePrivate() throws IOException {
    if (!POSIX) {
      return;
    }
    Set<PosixFilePermission> permissions = Files.getPosixFilePermissions(folder);
    if (!PosixFilePermissions.fromString("rwx------").containsAll(permissions)) {
      throw new CommandException(
          "Others may look into %s, where confirm tokens are kept. Close it: chmod 700 %s"
              .formatted(folder, folder));
    }
  }

  private void tidy() throws IOException {
    Instant oldest = now.minus(LONGEST_KEPT);
    try (Stream<Path> files = Files.list(folder)) {
      for (Path file : files.limit(MOST_FILES).toList()) {
        if (Files.getLastModifiedTime(file).toInstant().isBefore(oldest)) {
          Files.deleteIfExists(file);
        }
      }
    }
  }

  private static FileAttribute<?>[] owners(String permissions) {
    return POSIX
        ? new FileAttribute<?>[] {
          PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString(permissions))
        }
        : new FileAttribute<?>[0];
  }

  private static String name(Kept kept) {
    String identity = String.join("\n", kept.url(), kept.keyId(), kept.target(), kept.key());
    try {
      byte[] hash =
          MessageDigest.getInstance("SHA-256").digest(identity.getBytes(StandardCharsets.UTF_8));
      return HexFormat.of().formatHex(hash) + SUFFIX;
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java platform has SHA-256", e);
    }
  }
}
