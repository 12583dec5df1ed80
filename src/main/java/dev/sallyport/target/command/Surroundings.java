package dev.sallyport.target.command;

import java.nio.file.Path;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;

/// The environment variables of a tool: these, and what the gate adds about the run; nothing of
/// the gate's own.
public record Surroundings(Map<String, Value> variables) {
  public static final int MOST = 200;
  public static final int LONGEST = 8192;

  private static final Pattern NAME = Pattern.compile("[A-Za-z_][A-Za-z0-9_]{0,127}");

  /// What the gate gives a tool by itself.
  private static final String OWN_PREFIX = "SALLYPORT_";

  private static final Set<String> OWN = Set.of("TRACEPARENT");

  /// Where a variable's value comes from.
  public sealed interface Value {
    record Plain(String text) implements Value {
      public Plain {
        if (text.length() > LONGEST || text.chars().anyMatch(letter -> letter == 0)) {
          throw new IllegalArgumentException(
              "a variable has at most " + LONGEST + " characters and no NUL");
        }
      }

      @Override
      public String toString() {
        return "Plain[" + text.length() + " characters]";
      }
    }

    /// The content of a file, read anew for every run; a line end at its end is left out.
    record Secret(Path file) implements Value {}
  }

  public Surroundings {
    if (variables.size() > MOST) {
      throw new IllegalArgumentException("a tool has at most " + MOST + " variables");
    }
    for (String name : variables.keySet()) {
      if (!isName(name) || isOwn(name)) {
        throw new IllegalArgumentException(name + " is no name for a variable");
      }
    }
    variables = Collections.unmodifiableMap(new LinkedHashMap<>(variables));
  }

  public static boolean isName(String name) {
    return NAME.matcher(name).matches();
  }

  /// Whether the gate sets it.
  public static boolean isOwn(String name) {
    return name.startsWith(OWN_PREFIX) || OWN.contains(name);
  }
}
