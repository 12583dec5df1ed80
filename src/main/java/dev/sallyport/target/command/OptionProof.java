package dev.sallyport.target.command;

import tools.jackson.databind.JsonNode;

/// Whether a parameter's schema alone keeps its value from beginning with a hyphen. It says yes
/// only where that is plain to see; a schema that forbids it in a cleverer way is not believed.
public final class OptionProof {
  private OptionProof() {}

  public static boolean neverBeginsWithHyphen(JsonNode property) {
    var values = Placeholders.values(property);
    if (!values.isEmpty()) {
      return values.stream().noneMatch(value -> value.asString("").startsWith("-"));
    }
    return switch (property.path("type").asString("")) {
      case "boolean" -> true;
      case "integer", "number" ->
          property.path("minimum").asDouble(-1) >= 0
              || property.path("exclusiveMinimum").asDouble(-1) >= 0;
      case "string" -> beginsOtherwise(property.path("pattern").asString(""));
      default -> false;
    };
  }

  /// `^` and then a letter, a digit or a class without a hyphen, which has to be there.
  private static boolean beginsOtherwise(String pattern) {
    if (!pattern.startsWith("^") || pattern.indexOf('|') >= 0 || pattern.length() < 2) {
      return false;
    }
    char first = pattern.charAt(1);
    int end = 2;
    if (first == '[') {
      end = pattern.indexOf(']') + 1;
      if (end < 4 || !hasNoHyphen(pattern.substring(2, end - 1))) {
        return false;
      }
    } else if (!isPlain(first)) {
      return false;
    }
    return end == pattern.length() || "?*{".indexOf(pattern.charAt(end)) < 0;
  }

  private static boolean isPlain(char letter) {
    return (letter >= 'a' && letter <= 'z')
        || (letter >= 'A' && letter <= 'Z')
        || (letter >= '0' && letter <= '9')
        || letter == '/'
        || letter == '_';
  }

  /// Letters, digits, a few harmless signs, and ranges between letters or digits.
  private static boolean hasNoHyphen(String members) {
    for (int at = 0; at < members.length(); at++) {
      char letter = members.charAt(at);
      boolean isRange =
          letter == '-'
              && at > 0
              && at + 1 < members.length()
              && isPlain(members.charAt(at - 1))
              && isPlain(members.charAt(at + 1))
              && members.charAt(at - 1) >= '/';
      if (!isRange && !isPlain(letter) && letter != '.' && letter != '@' && letter != ':') {
        return false;
      }
    }
    return true;
  }
}
