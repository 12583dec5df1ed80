package dev.sallyport.console.text;

import java.util.Locale;
import java.util.Optional;

/// Tells which characters cannot be seen, or change how those around them are seen: controls,
/// direction marks (CVE-2021-42574), zero-width ones, spaces that are not the space, fillers.
final class OddCharacters {
  private OddCharacters() {}

  static boolean isOdd(int character) {
    if (character == '\n' || character == '\t' || character == ' ') {
      return false;
    }
    return switch (Character.getType(character)) {
      case Character.CONTROL,
          Character.FORMAT,
          Character.LINE_SEPARATOR,
          Character.PARAGRAPH_SEPARATOR,
          Character.SPACE_SEPARATOR,
          Character.PRIVATE_USE,
          Character.SURROGATE,
          Character.UNASSIGNED ->
          true;
      default -> isBlank(character);
    };
  }

  /// Letters, marks and symbols that draw nothing.
  private static boolean isBlank(int character) {
    return isVariationSelector(character)
        || switch (character) {
          case 0x034F, 0x115F, 0x1160, 0x17B4, 0x17B5, 0x2800, 0x3164, 0xFFA0, 0xFFFC -> true;
          default -> false;
        };
  }

  private static boolean isVariationSelector(int character) {
    return (character >= 0x180B && character <= 0x180F)
        || (character >= 0xFE00 && character <= 0xFE0F)
        || (character >= 0xE0100 && character <= 0xE01EF);
  }

  /// Its number and name, such as `U+202E RIGHT-TO-LEFT OVERRIDE`.
  static String describe(int character) {
    return number(character)
        + Optional.ofNullable(Character.getName(character)).map(name -> " " + name).orElse("");
  }

  static String number(int character) {
    return String.format(Locale.ROOT, "U+%04X", character);
  }
}
