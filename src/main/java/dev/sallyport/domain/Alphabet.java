package dev.sallyport.domain;

/// The ASCII characters that a kind of name is made of. It answers what a regular expression would
/// in a small part of the time, which counts where names are made by the thousand.
public enum Alphabet {
  LOWER(Characters.LOWER),
  HEX("0123456789abcdef"),
  /// Crockford's base 32, lower case.
  ID(Characters.ID),
  PRINCIPAL(Characters.LOWER + "._@-"),
  TARGET(Characters.LOWER + "._-"),
  KEY(Characters.LOWER + Characters.UPPER + "._:-"),
  /// RFC 4648, section 5.
  BASE64URL(Characters.LOWER + Characters.UPPER + "-_");

  private static final int LATIN_1 = 256;

  /// For each character the alphabets that have it, a bit each.
  private static final int[] WHOSE = new int[LATIN_1];

  static {
    for (Alphabet each : values()) {
      for (int i = 0; i < each.characters.length(); i++) {
        WHOSE[each.characters.charAt(i)] |= each.bit;
      }
    }
  }

  private final String characters;
  private final int bit = 1 << ordinal();

  Alphabet(String characters) {
    this.characters = characters;
  }

  /// What an enum's constants can be made of.
  static final class Characters {
    static final String LOWER = "abcdefghijklmnopqrstuvwxyz0123456789";
    static final String UPPER = "ABCDEFGHIJKLMNOPQRSTUVWXYZ";
    static final String ID = "0123456789abcdefghjkmnpqrstvwxyz";

    private Characters() {}
  }

  /// Whether the text is a name of these characters, 1 to so many, that begins with a letter or a
  /// digit.
  boolean names(String text, int most) {
    return !text.isEmpty() && text.length() <= most && LOWER.has(text.charAt(0)) && spells(text, 1);
  }

  /// Whether the text has no other characters from there on. It reads on after the first of them,
  /// because nearly all texts have none and a branch at each character takes longer; and it asks
  /// for the length once, which otherwise is asked for at each character too.
  public boolean spells(String text, int from) {
    int whose = bit;
    int highest = 0;
    int length = text.length();
    for (int i = from; i < length; i++) {
      char character = text.charAt(i);
      whose &= WHOSE[character % LATIN_1];
      highest |= character;
    }
    return whose != 0 && highest < LATIN_1;
  }

  private boolean has(char character) {
    return character < LATIN_1 && (WHOSE[character] & bit) != 0;
  }
}
