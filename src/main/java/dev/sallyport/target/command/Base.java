package dev.sallyport.target.command;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.HexFormat;
import java.util.Map;
import java.util.Optional;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/// What a plan starts from and is tied to, as hashes: the saved plan's file, the target's state,
/// the settings that say what will run.
final class Base {
  private Base() {}

  /// The fingerprint: of the plan's file and of what the fingerprint command prints, as far as
  /// the target has them.
  static String of(Optional<String> planFile, Optional<String> state) {
    return "sha256:"
        + hex("plan file %s\nstate %s\n".formatted(planFile.orElse("-"), state.orElse("-")));
  }

  /// Of everything that decides what an execution runs; not of secrets, which may be renewed.
  static String settings(CommandConfig config) {
    ObjectNode settings = JsonMapper.shared().createObjectNode();
    for (Map.Entry<Step, ArgumentList> step : config.steps().entrySet()) {
      if (step.getKey().executes()) {
        var list = settings.putArray(step.getKey().setting());
        step.getValue().texts().forEach(list::add);
      }
    }
    settings.put("workingDirectory", config.workingDirectory().toString());
    settings.set("parameters", config.parameters());
    ObjectNode environment = settings.putObject("environment");
    config
        .environment()
        .variables()
        .forEach(
            (name, value) ->
                environment.put(
                    name,
                    switch (value) {
                      case Surroundings.Value.Plain(String text) -> "text " + text;
                      case Surroundings.Value.Secret(var file) -> "file " + file;
                    }));
    return hex(settings.toString());
  }

  static String hex(String text) {
    MessageDigest digest = Sink.Digest.sha256();
    return HexFormat.of().formatHex(digest.digest(text.getBytes(StandardCharsets.UTF_8)));
  }
}
