package dev.sallyport.notify;

import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.PrivateKey;
import java.security.Signature;
import java.security.spec.PKCS8EncodedKeySpec;
import java.util.Base64;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/// What signs the requests to an endpoint.
interface SigningKey {
  /// How the receiver knows which key it is.
  String id();

  /// The algorithm's name in RFC 9421's registry.
  String algorithm();

  byte[] sign(byte[] message) throws GeneralSecurityException;

  /// A secret that the receiver has too.
  ///
  /// @param secret its bytes
  record Hmac(String id, SecretKeySpec secret) implements SigningKey {
    /// As long as what it makes (RFC 2104 section 3).
    static final int LEAST_BYTES = 32;

    static Hmac of(String id, byte[] bytes) {
      if (bytes.length < LEAST_BYTES) {
        throw new IllegalArgumentException(
            "a secret for hmac-sha256 has at least %d bytes".formatted(LEAST_BYTES));
      }
      return new Hmac(id, new SecretKeySpec(bytes, "HmacSHA256"));
    }

    @Override
    public String algorithm() {
      return "hmac-sha256";
    }

    @Override
    public byte[] sign(byte[] message) throws GeneralSecurityException {
      Mac mac = Mac.getInstance("HmacSHA256");
      mac.init(secret);
      return mac.doFinal(message);
    }

    /// Without the secret.
    @Override
    public String toString() {
      return "Hmac[" + id + "]";
    }
  }

  /// A private key whose public one the receiver has.
  record Ed25519(String id, PrivateKey key) implements SigningKey {
    /// @param pem PKCS #8 in PEM, as `openssl genpkey -algorithm ed25519` writes it
    static Ed25519 of(String id, String pem) throws GeneralSecurityException {
      String base64 = pem.replaceAll("-----[A-Z ]+-----", "").replaceAll("\\s", "");
      try {
        return new Ed25519(
            id,
            KeyFactory.getInstance("Ed25519")
                .generatePrivate(new PKCS8EncodedKeySpec(Base64.getDecoder().decode(base64))));
      } catch (IllegalArgumentException e) {
        throw new GeneralSecurityException("it is not PEM", e);
      }
    }

    @Override
    public String algorithm() {
      return "ed25519";
    }

    @Override
    public byte[] sign(byte[] message) throws GeneralSecurityException {
      Signature signature = Signature.getInstance("Ed25519");
      signature.initSign(key);
      signature.update(message);
      return signature.sign();
    }

    /// Without the key.
    @Override
    public String toString() {
      return "Ed25519[" + id + "]";
    }
  }
}
