package dev.sallyport.backup;

import dev.sallyport.audit.AuditHead;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.DigestInputStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/// What a backup consists of. It is written last, so a folder without one is no backup.
///
/// @param version of the program that made it
/// @param records how many audit records the store had
/// @param head the hash of the last of them
public record Manifest(
    Instant madeAt, String version, long records, String head, List<Entry> files) {
  static final String NAME = "manifest.json";

  /// The layout that this program reads and writes.
  static final int FORMAT = 1;

  /// More than any backup has; a longer list is none of ours.
  static final int MOST_FILES = 16;

  private static final JsonMapper JSON = JsonMapper.shared();

  public Manifest {
    files = List.copyOf(files);
  }

  /// One file of the backup.
  ///
  /// @param path below the backup's folder, with `/`
  /// @param sha256 of its content, hex
  public record Entry(String path, long bytes, String sha256) {
    static Entry of(Path folder, Path file) throws IOException {
      String path = folder.relativize(file).toString().replace('\\', '/');
      return new Entry(path, Files.size(file), digest(file));
    }
  }

  static Manifest of(Path folder, List<Path> files, Instant madeAt, String version, AuditHead head)
      throws IOException {
    List<Entry> entries = new ArrayList<>();
    for (Path file : files) {
      entries.add(Entry.of(folder, file));
    }
    return new Manifest(madeAt, version, head.sequence(), head.hash(), entries);
  }

  byte[] write() {
    ObjectNode root = JSON.createObjectNode();
    root.put("format", FORMAT);
    root.put("madeAt", madeAt.toString());
    root.put("version", version);
    root.putObject("audit").put("records", records).put("head", head);
    for (Entry entry : files) {
      root.withArray("files")
          .addObject()
          .put("path", entry.path())
          .put("bytes", entry.bytes())
          .put("sha256", entry.sha256());
    }
    return JSON.writerWithDefaultPrettyPrinter().writeValueAsBytes(root);
  }

  /// Reads a backup's manifest and holds every file against it.
  static Manifest check(Path folder) throws BackupException, IOException {
    Path file = folder.resolve(NAME);
    if (!Files.isRegularFile(file)) {
      throw new BackupException(
          "%s is no backup: it has no %s. One that was cut off while it was made has none either."
              .formatted(folder, NAME));
    }
    Manifest manifest = read(file);
    for (Entry entry : manifest.files()) {
      Path copy = folder.resolve(entry.path()).normalize();
      if (!copy.startsWith(folder.normalize())) {
        throw new BackupException("The manifest names a file outside of the backup.");
      }
      if (!Files.isRegularFile(copy)) {
        throw new BackupException("%s is missing from the backup.".formatted(entry.path()));
      }
      if (Files.size(copy) != entry.bytes() || !digest(copy).equals(entry.sha256())) {
        throw new BackupException(
            "%s is not as it was when the backup was made; use another backup."
                .formatted(entry.path()));
      }
    }
    return manifest;
  }

  private static Manifest read(Path file) throws BackupException, IOException {
    try {
      JsonNode root = JSON.readTree(Files.readAllBytes(file));
      if (root.path("format").asInt(0) != FORMAT) {
        throw new BackupException(
            "The backup is of format %s; this program reads %d."
                .formatted(root.path("format").asString("unknown"), FORMAT));
      }
      List<Entry> entries = new ArrayList<>();
      for (JsonNode entry : root.required("files")) {
        entries.add(
            new Entry(
                entry.required("path").asString(),
                entry.required("bytes").asLong(),
                entry.required("sha256").asString()));
      }
      if (entries.size() > MOST_FILES) {
        throw new BackupException("The manifest names more than %d files.".formatted(MOST_FILES));
      }
      return new Manifest(
          Instant.parse(root.required("madeAt").asString()),
          root.required("version").asString(),
          root.required("audit").required("records").asLong(),
          root.required("audit").required("head").asString(),
          entries);
    } catch (JacksonException | java.time.DateTimeException e) {
      throw new BackupException("The backup's %s cannot be read.".formatted(NAME), e);
    }
  }

  private static String digest(Path file) throws IOException {
    try {
      MessageDigest digest = MessageDigest.getInstance("SHA-256");
      try (InputStream in = new DigestInputStream(Files.newInputStream(file), digest)) {
        in.transferTo(java.io.OutputStream.nullOutputStream());
      }
      return HexFormat.of().formatHex(digest.digest());
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java platform has SHA-256", e);
    }
  }
}
