package dev.sallyport.log;

/// What one look at a text's characters says about which searches it needs. Most lines need none,
/// and this look is all they cost.
final class Traits {
  /// A secret could be in it.
  static final int SUSPECT = 1;

  /// It holds percent signs or backslashes.
  static final int ENCODED = 2;

  /// It has more than one line, perhaps by escaped line breaks.
  static final int WRAPPED = 4;

  /// It holds halves of surrogate pairs, perhaps without their other halves.
  static final int SURROGATES = 8;

  private Traits() {}

  /// The traits together, 0 for a text that needs no search. Every secret the rules know has one of
  /// these signs: a name's `=`, `:`, `>` or `--`; the `_`, `-`, `.` or `~` of a token; the white
  /// space after `Bearer` or `Basic`, known by its `B`; the `A` of a cloud key.
  static int of(String text) {
    int traits = 0;
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      switch (c) {
        case '=', ':', '>', '_', '-', '~', 'A', '@' -> traits |= SUSPECT;
        case '.' -> traits |= inside(text, i) ? SUSPECT : 0;
        case 'B', 'b', 'D', 'd', 'N', 'n' -> traits |= startsScheme(text, i) ? SUSPECT : 0;
        case '%' -> traits |= ENCODED | SUSPECT;
        case '\\' -> traits |= ENCODED | WRAPPED | SUSPECT;
        case '\n' -> traits |= WRAPPED;
        default -> traits |= Character.isSurrogate(c) ? SURROGATES : 0;
      }
    }
    return traits;
  }

  /// Whether `bearer` or one of its like stands somewhere in it, in letters of either case.
  static boolean namesScheme(String text) {
    for (int i = 0; i < text.length(); i++) {
      switch (text.charAt(i)) {
        case 'B', 'b', 'D', 'd', 'N', 'n' -> {
          if (startsScheme(text, i)) {
            return true;
          }
        }
        default -> {}
      }
    }
    return false;
  }

  /// Whether the dot stands between two characters of one word, as in a JWS, rather than at its
  /// end.
  private static boolean inside(String text, int dot) {
    return dot + 1 < text.length() && Character.isLetterOrDigit(text.charAt(dot + 1));
  }

  private static boolean startsScheme(String text, int at) {
    return text.regionMatches(true, at, "bearer", 0, 6)
        || text.regionMatches(true, at, "basic", 0, 5)
        || text.regionMatches(true, at, "digest", 0, 6)
        || text.regionMatches(true, at, "negotiate", 0, 9);
  }
}
