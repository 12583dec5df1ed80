package dev.sallyport.token;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import java.time.InstantSource;
import java.util.Map;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Where the signing secret comes from, and which are not taken.
@Tag("tokens")
class SecretsTest {
  private static final String LONG_ENOUGH = "0123456789abcdef0123456789abcdef";

  @TempDir Path folder;
  private final SecureRandom random = new SecureRandom();

  private Keyring keyring(Map<String, String> environment) throws IOException {
    return new Secrets(environment, folder.resolve("keys")).keyring(InstantSource.system(), random);
  }

  @Test
  void itIsMadeOnFirstStartForItsOwnerAlone() throws IOException {
    SigningKey first = keyring(Map.of()).current();

    Path file = folder.resolve("keys/signing-keys.json");
    assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
        .isEqualTo("rw-------");
    assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(folder.resolve("keys"))))
        .isEqualTo("rwx------");
    assertThat(first.secret()).hasSizeGreaterThanOrEqualTo(SigningKey.LEAST_BYTES);
    assertThat(keyring(Map.of()).current()).isEqualTo(first);
  }

  @Test
  void aFileThatOthersMayReadIsNotTaken() throws IOException {
    assertThat(keyring(Map.of()).keys()).hasSize(1);
    Path file = folder.resolve("keys/signing-keys.json");
    Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-r--r--"));

    assertThatThrownBy(() -> keyring(Map.of()))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("chmod 600");
  }

  @Test
  void itComesFromTheEnvironmentOrAFileThatItNames() throws IOException {
    Path file = folder.resolve("secret");
    Files.writeString(file, LONG_ENOUGH + "\n");

    SigningKey given = keyring(Map.of("SALLYPORT_SIGNING_SECRET", LONG_ENOUGH)).current();

    assertThat(keyring(Map.of("SALLYPORT_SIGNING_SECRET_FILE", file.toString())).current())
        .isEqualTo(given);
    assertThat(folder.resolve("keys")).doesNotExist();
  }

  @Test
  void aPreviousOneVerifiesAndDoesNotSign() throws IOException {
    Keyring before = keyring(Map.of("SALLYPORT_SIGNING_SECRET", LONG_ENOUGH));
    Keyring after =
        keyring(
            Map.of(
                "SALLYPORT_SIGNING_SECRET",
                "another" + LONG_ENOUGH,
                "SALLYPORT_SIGNING_SECRET_PREVIOUS",
                LONG_ENOUGH));

    assertThat(after.current()).isNotEqualTo(before.current());
    assertThat(after.trusted(before.current().kid())).contains(before.current());
  }

  @Test
  void aShortOneIsRefusedWithoutShowingIt() {
    assertThatThrownBy(() -> keyring(Map.of("SALLYPORT_SIGNING_SECRET", "short-secret")))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("SALLYPORT_SIGNING_SECRET is too short")
        .hasMessageNotContaining("short-secret");
    assertThatThrownBy(
            () ->
                keyring(
                    Map.of("SALLYPORT_SIGNING_SECRET_FILE", folder.resolve("absent").toString())))
        .isInstanceOf(IOException.class);
  }

  @Test
  void aDamagedFileIsRefusedWithoutShowingIt() throws IOException {
    assertThat(keyring(Map.of()).keys()).hasSize(1);
    Path file = folder.resolve("keys/signing-keys.json");
    String content = Files.readString(file);
    Files.writeString(file, content.substring(0, content.length() - 20));

    assertThatThrownBy(() -> keyring(Map.of()))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("damaged")
        .hasNoCause();
  }
}
