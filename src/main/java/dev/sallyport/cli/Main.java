package dev.sallyport.cli;

import dev.sallyport.bench.BenchCommand;
import dev.sallyport.cli.completion.CompletionCommand;
import dev.sallyport.cli.local.LocalCommands;
import dev.sallyport.cli.local.Serving;
import dev.sallyport.cli.remote.RemoteCommands;
import dev.sallyport.cli.terminal.CommandException;
import dev.sallyport.cli.terminal.ExitStatus;
import dev.sallyport.cli.terminal.Harmless;
import dev.sallyport.cli.terminal.Surroundings;
import dev.sallyport.client.UnreachableException;
import dev.sallyport.demo.DemoCommand;
import dev.sallyport.server.Ahead;
import dev.sallyport.server.StartException;
import dev.sallyport.server.Version;
import dev.sallyport.store.StoreUnavailableException;
import java.io.PrintWriter;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.HelpCommand;
import picocli.CommandLine.IVersionProvider;

/// The program: its commands, and what becomes of their failures.
@Command(
    name = "sallyport",
    mixinStandardHelpOptions = true,
    versionProvider = Main.FromManifest.class,
    description = "A gate between whoever proposes a change and the production it would change.",
    footer = {
      "",
      "Exit status: 0 done; 1 refused or failed, with the reason on standard error; 2 wrong usage;",
      "3 audit verify found the record damaged; 4 the outcome is not known; 5 no gate answered;",
      "75 not now, try the same command again."
    })
public final class Main {
  private Main() {}

  public static void main(String[] args) {
    System.exit(execute(args, new PrintWriter(System.out, true, System.out.charset())));
  }

  /// @param out where a gate that is plainly to be served says that it listens
  static int execute(String[] args, PrintWriter out) {
    Optional<Serving> serving = Serving.plainly(List.of(args));
    if (serving.isEmpty()) {
      return commandLine(Surroundings.ofProcess()).execute(args);
    }
    Ahead.initialiseJson();
    try {
      return serving.get().run(out);
    } catch (Exception e) {
      return explain(e, new PrintWriter(System.err, true, System.err.charset()));
    }
  }

  /// @param environment where client commands find a gate
  static CommandLine commandLine(Map<String, String> environment) {
    return commandLine(Surroundings.of(environment));
  }

  static CommandLine commandLine(Surroundings surroundings) {
    CommandLine program =
        new CommandLine(new Main())
            .addSubcommand(DemoCommand.class)
            .addSubcommand(BenchCommand.class);
    LocalCommands.all().forEach(program::addSubcommand);
    RemoteCommands.all(surroundings).forEach(program::addSubcommand);
    return program
        .addSubcommand(CompletionCommand.class)
        .addSubcommand(HelpCommand.class)
        .setCaseInsensitiveEnumValuesAllowed(true)
        .setUsageHelpAutoWidth(true)
        .setExecutionExceptionHandler(
            (failure, command, parsed) -> explain(failure, command.getErr()));
  }

  /// Says in a sentence what a person can mend, and shows a stack trace of nothing else than a
  /// fault of the program itself.
  ///
  /// @return the exit status
  private static int explain(Exception failure, PrintWriter err) {
    ExitStatus status =
        switch (failure) {
          case CommandException known -> known.status();
          case UnreachableException _ -> ExitStatus.UNREACHABLE;
          default -> ExitStatus.FAILED;
        };
    if (failure instanceof CommandException
        || failure instanceof UnreachableException
        || failure instanceof StartException
        || failure instanceof StoreUnavailableException) {
      err.println("sallyport: " + harmless(String.valueOf(failure.getMessage())));
    } else {
      err.println("sallyport: a fault in the program itself:");
      failure.printStackTrace(err);
    }
    return status.code();
  }

  private static String harmless(String message) {
    return message.lines().map(Harmless::line).collect(Collectors.joining("\n"));
  }

  /// The version for `--version`.
  static final class FromManifest implements IVersionProvider {
    @Override
    public String[] getVersion() {
      return new String[] {"sallyport " + Version.current()};
    }
  }
}
