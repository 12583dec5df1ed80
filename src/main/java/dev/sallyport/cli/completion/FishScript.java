package dev.sallyport.cli.completion;

import dev.sallyport.cli.terminal.TargetNames;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.StreamSupport;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Model.ArgSpec;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.Model.PositionalParamSpec;

/// The completion script for fish, of which picocli makes none: one `complete` for each command and
/// option, under the condition that the words before lead there.
final class FishScript {
  private final String name;
  private final StringBuilder script = new StringBuilder();

  private FishScript(String name) {
    this.name = name;
  }

  static String of(CommandLine program) {
    FishScript script = new FishScript(program.getCommandName());
    script.beginning();
    script.command(program, List.of());
    return script.script.toString();
  }

  /// The function says whether the words so far name exactly that command: options do not count,
  /// and neither does what is no command's name, such as an option's value.
  private void beginning() {
    script.append(
        """
        # Completion of %1$s for fish.
        function __fish_%1$s_at
            set -l known $argv[2..]
            set -l path
            for word in (commandline -opc)[2..]
                if contains -- $word $known
                    set -a path $word
                end
            end
            test "$path" = "$argv[1]"
        end
        # Nothing but names gets through. While they are the same gate's, it is asked once a minute.
        function __fish_%1$s_targets
            set -l words (commandline -opc)
            type -q -- $words[1]; or return
            set -l now (date +%%s)
            if not set -q __fish_%1$s_asked
                or test "$__fish_%1$s_gate" != "$SALLYPORT_URL"
                or test (math $now - $__fish_%1$s_asked) -ge 60
                set -g __fish_%1$s_names (command $words[1] %2$s 2>/dev/null </dev/null |
                    string match -r '^[a-z0-9][a-z0-9._-]{0,63}$')
                set -g __fish_%1$s_gate "$SALLYPORT_URL"
                set -e __fish_%1$s_asked
                if set -q __fish_%1$s_names[1]
                    set -g __fish_%1$s_asked $now
                end
            end
            if set -q __fish_%1$s_names[1]
                printf '%%s\\n' $__fish_%1$s_names
            end
        end
        complete -c %1$s -f
        """
            .formatted(name, TargetNames.COMMAND));
  }

  private void command(CommandLine command, List<String> path) {
    CommandSpec spec = command.getCommandSpec();
    String condition = condition(command, path);
    for (CommandLine sub : shown(command)) {
      complete(condition, "-a " + quoted(sub.getCommandName()), first(sub.getCommandSpec()));
    }
    spec.options().stream().filter(option -> !option.hidden()).forEach(o -> option(condition, o));
    spec.positionalParameters().forEach(parameter -> positional(condition, parameter));
    for (CommandLine sub : shown(command)) {
      List<String> deeper = new ArrayList<>(path);
      deeper.add(sub.getCommandName());
      command(sub, deeper);
    }
  }

  private static List<CommandLine> shown(CommandLine command) {
    return command.getSubcommands().values().stream()
        .filter(sub -> !sub.getCommandSpec().usageMessage().hidden())
        .toList();
  }

  /// Words count as commands where they are names on the way or of the next step.
  private String condition(CommandLine command, List<String> path) {
    List<String> known = new ArrayList<>(path);
    known.addAll(command.getSubcommands().keySet());
    return "-n "
        + quoted(
            "__fish_%s_at '%s' %s"
                .formatted(name, String.join(" ", path), String.join(" ", known))
                .stripTrailing());
  }

  private void option(String condition, OptionSpec option) {
    StringBuilder names = new StringBuilder();
    for (String each : option.names()) {
      names
          .append(each.startsWith("--") ? "-l " : "-s ")
          .append(each.replaceFirst("^-+", ""))
          .append(' ');
    }
    if (option.arity().max() > 0) {
      names.append("-r ").append(values(option));
    }
    complete(condition, names.toString().strip(), first(option.description()));
  }

  private void positional(String condition, PositionalParamSpec parameter) {
    String values = candidates(parameter);
    if (values != null) {
      complete(condition, "-a " + quoted(values), first(parameter.description()));
    }
  }

  private static String values(ArgSpec option) {
    String values = candidates(option);
    if (values != null) {
      return "-f -a " + quoted(values);
    }
    boolean file = option.type() == Path.class || option.paramLabel().contains("FILE");
    return file ? "-F" : "-f";
  }

  private static @Nullable String candidates(ArgSpec spec) {
    Iterable<String> candidates = spec.completionCandidates();
    if (candidates == null) {
      return null;
    }
    if (candidates instanceof TargetNames) {
      return "(__fish_sallyport_targets)";
    }
    List<String> all = StreamSupport.stream(candidates.spliterator(), false).toList();
    return all.isEmpty() ? null : String.join(" ", all);
  }

  private void complete(String condition, String what, String description) {
    script
        .append("complete -c ")
        .append(name)
        .append(' ')
        .append(condition)
        .append(' ')
        .append(what)
        .append(description.isEmpty() ? "" : " -d " + quoted(description))
        .append('\n');
  }

  private static String first(CommandSpec spec) {
    return first(spec.usageMessage().description());
  }

  private static String first(String[] description) {
    return description.length == 0 ? "" : description[0].replaceAll("\\$\\{[^}]*}", "").strip();
  }

  private static String quoted(String text) {
    return "'" + text.replace("\\", "\\\\").replace("'", "\\'") + "'";
  }
}
