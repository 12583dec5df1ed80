package dev.sallyport.token;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileTime;
import java.security.SecureRandom;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/// The signing keys in a file that only its owner can read: made with one fresh key where it is
/// absent, replaced as a whole on every change, read again when another process has replaced it.
public final class KeyringFile implements Keyring {
  private static final JsonMapper JSON = JsonMapper.shared();

  private static final Object IN_THIS_PROCESS = new Object();

  private final Path folder;
  private final Path file;
  private final InstantSource clock;
  private final SecureRandom random;
  private volatile Loaded loaded;

  private record Loaded(List<SigningKey> keys, FileTime stamp) {}

  private KeyringFile(Path folder, InstantSource clock, SecureRandom random) throws IOException {
    this.folder = folder;
    this.file = folder.resolve("signing-keys.json");
    this.clock = clock;
    this.random = random;
    this.loaded = Files.exists(file) ? load() : new Loaded(List.of(), FileTime.fromMillis(0));
    if (loaded.keys().isEmpty()) {
      change(keys -> keys.isEmpty() ? List.of(fresh()) : keys);
    }
  }

  /// Opens the folder's file, or makes it.
  ///
  /// @throws IOException when it cannot be read or written, or others may read it; the message says
  ///     what to do
  public static KeyringFile open(Path folder, InstantSource clock, SecureRandom random)
      throws IOException {
    return new KeyringFile(folder, clock, random);
  }

  @Override
  public List<SigningKey> keys() {
    try {
      if (!Files.getLastModifiedTime(file).equals(loaded.stamp())) {
        loaded = load();
      }
      return loaded.keys();
    } catch (IOException e) {
      throw new UncheckedIOException("the signing keys cannot be read", e);
    }
  }

  /// Adds a fresh key, which signs from now on; the older ones still verify what they signed.
  public SigningKey rotate() throws IOException {
    SigningKey fresh = fresh();
    change(
        keys -> {
          List<SigningKey> all = new ArrayList<>(keys);
          all.addFirst(fresh);
          return all;
        });
    return fresh;
  }

  /// Ends the trust in a key. False where there is no such key, it is retired already, or it is the
  /// only one that still signs.
  public boolean retire(String kid) throws IOException {
    boolean[] done = new boolean[1];
    change(
        keys -> {
          long good = keys.stream().filter(key -> !key.isRetired()).count();
          return keys.stream()
              .map(
                  key -> {
                    if (!key.kid().equals(kid) || key.isRetired() || good < 2) {
                      return key;
                    }
                    done[0] = true;
                    return new SigningKey(kid, key.secret(), key.createdAt(), clock.instant());
                  })
              .toList();
        });
    return done[0];
  }

  private SigningKey fresh() {
    byte[] kid = new byte[4];
    byte[] secret = new byte[SigningKey.LEAST_BYTES];
    random.nextBytes(kid);
    random.nextBytes(secret);
    return new SigningKey(HexFormat.of().formatHex(kid), secret, clock.instant(), null);
  }

  /// Reads, changes and replaces the file under a lock that other processes honour too.
  private void change(UnaryOperator<List<SigningKey>> edit) throws IOException {
    OwnerOnly.makeFolder(folder);
    synchronized (IN_THIS_PROCESS) {
      try (FileChannel channel =
              FileChannel.open(
                  folder.resolve("signing-keys.lock"),
                  StandardOpenOption.CREATE,
                  StandardOpenOption.WRITE);
          FileLock held = channel.lock()) {
        List<SigningKey> before = Files.exists(file) ? load().keys() : List.of();
        OwnerOnly.replace(file, write(edit.apply(before)));
        if (held.isValid()) {
          loaded = load();
        }
      }
    }
  }

  private Loaded load() throws IOException {
    OwnerOnly.require(file);
    FileTime stamp = Files.getLastModifiedTime(file);
    try {
      List<SigningKey> keys = new ArrayList<>();
      for (JsonNode key : JSON.readTree(Files.readAllBytes(file)).required("keys")) {
        keys.add(
            new SigningKey(
                key.required("kid").asString(),
                Base64.getDecoder().decode(key.required("secret").asString()),
                Instant.parse(key.required("createdAt").asString()),
                instant(key.get("retiredAt"))));
      }
      keys.sort((one, other) -> other.createdAt().compareTo(one.createdAt()));
      return new Loaded(List.copyOf(keys), stamp);
    } catch (JacksonException | IllegalArgumentException | java.time.DateTimeException e) {
      // The cause may quote the file, which is secret.
      throw new IOException("the signing-key file is damaged; restore it from a backup");
    }
  }

  private static @Nullable Instant instant(@Nullable JsonNode node) {
    return node == null || node.isNull() ? null : Instant.parse(node.asString());
  }

  private static byte[] write(List<SigningKey> keys) {
    ObjectNode root = JSON.createObjectNode();
    ArrayNode list = root.putArray("keys");
    for (SigningKey key : keys) {
      ObjectNode item =
          list.addObject()
              .put("kid", key.kid())
              .put("secret", Base64.getEncoder().encodeToString(key.secret()))
              .put("createdAt", key.createdAt().toString());
      Instant retired = key.retiredAt();
      if (retired != null) {
        item.put("retiredAt", retired.toString());
      }
    }
    return JSON.writerWithDefaultPrettyPrinter().writeValueAsBytes(root);
  }
}
