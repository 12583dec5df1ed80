package dev.sallyport.log;

import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.LoggerContext;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Pattern;

/// The levels that are set, by package or class, changeable while the gate runs.
public final class Levels {
  /// Names everything that has no level of its own.
  public static final String ROOT = "root";

  /// How many names may have a level of their own.
  public static final int MAX_LEVELS = 100;

  private static final Pattern NAME = Pattern.compile("[A-Za-z_$][A-Za-z0-9_.$]{0,255}");

  /// What an attempt to set a level came to.
  public sealed interface Change {
    record Set(String name, LogLevel level) implements Change {}

    /// @param detail why not, to be shown to whoever asked
    record Refused(String detail) implements Change {}
  }

  private final LoggerContext context;
  private final Map<String, LogLevel> set = new TreeMap<>();

  Levels(LoggerContext context) {
    this.context = context;
  }

  /// Whether the text can name a package or class.
  public static boolean isName(String name) {
    return NAME.matcher(name).matches();
  }

  /// Sets the level of a package or class, with all below it that have none of their own, at once.
  public synchronized Change set(String name, LogLevel level) {
    if (!isName(name)) {
      return new Change.Refused("not the name of a package or class");
    }
    if (!set.containsKey(name) && set.size() >= MAX_LEVELS) {
      return new Change.Refused("already " + MAX_LEVELS + " names have a level of their own");
    }
    set.put(name, level);
    logger(name).setLevel(level.level());
    JulBridge.setLevel(name, level);
    return new Change.Set(name, level);
  }

  /// Takes a name's own level away, so that it has that of the package around it. `root` keeps its
  /// level.
  public synchronized boolean clear(String name) {
    if (name.equals(ROOT) || set.remove(name) == null) {
      return false;
    }
    logger(name).setLevel(null);
    JulBridge.clearLevel(name);
    return true;
  }

  /// The names that have a level of their own, sorted.
  public synchronized Map<String, LogLevel> all() {
    return new TreeMap<>(set);
  }

  private Logger logger(String name) {
    return context.getLogger(name.equals(ROOT) ? Logger.ROOT_LOGGER_NAME : name);
  }
}
