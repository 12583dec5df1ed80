package dev.sallyport.cli.completion;

import dev.sallyport.cli.terminal.TargetNames;
import java.util.regex.Pattern;
import picocli.AutoComplete;
import picocli.CommandLine;

/// The completion script for bash, which zsh takes too: picocli's, and where it has [TargetNames]
/// in it, the shell asks for them.
final class BashScript {
  /// Asked for by the program that is being completed; while they are the same gate's, once a
  /// minute, since it takes a moment to start. A shell evaluates what it is given to complete, so
  /// nothing but names gets through.
  private static final String ASK =
      """

      # The names of the targets that there are.
      __%1$s_targets=()
      __%1$s_asked=
      __%1$s_gate=
      function __%1$s_ask() {
        local line LC_ALL=C
        if [[ -n "${__%1$s_where-}" ]]; then
          printf 'names'
          return
        fi
        if [[ -n "${__%1$s_asked}" && "${__%1$s_gate}" = "${SALLYPORT_URL-}" ]] &&
          (( SECONDS - __%1$s_asked < 60 )); then
          return
        fi
        __%1$s_targets=()
        while IFS= read -r line; do
          if [[ "$line" =~ ^[a-z0-9][a-z0-9._-]{0,63}$ ]]; then
            __%1$s_targets+=("$line")
          fi
        done <<< "$("${COMP_WORDS[0]}" %2$s 2>/dev/null </dev/null)"
        __%1$s_gate=${SALLYPORT_URL-}
        __%1$s_asked=
        if (( ${#__%1$s_targets[@]} > 0 )); then
          __%1$s_asked=$SECONDS
        elif [[ -n "${BASH_VERSION-}" ]]; then
          compopt +o default 2>/dev/null
        fi
      }
      """;

  /// zsh has bash's function work in a shell below its own, which forgets what it was told, and
  /// then goes on to files. So it is asked first whether names are wanted, and they are asked for
  /// above.
  private static final String ZSH =
      """

      if [[ -n "${ZSH_VERSION-}" ]]; then
        function __%1$s_zsh() {
          local wanted
          wanted=$(
            emulate -L ksh
            __%1$s_where=1 COMP_CWORD=$((CURRENT - 1)) COMPREPLY=()
            COMP_WORDS=("${words[@]}")
            _complete_%1$s 2>/dev/null
          )
          if [[ "$wanted" = *names* ]]; then
            __%1$s_zsh_ask
            (( ${#__%1$s_targets} )) && _bash_complete -F _complete_%1$s
          else
            _bash_complete -o default -F _complete_%1$s
          fi
        }
        function __%1$s_zsh_ask() {
          emulate -L ksh
          local -a COMP_WORDS
          COMP_WORDS=("${words[@]}")
          __%1$s_ask
        }
        compdef __%1$s_zsh %1$s
      fi
      """;

  /// A function of the script, from its name to the brace that closes it.
  private static final Pattern FUNCTION =
      Pattern.compile("^function [^\\n]*\\{\\n.*?^}\\n", Pattern.DOTALL | Pattern.MULTILINE);

  private static final Pattern PLACE =
      Pattern.compile(
          " *local (\\w+)=\\(\"" + Pattern.quote(TargetNames.PLACE) + "\"\\)[^\\n]*\\n");

  private BashScript() {}

  static String of(CommandLine program) {
    String name = program.getCommandName();
    String script = AutoComplete.bash(name, program);
    StringBuilder asking = new StringBuilder();
    int end = 0;
    for (var function = FUNCTION.matcher(script); function.find(); end = function.end()) {
      asking.append(script, end, function.start()).append(asking(function.group(), name));
    }
    asking.append(script, end, script.length());
    int first = asking.indexOf("\n# CompWordsContainsArray");
    return asking.insert(first, ASK.formatted(name, TargetNames.COMMAND)) + ZSH.formatted(name);
  }

  /// The function with the array of names instead of its own, asked for where it is used.
  private static String asking(String function, String name) {
    String result = function;
    for (var place = PLACE.matcher(function); place.find(); ) {
      String array = Pattern.quote("\"${" + place.group(1) + "[@]}\"");
      result =
          result
              .replace(place.group(), "")
              .replaceAll(
                  "(?m)^( *)(.*)" + array,
                  "$1__%1$s_ask\n$1$2\"\\${__%1$s_targets[@]}\"".formatted(name));
    }
    return result;
  }
}
