package dev.sallyport.log;

import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/// How to log.
///
/// @param format JSON, text, or text on a terminal and JSON elsewhere
/// @param levels the levels to start with, by package or class; [Levels#ROOT] names all the others
/// @param flushEvery how long a line below WARN may wait in the buffer
/// @param secretNames field names that are secret here besides the built-in ones
public record LoggingConfig(
    Format format, Map<String, LogLevel> levels, Duration flushEvery, Set<String> secretNames) {
  /// What a line looks like.
  public enum Format {
    AUTO,
    JSON,
    TEXT
  }

  /// The most and the least that a line may wait.
  private static final Duration LONGEST = Duration.ofSeconds(10);

  private static final Duration SHORTEST = Duration.ofMillis(10);

  /// The libraries whose news is of no interest to who runs the gate, until something goes wrong.
  private static final List<String> LIBRARIES =
      List.of(
          "org.eclipse.jetty",
          "org.eclipse.jgit",
          "io.javalin",
          "org.flywaydb",
          "org.postgresql",
          "com.zaxxer.hikari",
          "com.networknt",
          "io.micrometer");

  public LoggingConfig {
    levels = Map.copyOf(levels);
    secretNames = Set.copyOf(secretNames);
    for (String name : levels.keySet()) {
      if (!Levels.isName(name)) {
        throw new IllegalArgumentException("not the name of a package or class to log: " + name);
      }
    }
    if (levels.size() > Levels.MAX_LEVELS) {
      throw new IllegalArgumentException("more than " + Levels.MAX_LEVELS + " log levels");
    }
    if (flushEvery.compareTo(SHORTEST) < 0 || flushEvery.compareTo(LONGEST) > 0) {
      throw new IllegalArgumentException(
          "log lines are flushed every " + SHORTEST + " to " + LONGEST + ", not " + flushEvery);
    }
  }

  /// Everything at INFO, the libraries at WARN, and lines out within a quarter of a second.
  public static LoggingConfig defaults() {
    var levels = new LinkedHashMap<String, LogLevel>();
    levels.put(Levels.ROOT, LogLevel.INFO);
    LIBRARIES.forEach(library -> levels.put(library, LogLevel.WARN));
    return new LoggingConfig(Format.AUTO, levels, Duration.ofMillis(250), Set.of());
  }

  public LoggingConfig withFormat(Format other) {
    return new LoggingConfig(other, levels, flushEvery, secretNames);
  }

  /// The same with these levels set over its own.
  public LoggingConfig withLevels(Map<String, LogLevel> over) {
    var all = new LinkedHashMap<>(levels);
    all.putAll(over);
    return new LoggingConfig(format, all, flushEvery, secretNames);
  }
}
