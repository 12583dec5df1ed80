package dev.sallyport.log;

import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/// The names of fields for whose sake nothing is redacted: neither is the name changed, nor what
/// stands under it. A line has a score of fields whose names are constants of the code, and looking
/// each over anew cost more than everything else of a line.
final class PlainNames {
  /// How many names are remembered; further ones are looked over each time.
  static final int MOST = 512;

  /// Beside other members these say what those are called.
  private static final Set<String> SAY_NAMES = Set.of("name", "key", "value");

  private final Redactor redactor;
  private final Map<String, Optional<String>> fields = new ConcurrentHashMap<>();

  PlainNames(Redactor redactor) {
    this.redactor = redactor;
  }

  /// The field's full name in the line; empty where the name asks for more than a look at the
  /// value.
  Optional<String> field(String name) {
    Optional<String> known = fields.get(name);
    if (known != null) {
      return known;
    }
    Optional<String> field = look(name);
    if (fields.size() < MOST) {
      fields.put(name, field);
    }
    return field;
  }

  private Optional<String> look(String name) {
    String field = LogFields.named(name);
    boolean plain =
        field.length() <= SecretNames.MAX_NAME
            && !SAY_NAMES.contains(name)
            && !redactor.isSecretName(name)
            && redactor.text(name).equals(name)
            && redactor.text(field).equals(field);
    return plain ? Optional.of(field) : Optional.empty();
  }
}
