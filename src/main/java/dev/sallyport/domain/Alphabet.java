package dev.sallyport.domain;

/// The ASCII characters that a kind of name is made of. It answers what a regular expression would
/// in a tenth of the time, which counts where names are made by the thousand.
final class Alphabet {
  static final Alphabet LOWER = new Alphabet("abcdefghijklmnopqrstuvwxyz0123456789");
  static final Alphabet HEX = new Alphabet("0123456789abcdef");

  private final boolean[] has = new boolean[128];

  Alphabet(String characters) {
    for (int i = 0; i < characters.length(); i++) {
      has[characters.charAt(i)] = true;
    }
  }

  /// This one and those characters.
  Alphabet and(String characters) {
    Alphabet more = new Alphabet(characters);
    for (int i = 0; i < has.length; i++) {
      more.has[i] |= has[i];
    }
    return more;
  }

  /// Whether the text is a name of these characters, 1 to so many, that begins with a letter or a
  /// digit.
  boolean names(String text, int most) {
    return !text.isEmpty() && text.length() <= most && LOWER.has(text.charAt(0)) && spells(text, 1);
  }

  private boolean has(char character) {
    return character < has.length && has[character];
  }

  /// Whether the text has no other characters from there on.
  boolean spells(String text, int from) {
    for (int i = from; i < text.length(); i++) {
      if (!has(text.charAt(i))) {
        return false;
      }
    }
    return true;
  }
}
