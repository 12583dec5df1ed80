package dev.sallyport.target.command;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// One argument as it is configured: text, with `{placeholders}` in it. A brace that is meant as
/// one is written twice.
public record Argument(List<Part> parts) {
  public static final int LONGEST = 1024;

  private static final Pattern PIECE =
      Pattern.compile("\\{\\{|}}|\\{([A-Za-z_][A-Za-z0-9_]{0,63})}|[^{}]+");

  /// What an argument is made of.
  public sealed interface Part {
    record Text(String text) implements Part {}

    record Placeholder(String name) implements Part {}
  }

  public Argument {
    parts = List.copyOf(parts);
  }

  /// @throws IllegalArgumentException saying what is wrong with it
  public static Argument parse(String text) {
    if (text.length() > LONGEST) {
      throw new IllegalArgumentException("an argument has at most " + LONGEST + " characters");
    }
    if (text.chars().anyMatch(letter -> letter == 0)) {
      throw new IllegalArgumentException("an argument holds no NUL");
    }
    List<Part> parts = new ArrayList<>();
    Matcher piece = PIECE.matcher(text);
    int end = 0;
    while (piece.find() && piece.start() == end) {
      end = piece.end();
      parts.add(part(piece));
    }
    if (end < text.length()) {
      throw new IllegalArgumentException(
          "a brace begins a {placeholder}; write {{ or }} for the brace itself");
    }
    return new Argument(parts);
  }

  private static Part part(Matcher piece) {
    if (piece.group(1) != null) {
      return new Part.Placeholder(piece.group(1));
    }
    return switch (piece.group()) {
      case "{{" -> new Part.Text("{");
      case "}}" -> new Part.Text("}");
      case String plain -> new Part.Text(plain);
    };
  }

  /// Whether it is always the same.
  public boolean isFixed() {
    return names().isEmpty();
  }

  public List<String> names() {
    return parts.stream()
        .filter(Part.Placeholder.class::isInstance)
        .map(part -> ((Part.Placeholder) part).name())
        .toList();
  }

  /// Whether a value stands at its very beginning, where a hyphen would make it an option.
  public boolean beginsWithValue() {
    return !parts.isEmpty() && parts.getFirst() instanceof Part.Placeholder;
  }

  /// The argument with each value in its place.
  String with(Map<String, String> values) {
    StringBuilder argument = new StringBuilder();
    for (Part part : parts) {
      argument.append(
          switch (part) {
            case Part.Text(String text) -> text;
            case Part.Placeholder(String name) -> value(values, name);
          });
    }
    return argument.toString();
  }

  private static String value(Map<String, String> values, String name) {
    String value = values.get(name);
    if (value == null) {
      throw new IllegalStateException("the placeholder " + name + " has no value");
    }
    return value;
  }

  /// As it was configured.
  public String text() {
    StringBuilder text = new StringBuilder();
    for (Part part : parts) {
      text.append(
          switch (part) {
            case Part.Text(String plain) -> plain.replace("{", "{{").replace("}", "}}");
            case Part.Placeholder(String name) -> "{" + name + "}";
          });
    }
    return text.toString();
  }
}
