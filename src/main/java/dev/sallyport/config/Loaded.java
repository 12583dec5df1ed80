package dev.sallyport.config;

import java.util.List;

/// What loading a configuration came to.
public sealed interface Loaded {
  record Ready(Config config) implements Loaded {}

  /// @param mistakes every one that was found, at least one
  record Mistaken(List<ConfigMistake> mistakes) implements Loaded {
    public Mistaken {
      mistakes = List.copyOf(mistakes);
      if (mistakes.isEmpty()) {
        throw new IllegalArgumentException("a mistaken configuration has a mistake");
      }
    }
  }
}
