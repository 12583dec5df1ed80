package dev.sallyport.notify;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.Map;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/// The test vectors of RFC 9421, appendix B.2.
@Tag("tokens")
class HttpSignatureTest {
  private static final String DATE = "Tue, 20 Apr 2021 02:07:55 GMT";

  @Test
  void the_vector_for_hmac_sha256() {
    byte[] secret =
        Base64.getDecoder()
            .decode(
                "uzvJfB4u3N0Jy4T7NZ75MDVcr8zSTInedJtkgcu46YW4XByzNJjxBdtjUkdJPBtbmHhIDi6pcl8jsasjlTMtDQ==");
    Map<String, String> components = new LinkedHashMap<>();
    components.put("date", DATE);
    components.put("@authority", "example.com");
    components.put("content-type", "application/json");
    String base =
        HttpSignature.base(
            components,
            "(\"date\" \"@authority\" \"content-type\");created=1618884473;keyid=\"test-shared-secret\"");

    byte[] signature = HttpSignature.sign(SigningKey.Hmac.of("test-shared-secret", secret), base);

    assertThat(Base64.getEncoder().encodeToString(signature))
        .isEqualTo("pxcQw6G3AjtMBQjwo8XzkZf/bws5LelbaMk5rGIGtE8=");
  }

  @Test
  void the_vector_for_ed25519() throws Exception {
    String pem =
        """
        -----BEGIN PRIVATE KEY-----
        MC4CAQAwBQYDK2VwBCIEIJ+DYvh6SEqVTm50DFtMDoQikTmiCqirVv9mWG9qfSnF
        -----END PRIVATE KEY-----
        """;
    Map<String, String> components = new LinkedHashMap<>();
    components.put("date", DATE);
    components.put("@method", "POST");
    components.put("@path", "/foo");
    components.put("@authority", "example.com");
    components.put("content-type", "application/json");
    components.put("content-length", "18");
    String base =
        HttpSignature.base(
            components,
            "(\"date\" \"@method\" \"@path\" \"@authority\" \"content-type\" \"content-length\")"
                + ";created=1618884473;keyid=\"test-key-ed25519\"");

    byte[] signature = HttpSignature.sign(SigningKey.Ed25519.of("test-key-ed25519", pem), base);

    assertThat(Base64.getEncoder().encodeToString(signature))
        .isEqualTo(
            "wqcAqbmYJ2ji2glfAMaRy4gruYYnx2nEFN2HN6jrnDnQCK1u02Gb04v9EDgwUPiu4A0w6vuQv5lIp5WPpBKRCw==");
  }
}
