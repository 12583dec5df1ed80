package dev.sallyport.token;

import java.util.List;
import java.util.Optional;

/// The signing keys that are trusted now.
public interface Keyring {
  /// Every key, retired ones too, newest first.
  List<SigningKey> keys();

  /// The newest key that is not retired.
  default SigningKey current() {
    return keys().stream()
        .filter(key -> !key.isRetired())
        .findFirst()
        .orElseThrow(() -> new IllegalStateException("every signing key is retired"));
  }

  /// The key of that id, unless it is retired or unknown.
  default Optional<SigningKey> trusted(String kid) {
    return keys().stream().filter(key -> key.kid().equals(kid) && !key.isRetired()).findFirst();
  }
}
