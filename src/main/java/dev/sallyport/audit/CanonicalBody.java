package dev.sallyport.audit;

import java.io.IOException;
import org.erdtman.jcs.JsonCanonicalizer;
import tools.jackson.databind.node.ObjectNode;

/// The one text of a record's body that its hash covers: RFC 8785.
final class CanonicalBody {
  private CanonicalBody() {}

  static String of(ObjectNode body) {
    try {
      return new JsonCanonicalizer(body.toString()).getEncodedString();
    } catch (IOException e) {
      throw new IllegalArgumentException("the body of an audit record is not I-JSON", e);
    }
  }
}
