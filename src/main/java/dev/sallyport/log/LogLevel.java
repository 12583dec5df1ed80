package dev.sallyport.log;

import ch.qos.logback.classic.Level;
import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;

/// How much of a package's events are logged: those of this level and of the levels after it.
public enum LogLevel {
  TRACE(Level.TRACE),
  DEBUG(Level.DEBUG),
  INFO(Level.INFO),
  WARN(Level.WARN),
  ERROR(Level.ERROR),
  OFF(Level.OFF);

  @SuppressWarnings("ImmutableEnumChecker") // Logback's levels are constants
  private final Level level;

  LogLevel(Level level) {
    this.level = level;
  }

  Level level() {
    return level;
  }

  static LogLevel of(Level level) {
    return Arrays.stream(values())
        .filter(value -> value.level.equals(level))
        .findFirst()
        .orElse(TRACE);
  }

  /// The name in configuration and on the wire, lower case.
  public String wire() {
    return name().toLowerCase(Locale.ROOT);
  }

  /// The level of that wire name, if there is one.
  public static Optional<LogLevel> ofWire(String wire) {
    return Arrays.stream(values()).filter(level -> level.wire().equals(wire)).findFirst();
  }
}
