package dev.sallyport.target.command;

import dev.sallyport.target.command.Surroundings.Value;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// What a tool is given besides its arguments, looked up anew for every run: the program's file,
/// the variables, the content of the secrets' files.
final class Inputs {
  /// The most bytes of a secret.
  static final int LONGEST_SECRET = 16 << 10;

  private static final String PATH = "PATH";

  private final CommandConfig config;

  Inputs(CommandConfig config) {
    this.config = config;
  }

  /// The variables as configured, and what of their values is secret.
  record Given(Map<String, String> variables, List<String> secrets) {
    @Override
    public String toString() {
      return "Given" + variables.keySet();
    }
  }

  /// What is not there.
  static final class MissingException extends Exception {
    private static final long serialVersionUID = 1L;

    private final String what;

    /// @param message for the operator; a name of the configuration, no path
    MissingException(String message) {
      super(message);
      what = message;
    }

    /// The same as the message.
    String what() {
      return what;
    }
  }

  Given given() throws MissingException {
    Map<String, String> variables = new LinkedHashMap<>();
    List<String> secrets = new ArrayList<>();
    for (Map.Entry<String, Value> variable : config.environment().variables().entrySet()) {
      switch (variable.getValue()) {
        case Value.Plain(String text) -> variables.put(variable.getKey(), text);
        case Value.Secret(Path file) -> {
          String secret = secret(variable.getKey(), file);
          variables.put(variable.getKey(), secret);
          secrets.add(secret);
        }
      }
    }
    return new Given(variables, secrets);
  }

  private static String secret(String name, Path file) throws MissingException {
    String place = "the file of the environment variable " + name;
    try (InputStream in = Files.newInputStream(file)) {
      byte[] bytes = in.readNBytes(LONGEST_SECRET + 1);
      if (bytes.length > LONGEST_SECRET) {
        throw new MissingException(place + " is larger than " + LONGEST_SECRET + " bytes");
      }
      String text = StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes)).toString();
      String secret = text.endsWith("\r\n") ? text.substring(0, text.length() - 2) : stripEnd(text);
      if (secret.isEmpty() || secret.indexOf('\0') >= 0) {
        throw new MissingException(place + " is empty or holds NUL");
      }
      return secret;
    } catch (CharacterCodingException e) {
      throw new MissingException(place + " is not text in UTF-8");
    } catch (IOException e) {
      throw new MissingException(place + " cannot be read");
    }
  }

  private static String stripEnd(String text) {
    return text.endsWith("\n") ? text.substring(0, text.length() - 1) : text;
  }

  /// The program's file: as it is named, below the working directory where its name has a slash,
  /// or on the configured PATH; never on the gate's own.
  Path program(String name) throws MissingException {
    if (name.indexOf('/') >= 0) {
      Path file = config.workingDirectory().resolve(name).normalize();
      return isProgram(file).orElseThrow(() -> missing(name));
    }
    if (config.environment().variables().get(PATH) instanceof Value.Plain(String path)) {
      for (String folder : path.split(":", -1)) {
        Optional<Path> found =
            folder.startsWith("/") ? isProgram(Path.of(folder).resolve(name)) : Optional.empty();
        if (found.isPresent()) {
          return found.get();
        }
      }
    }
    throw missing(name);
  }

  private static Optional<Path> isProgram(Path file) {
    return Files.isRegularFile(file) && Files.isExecutable(file)
        ? Optional.of(file)
        : Optional.empty();
  }

  private static MissingException missing(String name) {
    String shown = name.substring(name.lastIndexOf('/') + 1);
    return new MissingException("the program " + shown + " is not there or may not be run");
  }

  /// Everything that is not there, for a start to name at once.
  List<String> missing() {
    List<String> missing = new ArrayList<>();
    if (!Files.isDirectory(config.workingDirectory())) {
      missing.add("the working directory is not there");
    }
    config
        .steps()
        .forEach(
            (step, list) -> {
              try {
                program(list.program());
              } catch (MissingException e) {
                missing.add(step.setting() + ": " + e.what());
              }
            });
    config
        .environment()
        .variables()
        .forEach(
            (name, value) -> {
              if (value instanceof Value.Secret(Path file)) {
                try {
                  secret(name, file);
                } catch (MissingException e) {
                  missing.add(e.what());
                }
              }
            });
    return missing;
  }
}
