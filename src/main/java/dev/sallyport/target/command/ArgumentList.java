package dev.sallyport.target.command;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/// What a tool is started with, its program first. It is handed to the operating system as a
/// list; nothing splits, joins or expands it.
public record ArgumentList(List<Argument> arguments) {
  public static final int MOST = 200;

  /// What ends the options of a tool that follows the POSIX rules.
  private static final String END_OF_OPTIONS = "--";

  public ArgumentList {
    arguments = List.copyOf(arguments);
    if (arguments.isEmpty() || arguments.size() > MOST) {
      throw new IllegalArgumentException("an argument list has 1 to " + MOST + " arguments");
    }
    if (!arguments.getFirst().isFixed() || arguments.getFirst().text().isBlank()) {
      throw new IllegalArgumentException("the program is always the same and has a name");
    }
  }

  public String program() {
    return arguments.getFirst().with(Map.of());
  }

  public Set<String> names() {
    Set<String> names = new LinkedHashSet<>();
    arguments.forEach(argument -> names.addAll(argument.names()));
    return names;
  }

  /// The positions of the arguments whose value could make them an option: it stands first, and
  /// no `--` before it has ended the options.
  public List<Integer> open() {
    List<Integer> open = new ArrayList<>();
    for (int at = 1; at < arguments.size(); at++) {
      Argument argument = arguments.get(at);
      if (argument.isFixed() && argument.text().equals(END_OF_OPTIONS)) {
        break;
      }
      if (argument.beginsWithValue()) {
        open.add(at);
      }
    }
    return open;
  }

  List<String> with(Map<String, String> values) {
    return arguments.stream().map(argument -> argument.with(values)).toList();
  }

  List<String> texts() {
    return arguments.stream().map(Argument::text).toList();
  }
}
