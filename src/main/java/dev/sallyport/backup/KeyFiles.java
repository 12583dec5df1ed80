package dev.sallyport.backup;

import java.util.List;

/// The files of the data folder's `keys` that a gate cannot do without.
final class KeyFiles {
  static final List<String> NAMES = List.of("audit.key", "signing-keys.json");

  private KeyFiles() {}
}
