package dev.sallyport.config;

import dev.sallyport.target.command.Argument;
import dev.sallyport.target.command.ArgumentList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.regex.PatternSyntaxException;

/// Reads what a tool is started with.
final class Arguments {
  private Arguments() {}

  /// The list under that key; empty where there is none or it is mistaken.
  static Optional<ArgumentList> read(Section target, String key) {
    if (!target.has(key)) {
      target.list(key, argument(), ArgumentList.MOST);
      return Optional.empty();
    }
    int written = target.length(key);
    List<Argument> arguments = target.list(key, argument(), ArgumentList.MOST);
    if (arguments.isEmpty() && written == 0) {
      target.mistake(key, "must be a list of arguments, the program first, such as [git, tag]");
    }
    if (arguments.isEmpty() || arguments.size() != written) {
      return Optional.empty();
    }
    Argument program = arguments.getFirst();
    if (!program.isFixed() || program.text().isBlank()) {
      target.mistake(key, "must begin with the program, which no placeholder may be part of");
      return Optional.empty();
    }
    return Optional.of(new ArgumentList(arguments));
  }

  private static Form<Argument> argument() {
    return new Form<>(
        "an argument of at most "
            + Argument.LONGEST
            + " characters, in quotes where it holds a {placeholder}, and {{ or }} for a brace",
        List.of(),
        true,
        text -> {
          try {
            return Optional.of(Argument.parse(text));
          } catch (IllegalArgumentException mistaken) {
            return Optional.empty();
          }
        });
  }

  /// A regular expression with at least so many groups.
  static Form<Pattern> pattern(int groups) {
    return new Form<>(
        groups == 0
            ? "a regular expression"
            : "a regular expression with a group, in parentheses, for the number",
        List.of(),
        true,
        text -> {
          try {
            Pattern pattern = Pattern.compile(text, Pattern.MULTILINE);
            return pattern.matcher("").groupCount() >= groups && text.length() <= Form.LONGEST_TEXT
                ? Optional.of(pattern)
                : Optional.empty();
          } catch (PatternSyntaxException mistaken) {
            return Optional.empty();
          }
        });
  }
}
