package dev.sallyport.bench;

import dev.sallyport.authenticate.ApiKey;
import dev.sallyport.client.GateClient;
import dev.sallyport.client.Reply;
import dev.sallyport.client.UnreachableException;
import dev.sallyport.domain.PrincipalKind;
import dev.sallyport.gate.Ambient;
import dev.sallyport.server.StartException;
import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/// A gate as attackers see it: where it is, one target, and keys for it.
record AttackedGate(BenchGate gate, Ambient ambient) {
  static final String TARGET = "attacked";

  /// Makes an attacker with a good key.
  String key(String name) throws StartException {
    return gate.key(name, PrincipalKind.AGENT, TARGET);
  }

  /// A key that the gate does not know.
  String guess() {
    return ApiKey.generate(ambient.random()).reveal();
  }

  /// A good confirm token of that principal, for [#apply] with `key`.
  String token(String apiKey, String key) throws UnreachableException, StartException {
    try (GateClient client = new GateClient(gate.url(), apiKey)) {
      Reply reply =
          client.execute(
              execute("preview", key)
                  .put("command", "Be stolen from")
                  .set("parameters", JsonMapper.shared().createObjectNode()));
      String token = reply.result().path("confirmToken").asString("");
      if (token.isEmpty()) {
        throw new StartException("The attacked gate gave no token: " + reply.detail());
      }
      return token;
    }
  }

  static ObjectNode execute(String action, String key) {
    return JsonMapper.shared()
        .createObjectNode()
        .put("action", action)
        .put("target", TARGET)
        .put("idempotencyKey", key);
  }

  /// Tries to apply with that as confirm token.
  HttpRequest apply(String apiKey, String key, String token) {
    return json(apiKey, execute("apply", key).put("confirmToken", token).toString());
  }

  /// `POST /v1/execute` with that body.
  HttpRequest json(String apiKey, String body) {
    return to("/v1/execute", apiKey)
        .header("Content-Type", "application/json")
        .POST(BodyPublishers.ofString(body))
        .build();
  }

  HttpRequest.Builder to(String path, String apiKey) {
    URI url = gate.url().resolve(path);
    return HttpRequest.newBuilder(url)
        .timeout(GateClient.LONGEST_ANSWER)
        .header("Authorization", "Bearer " + apiKey);
  }
}
