package dev.sallyport.notify;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Instant;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.stream.Collectors;

/// HTTP Message Signatures (RFC 9421) over a request's method, address, content type and digest
/// (RFC 9530), so that the receiver knows who sent it, to whom, and that nothing was changed.
final class HttpSignature {
  /// The signature's name in the two fields that carry it.
  static final String LABEL = "sallyport";

  private HttpSignature() {}

  /// The fields to send with a request.
  ///
  /// @param contentType as it is sent
  static Map<String, String> fields(
      SigningKey key,
      String method,
      String targetUri,
      String contentType,
      byte[] body,
      Instant at) {
    String digest = contentDigest(body);
    Map<String, String> components = new LinkedHashMap<>();
    components.put("@method", method);
    components.put("@target-uri", targetUri);
    components.put("content-type", contentType);
    components.put("content-digest", digest);
    String parameters =
        "%s;created=%d;keyid=\"%s\";alg=\"%s\""
            .formatted(covered(components), at.getEpochSecond(), key.id(), key.algorithm());
    byte[] signature = sign(key, base(components, parameters));
    Map<String, String> fields = new LinkedHashMap<>();
    fields.put("Content-Digest", digest);
    fields.put("Signature-Input", LABEL + "=" + parameters);
    fields.put("Signature", LABEL + "=:" + Base64.getEncoder().encodeToString(signature) + ":");
    return fields;
  }

  /// The signature base (RFC 9421 section 2.5).
  static String base(Map<String, String> components, String parameters) {
    StringBuilder base = new StringBuilder();
    components.forEach(
        (name, value) -> base.append('"').append(name).append("\": ").append(value).append('\n'));
    return base.append("\"@signature-params\": ").append(parameters).toString();
  }

  private static String covered(Map<String, String> components) {
    return components.keySet().stream()
        .map(name -> "\"" + name + "\"")
        .collect(Collectors.joining(" ", "(", ")"));
  }

  static byte[] sign(SigningKey key, String base) {
    try {
      return key.sign(base.getBytes(StandardCharsets.US_ASCII));
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("the key was good when it was read", e);
    }
  }

  private static String contentDigest(byte[] body) {
    try {
      byte[] hash = MessageDigest.getInstance("SHA-256").digest(body);
      return "sha-256=:" + Base64.getEncoder().encodeToString(hash) + ":";
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java platform has SHA-256", e);
    }
  }
}
