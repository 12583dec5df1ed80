package dev.sallyport.audit;

import dev.sallyport.contract.CanonicalJson;
import java.nio.charset.StandardCharsets;
import tools.jackson.databind.node.ObjectNode;

/// The one text of a record's body that its hash covers: RFC 8785.
final class CanonicalBody {
  private CanonicalBody() {}

  /// @throws IllegalArgumentException for a body that has no such form
  static String of(ObjectNode body) {
    return new String(CanonicalJson.of(body), StandardCharsets.UTF_8);
  }
}
