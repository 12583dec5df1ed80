package dev.sallyport.config;

import java.util.List;
import java.util.Map;

/// A part of a YAML file, with the line it begins on. Scalars stay text: what they may be depends
/// on the setting, not on how YAML would read them, so `on` and `1e3` hold no surprise.
sealed interface Yaml {
  int line();

  /// @param plain whether it is written without quotes
  record Scalar(String text, boolean plain, int line) implements Yaml {
    /// Whether nothing is written there, or YAML's word for nothing.
    boolean isNothing() {
      return plain && (text.isEmpty() || text.equals("~") || text.equals("null"));
    }
  }

  record Sequence(List<Yaml> items, int line) implements Yaml {}

  /// @param entries by key, in the order of the file
  record Mapping(Map<String, Entry> entries, int line) implements Yaml {}

  /// @param line of the key
  record Entry(Yaml value, int line) {}
}
