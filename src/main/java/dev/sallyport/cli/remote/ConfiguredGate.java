package dev.sallyport.cli.remote;

import dev.sallyport.cli.terminal.CommandException;
import dev.sallyport.cli.terminal.Surroundings;
import dev.sallyport.client.GateClient;
import java.net.URI;
import java.net.URISyntaxException;
import java.nio.file.Path;

/// The gate that client commands speak to: [#URL] says where it is; [#KEY] or the file that
/// [#KEY_FILE] names says who asks. Never an argument, because arguments are seen by every process.
///
/// @param url where it answers
/// @param key an API key
record ConfiguredGate(URI url, String key) {
  static final String USUAL_URL = "http://127.0.0.1:7410";
  static final String URL = "SALLYPORT_URL";
  static final String KEY = "SALLYPORT_KEY";
  static final String KEY_FILE = "SALLYPORT_KEY_FILE";

  /// @throws CommandException when the environment does not say where it is, or has no key
  static ConfiguredGate of(Surroundings surroundings) {
    return new ConfiguredGate(url(surroundings), key(surroundings));
  }

  /// A client for it, which the caller closes.
  GateClient client() {
    try {
      return new GateClient(url, key);
    } catch (IllegalArgumentException e) {
      throw noUrl(e);
    }
  }

  /// The part of the key that is no secret: which key it is.
  String keyId() {
    String[] parts = key.split("_", 3);
    return parts.length == 3 ? parts[1] : "";
  }

  private static URI url(Surroundings surroundings) {
    String url = surroundings.variable(URL);
    try {
      return new URI(url.isEmpty() ? USUAL_URL : url);
    } catch (URISyntaxException e) {
      throw noUrl(new IllegalArgumentException("a gate's URL looks like " + USUAL_URL, e));
    }
  }

  private static CommandException noUrl(IllegalArgumentException why) {
    return new CommandException(URL + " is not the URL of a gate: " + why.getMessage() + ".");
  }

  private static String key(Surroundings surroundings) {
    String key = surroundings.variable(KEY);
    String source = KEY;
    String file = surroundings.variable(KEY_FILE);
    if (key.isEmpty() && !file.isEmpty()) {
      key = KeyFile.read(Path.of(file));
      source = KEY_FILE;
    }
    if (key.isEmpty()) {
      throw new CommandException(
          "SALLYPORT_KEY holds no API key; make one with sallyport keys create and export it, or name"
              + " a file of your own that holds one in SALLYPORT_KEY_FILE.");
    }
    if (!key.chars().allMatch(letter -> letter > ' ' && letter < 0x7f)) {
      throw new CommandException(source + " does not hold an API key; one begins with spk_.");
    }
    return key;
  }

  /// Without the key.
  @Override
  public String toString() {
    return "ConfiguredGate[" + url + "]";
  }
}
