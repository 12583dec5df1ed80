package dev.sallyport.target.command;

import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/// Finds the ways around "never a shell": an argument list that itself starts a shell, or
/// another interpreter, and would put a value into what that one reads as code. It knows the
/// usual ones; who writes a list is trusted to mean well, and only kept from a mistake.
public final class ShellWords {
  private static final Set<String> SHELLS =
      Set.of("sh", "ash", "bash", "dash", "zsh", "ksh", "mksh", "fish", "csh", "tcsh", "pwsh");
  private static final Set<String> INTERPRETERS =
      Set.of("python", "python2", "python3", "perl", "ruby", "node", "php", "lua");

  /// These hand what follows on to a shell, joined by spaces, or take it for code.
  private static final Set<String> JOINERS =
      Set.of("ssh", "eval", "watch", "su", "script", "awk", "gawk", "mawk");

  private ShellWords() {}

  /// The placeholders that would stand in code.
  ///
  /// @param harmless names of what the gate itself puts in
  public static List<String> inCode(ArgumentList list, Set<String> harmless) {
    Set<String> found = new LinkedHashSet<>();
    boolean interpreting = false;
    boolean joining = false;
    String before = "";
    for (Argument argument : list.arguments()) {
      String text = argument.text();
      boolean isCode = interpreting && (isCodeOption(before) || isCodeOption(text));
      if (isCode || joining) {
        found.addAll(argument.names());
      }
      String name = text.substring(text.lastIndexOf('/') + 1);
      if (SHELLS.contains(name) || INTERPRETERS.contains(name)) {
        interpreting = true;
      } else if (!text.startsWith("-") && !text.startsWith("+") && !takesOperand(before)) {
        // A script's file: what comes after it is its arguments, or after code that code's.
        interpreting = false;
      }
      joining |= JOINERS.contains(name);
      before = text;
    }
    found.removeAll(harmless);
    return List.copyOf(found);
  }

  /// `-c`, `-e` and the like, alone or joined with others, as in `-lc`, or with their code.
  private static boolean isCodeOption(String text) {
    return text.matches("(?s)-[A-Za-z]*[ceErp].*|--(eval|command|print|run).*");
  }

  private static boolean takesOperand(String option) {
    return option.matches("[-+][A-Za-z]*[oO]");
  }
}
