package dev.sallyport.token;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.SecureRandom;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// Where the gate's secrets come from: the environment, a file that the environment names, or the
/// data folder, where they are made on first start. There is no default secret.
///
/// | variable | what it holds |
/// |---|---|
/// | `SALLYPORT_SIGNING_SECRET`, or `…_FILE` | signs confirm tokens; 32 characters or more |
/// | `SALLYPORT_SIGNING_SECRET_PREVIOUS`, or `…_FILE` | still verifies what it signed |
/// | `SALLYPORT_AUDIT_SECRET`, or `…_FILE` | seals the audit records |
/// | `SALLYPORT_STORE_PASSWORD`, or `…_FILE` | of the database server, where the store is one |
public final class Secrets {
  private static final String SIGNING = "SALLYPORT_SIGNING_SECRET";
  private static final String PREVIOUS = "SALLYPORT_SIGNING_SECRET_PREVIOUS";
  private static final String AUDIT = "SALLYPORT_AUDIT_SECRET";
  private static final String STORE = "SALLYPORT_STORE_PASSWORD";
  private static final long MOST_BYTES = 64 * 1024;

  private final Map<String, String> environment;
  private final Path folder;

  /// @param folder where secrets are kept that the environment does not give
  public Secrets(Map<String, String> environment, Path folder) {
    this.environment = Map.copyOf(environment);
    this.folder = folder;
  }

  /// The signing keys.
  ///
  /// @throws IOException with a message that says what to do
  public Keyring keyring(InstantSource clock, SecureRandom random) throws IOException {
    byte[] signing = given(SIGNING);
    if (signing == null) {
      return keyringFile(clock, random);
    }
    List<SigningKey> keys = new ArrayList<>();
    keys.add(named(SIGNING, signing, Instant.EPOCH.plusSeconds(1)));
    byte[] previous = given(PREVIOUS);
    if (previous != null) {
      keys.add(named(PREVIOUS, previous, Instant.EPOCH));
    }
    List<SigningKey> fixed = List.copyOf(keys);
    return () -> fixed;
  }

  /// Whether the signing keys come from the environment and so cannot be rotated here.
  public boolean isKeyringGiven() throws IOException {
    return given(SIGNING) != null;
  }

  /// The signing keys of the data folder.
  public KeyringFile keyringFile(InstantSource clock, SecureRandom random) throws IOException {
    return KeyringFile.open(folder, clock, random);
  }

  /// The 32 bytes under which audit records are sealed. They stay the same for the life of the
  /// record.
  public byte[] auditKey(SecureRandom random) throws IOException {
    byte[] given = given(AUDIT);
    if (given != null) {
      return digest("sallyport audit key", longEnough(AUDIT, given));
    }
    Path file = folder.resolve("audit.key");
    if (!Files.exists(file)) {
      byte[] key = new byte[SigningKey.LEAST_BYTES];
      random.nextBytes(key);
      OwnerOnly.makeFolder(folder);
      OwnerOnly.create(file, HexFormat.of().formatHex(key).getBytes(StandardCharsets.US_ASCII));
    }
    OwnerOnly.require(file);
    String hex = Files.readString(file, StandardCharsets.US_ASCII).strip();
    try {
      return longEnough("audit.key", HexFormat.of().parseHex(hex));
    } catch (IllegalArgumentException e) {
      throw new IOException("the audit key file is damaged; restore it from a backup");
    }
  }

  /// The database server's password; empty where none is given.
  ///
  /// @param file where the configuration says that it is; the environment goes before it
  public String storePassword(Optional<Path> file) throws IOException {
    byte[] given = given(STORE);
    if (given != null) {
      return new String(given, StandardCharsets.UTF_8);
    }
    if (file.isEmpty()) {
      return "";
    }
    if (!Files.isReadable(file.get()) || Files.size(file.get()) > MOST_BYTES) {
      throw new IOException(
          "store.passwordFile names a file that cannot be read or is over 64 KiB");
    }
    return Files.readString(file.get(), StandardCharsets.UTF_8).strip();
  }

  private byte @Nullable [] given(String variable) throws IOException {
    String text = environment.get(variable);
    String file = environment.get(variable + "_FILE");
    if (text != null && !text.isBlank()) {
      return text.getBytes(StandardCharsets.UTF_8);
    }
    if (file == null || file.isBlank()) {
      return null;
    }
    Path path = Path.of(file);
    if (!Files.isReadable(path) || Files.size(path) > MOST_BYTES) {
      throw new IOException(
          "%s_FILE names a file that cannot be read or is over 64 KiB".formatted(variable));
    }
    return Files.readString(path, StandardCharsets.UTF_8).strip().getBytes(StandardCharsets.UTF_8);
  }

  private static SigningKey named(String variable, byte[] secret, Instant at) throws IOException {
    return new SigningKey(kid(secret), longEnough(variable, secret), at, null);
  }

  private static byte[] longEnough(String name, byte[] secret) throws IOException {
    if (secret.length < SigningKey.LEAST_BYTES) {
      throw new IOException(
          "%s is too short: it needs at least %d bytes; make one with: openssl rand -base64 48"
              .formatted(name, SigningKey.LEAST_BYTES));
    }
    return secret;
  }

  /// A name for a secret that tells nothing of it, the same on every gate that is given it.
  private static String kid(byte[] secret) {
    return HexFormat.of().formatHex(digest("sallyport signing key id", secret), 0, 4);
  }

  private static byte[] digest(String purpose, byte[] secret) {
    try {
      MessageDigest digest = MessageDigest.getInstance("SHA-256");
      digest.update(purpose.getBytes(StandardCharsets.UTF_8));
      return digest.digest(secret);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java platform has SHA-256", e);
    }
  }
}
