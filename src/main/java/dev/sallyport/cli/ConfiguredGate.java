package dev.sallyport.cli;

import dev.sallyport.client.GateClient;
import dev.sallyport.client.Reply;
import java.net.URI;
import java.net.URISyntaxException;
import java.util.Map;
import tools.jackson.databind.JsonNode;

/// The gate that client commands speak to: [#URL] says where it is, [#KEY] who asks. The key comes
/// from the environment alone, because arguments are seen by every process.
final class ConfiguredGate {
  static final String USUAL_URL = "http://127.0.0.1:7410";
  static final String URL = "SALLYPORT_URL";
  static final String KEY = "SALLYPORT_KEY";

  private ConfiguredGate() {}

  /// A client for it, which the caller closes.
  ///
  /// @throws CommandException when the environment does not say where it is, or has no key
  static GateClient of(Map<String, String> environment) {
    try {
      return new GateClient(url(environment), key(environment));
    } catch (IllegalArgumentException e) {
      throw new CommandException(URL + " is not the URL of a gate: " + e.getMessage() + ".");
    }
  }

  /// The body of a success.
  ///
  /// @throws CommandException with what the gate said instead
  static JsonNode success(Reply reply) {
    if (!reply.isOk()) {
      throw new CommandException(
          "The gate answered %d %s: %s".formatted(reply.status(), reply.slug(), reply.detail()));
    }
    return reply.body();
  }

  private static URI url(Map<String, String> environment) {
    try {
      return new URI(environment.getOrDefault(URL, USUAL_URL).strip());
    } catch (URISyntaxException e) {
      throw new IllegalArgumentException("a gate's URL looks like " + USUAL_URL, e);
    }
  }

  private static String key(Map<String, String> environment) {
    String key = environment.getOrDefault(KEY, "").strip();
    if (key.isEmpty()) {
      throw new CommandException(
          "SALLYPORT_KEY holds no API key; make one with sallyport keys create and export it.");
    }
    if (!key.chars().allMatch(letter -> letter > ' ' && letter < 0x7f)) {
      throw new CommandException("SALLYPORT_KEY does not hold an API key; one begins with spk_.");
    }
    return key;
  }
}
