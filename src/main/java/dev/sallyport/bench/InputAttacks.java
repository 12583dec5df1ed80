package dev.sallyport.bench;

import dev.sallyport.server.StartException;
import java.net.http.HttpRequest.BodyPublishers;
import java.util.List;

/// Requests that are not as the contract wants them.
final class InputAttacks {
  private static final int DEEP = 20_000;
  private static final int TOO_LARGE = (1 << 20) + 1;

  private InputAttacks() {}

  static List<Attack> on(AttackedGate gate) throws StartException {
    String key = gate.key("attacker");
    return List.of(
        bad(gate, key, "malformed-json", "half an object", "{\"action\":"),
        bad(gate, key, "malformed-json", "nested too deep", "{\"a\":".repeat(DEEP)),
        bad(
            gate,
            key,
            "invalid-request",
            "an unknown field",
            "{\"action\":\"list\",\"target\":\"attacked\",\"admin\":true}"),
        bad(
            gate,
            key,
            "invalid-request",
            "wrong types",
            "{\"action\":7,\"target\":[],\"command\":{},\"safetyLevel\":\"none\"}"),
        bad(
            gate,
            key,
            "unknown-target",
            "a target that is a path",
            "{\"action\":\"list\",\"target\":\"../../etc/passwd\"}"),
        bad(gate, key, "payload-too-large", "too large", " ".repeat(TOO_LARGE)),
        Attack.refusedWith(
            "unsupported-media-type",
            "no JSON",
            _ ->
                gate.to("/v1/execute", key)
                    .header("Content-Type", "text/plain")
                    .POST(BodyPublishers.ofString("{\"action\":\"status\"}"))
                    .build()),
        Attack.refusedWith(
            "method-not-allowed",
            "a wrong method",
            _ -> gate.to("/v1/execute", key).DELETE().build()));
  }

  private static Attack bad(AttackedGate gate, String key, String slug, String name, String body) {
    return Attack.refusedWith(slug, name, _ -> gate.json(key, body));
  }
}
