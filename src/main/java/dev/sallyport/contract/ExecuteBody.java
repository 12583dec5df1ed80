package dev.sallyport.contract;

import dev.sallyport.domain.Action;
import dev.sallyport.domain.IdempotencyKey;
import dev.sallyport.domain.Operation;
import dev.sallyport.domain.SafetyLevel;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/// A valid body's way into an [ExecuteRequest].
final class ExecuteBody {
  /// The largest `parameters` that an answer repeats, in bytes of JSON (DESIGN.md section 4).
  static final int MOST_ECHOED_BYTES = 4096;

  private static final String TOKEN = "confirmToken";
  private static final String PARAMETERS = "parameters";
  private static final String KEY = "idempotencyKey";

  private ExecuteBody() {}

  /// @param body one in which neither the schema nor the key header found a mistake
  static ExecuteRequest toRequest(ObjectNode body, KeyHeader header) {
    String token = text(body, TOKEN);
    IdempotencyKey key = key(body, header);
    return new ExecuteRequest(
        Action.ofWire(body.get("action").stringValue()).orElseThrow(),
        text(body, "target"),
        key,
        text(body, "command"),
        body.get(PARAMETERS) instanceof ObjectNode given
            ? given
            : JsonNodeFactory.instance.objectNode(),
        Optional.ofNullable(text(body, "operation"))
            .map(wire -> Operation.ofWire(wire).orElseThrow())
            .orElse(Operation.CHANGE),
        Optional.ofNullable(text(body, "safetyLevel"))
            .map(wire -> SafetyLevel.ofWire(wire).orElseThrow())
            .orElse(null),
        token == null ? null : new PresentedToken(token),
        body.get("actor"),
        echo(body),
        fingerprint(body, key));
  }

  private static @Nullable IdempotencyKey key(ObjectNode body, KeyHeader header) {
    if (header instanceof KeyHeader.Given(IdempotencyKey key)) {
      return key;
    }
    String key = text(body, KEY);
    return key == null ? null : new IdempotencyKey(key);
  }

  private static ObjectNode echo(ObjectNode body) {
    ObjectNode echo = copyWithout(body, List.of(TOKEN));
    JsonNode parameters = echo.get(PARAMETERS);
    if (parameters != null && CanonicalJson.of(parameters).length > MOST_ECHOED_BYTES) {
      echo.remove(PARAMETERS);
    }
    return echo;
  }

  private static String fingerprint(ObjectNode body, @Nullable IdempotencyKey key) {
    ObjectNode identity = copyWithout(body, List.of(TOKEN, "actor"));
    if (key != null) {
      identity.put(KEY, key.value());
    }
    return CanonicalJson.sha256Hex(identity);
  }

  /// A copy of the outermost members alone.
  private static ObjectNode copyWithout(ObjectNode body, List<String> names) {
    ObjectNode copy = JsonNodeFactory.instance.objectNode();
    copy.setAll(body);
    copy.remove(names);
    return copy;
  }

  private static @Nullable String text(ObjectNode body, String name) {
    JsonNode value = body.get(name);
    return value == null ? null : value.stringValue();
  }
}
