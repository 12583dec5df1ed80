package dev.sallyport.domain;

import java.util.Locale;

/// The rate-limit class of an action.
public enum ActionClass {
  DEFAULT,
  TOKEN,
  HEAVY,
  AUTO;

  /// The name in configuration, headers and metrics, lower case.
  public String wire() {
    return name().toLowerCase(Locale.ROOT);
  }
}
