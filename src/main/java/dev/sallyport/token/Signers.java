package dev.sallyport.token;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// The keys of a ring that are not retired, newest first, each at work.
///
/// @param of the ring's keys that they were made for
record Signers(List<SigningKey> of, List<Signer> trusted) {
  static final Signers NONE = new Signers(List.of(), List.of());

  /// Whether they were made for this very list; a ring gives the same until it changes.
  @SuppressWarnings("ReferenceEquality") // comparing what is in it takes longer than signing
  boolean areOf(List<SigningKey> keys) {
    return of == keys;
  }

  /// Those of that ring; the ones that were at work before go on.
  Signers follow(List<SigningKey> keys) {
    List<Signer> trusted = new ArrayList<>(keys.size());
    for (SigningKey key : keys) {
      if (!key.isRetired()) {
        trusted.add(of(key).orElseGet(() -> new Signer(key)));
      }
    }
    return new Signers(keys, List.copyOf(trusted));
  }

  Signer current() {
    if (trusted.isEmpty()) {
      throw new IllegalStateException("every signing key is retired");
    }
    return trusted.getFirst();
  }

  Optional<Signer> trusted(String kid) {
    return trusted.stream().filter(signer -> signer.key().kid().equals(kid)).findFirst();
  }

  /// The one whose tokens begin as this text does.
  @Nullable Signer whoseTokenBegins(byte[] text) {
    for (Signer signer : trusted) {
      byte[] beginning = signer.beginning();
      if (text.length >= beginning.length
          && Words.areSame(text, 0, beginning, 0, beginning.length)) {
        return signer;
      }
    }
    return null;
  }

  private Optional<Signer> of(SigningKey key) {
    return trusted.stream().filter(signer -> signer.key().equals(key)).findFirst();
  }
}
