package dev.sallyport.domain;

import java.util.Locale;

/// Whether what an action does can be undone, most easily undone first.
public enum Reversibility {
  READ_ONLY,
  REVERSIBLE,
  EXTERNALLY_REVERSIBLE,
  IRREVERSIBLE;

  /// The name on the wire: lower case, words joined by hyphens.
  public String wire() {
    return name().toLowerCase(Locale.ROOT).replace('_', '-');
  }
}
