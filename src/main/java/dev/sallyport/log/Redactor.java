package dev.sallyport.log;

import java.util.Set;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/// Takes secrets out of texts and JSON: by the name they stand under ([SecretNames]) and by how
/// they look ([ValueRules]). Holds no state, so one serves every thread. What remains of a text is
/// cut at a length.
public final class Redactor {
  /// The longest text that is kept, in characters, where a caller names no other length.
  public static final int MAX_TEXT = 8_192;

  /// How far behind the cut a secret that begins before it may end.
  private static final int LOOK_BEYOND = 8_192;

  private final SecretNames names;
  private final NameRules nameRules;
  private final JsonRedaction json;

  public Redactor() {
    this(Set.of());
  }

  /// @param moreSecretNames field names that are secret here besides the built-in ones
  public Redactor(Set<String> moreSecretNames) {
    this(new SecretNames(moreSecretNames, true));
  }

  private Redactor(SecretNames names) {
    this.names = names;
    nameRules = new NameRules(names);
    json = new JsonRedaction(this, names);
  }

  /// For what targets say of their plans and runs: there a `key` without a telling word before it
  /// is a place or a label, which whoever approves the plan has to see.
  public static Redactor ofTargets() {
    return new Redactor(new SecretNames(Set.of(), false));
  }

  /// The text without its secrets, cut at [#MAX_TEXT].
  public String text(String text) {
    return text(text, MAX_TEXT);
  }

  /// The text without its secrets, cut at that many characters, with a mark that says so.
  public String text(String text, int limit) {
    boolean cut = text.length() > limit;
    String window =
        text.length() - limit > LOOK_BEYOND ? text.substring(0, limit + LOOK_BEYOND) : text;
    String clean = clean(window, limit);
    return cut ? clean + "… (cut, " + text.length() + " characters)" : clean;
  }

  /// A copy without its secrets: values under secret names are masked whole, every text is cleaned,
  /// and depth and size are bounded.
  public JsonNode json(JsonNode node) {
    return json.redact(node);
  }

  /// The text as the value of a field of that name.
  public String value(String name, @Nullable String text) {
    if (text == null) {
      return "null";
    }
    return names.isSecret(name) ? Spans.MASK : text(text);
  }

  /// Whether a value under that name is secret, whatever it is.
  public boolean isSecretName(String name) {
    return names.isSecret(name);
  }

  /// Whether whatever follows this text is a secret name's value, as after `password=`.
  boolean asksForSecret(String before) {
    return nameRules.asksForSecret(before);
  }

  private String clean(String text, int limit) {
    int traits = Traits.of(text);
    String clean =
        (traits & ~Traits.SURROGATES) == 0
            ? text.substring(0, Math.min(limit, text.length()))
            : search(text, traits, limit);
    return (traits & Traits.SURROGATES) == 0 ? clean : Escapes.wellFormed(clean);
  }

  private String search(String text, int traits, int limit) {
    Spans spans = find(text);
    String readable = text;
    if ((traits & Traits.WRAPPED) != 0) {
      String unwrapped = Disguise.unwrap(text);
      Spans more = find(unwrapped);
      // Only a secret that was broken across lines makes more of the text secret when lines are
      // joined.
      if (unwrapped.length() < text.length() && more.weight() > spans.weight()) {
        readable = unwrapped;
        spans = more;
      }
    }
    String masked = spans.mask(readable, limit);
    if ((traits & Traits.ENCODED) == 0) {
      return masked;
    }
    String decoded = Disguise.decode(masked);
    Spans inside = find(decoded);
    return inside.finds(decoded) ? inside.mask(decoded, limit) : masked;
  }

  private Spans find(String text) {
    var spans = new Spans();
    nameRules.find(text, spans);
    ValueRules.find(text, spans);
    return spans;
  }
}
