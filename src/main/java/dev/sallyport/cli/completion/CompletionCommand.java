package dev.sallyport.cli.completion;

import java.io.PrintWriter;
import java.util.Locale;
import java.util.Objects;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;
import tools.jackson.databind.json.JsonMapper;

/// Prints the script with which a shell completes commands, options and their values.
@Command(
    name = "completion",
    mixinStandardHelpOptions = true,
    description = {
      "Prints what a shell needs to complete this command line:",
      "  bash  source <(sallyport completion bash)     in ~/.bashrc",
      "  zsh   source <(sallyport completion zsh)      in ~/.zshrc",
      "  fish  sallyport completion fish | source      in ~/.config/fish/config.fish"
    })
public final class CompletionCommand implements Callable<Integer> {
  /// The shells that there are scripts for.
  enum Shell {
    BASH,
    ZSH,
    FISH;

    @Override
    public String toString() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  @Parameters(paramLabel = "SHELL", description = "One of ${COMPLETION-CANDIDATES}.")
  private Shell shell = Shell.BASH;

  @Option(names = "--json", description = "Prints the script as a field of a JSON object.")
  private boolean json;

  @Spec private @Nullable CommandSpec spec;

  @Override
  public Integer call() {
    CommandSpec command = Objects.requireNonNull(spec, "picocli injects it");
    CommandLine program = command.root().commandLine();
    PrintWriter out = command.commandLine().getOut();
    String script =
        switch (shell) {
          // The script of the one loads the other's way of completing.
          case BASH, ZSH -> BashScript.of(program);
          case FISH -> FishScript.of(program);
        };
    if (json) {
      JsonMapper mapper = JsonMapper.shared();
      out.println(
          mapper.writeValueAsString(
              mapper.createObjectNode().put("shell", shell.toString()).put("script", script)));
    } else {
      out.print(script);
    }
    out.flush();
    return 0;
  }
}
