package dev.sallyport.cli;

import dev.sallyport.client.UnreachableException;
import dev.sallyport.demo.DemoCommand;
import dev.sallyport.server.StartException;
import dev.sallyport.server.Version;
import dev.sallyport.store.StoreUnavailableException;
import java.util.Map;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.HelpCommand;
import picocli.CommandLine.IExecutionExceptionHandler;
import picocli.CommandLine.IVersionProvider;

/// The program: its commands, and what becomes of their failures.
@Command(
    name = "sallyport",
    mixinStandardHelpOptions = true,
    versionProvider = Main.FromManifest.class,
    subcommands = {
      DemoCommand.class,
      ServeCommand.class,
      KeysCommand.class,
      SigningCommand.class,
      AuditCommand.class,
      BackupCommand.class,
      RestoreCommand.class,
      HelpCommand.class
    },
    description = "A gate between whoever proposes a change and the production it would change.",
    footer = {
      "",
      "Exit status: 0 done; 1 failed, with the reason on standard error; 2 wrong usage;",
      "3 audit verify found the record damaged."
    })
public final class Main {
  private Main() {}

  public static void main(String[] args) {
    System.exit(commandLine(System.getenv()).execute(args));
  }

  /// @param environment where client commands find a gate
  static CommandLine commandLine(Map<String, String> environment) {
    return new CommandLine(new Main())
        .addSubcommand(new StatusCommand(environment))
        .addSubcommand(LimitsCommand.commandLine(environment))
        .addSubcommand(new DecisionCommand.Approve(environment))
        .addSubcommand(new DecisionCommand.Reject(environment))
        .addSubcommand(new DecisionCommand.Cancel(environment))
        .addSubcommand(new FreezeCommand.Freeze(environment))
        .addSubcommand(new FreezeCommand.Unfreeze(environment))
        .setCaseInsensitiveEnumValuesAllowed(true)
        .setUsageHelpAutoWidth(true)
        .setExecutionExceptionHandler(explain());
  }

  /// Says in a sentence what a person can mend, and shows a stack trace of nothing else than a
  /// fault of the program itself.
  private static IExecutionExceptionHandler explain() {
    return (failure, command, parsed) -> {
      if (failure instanceof StartException
          || failure instanceof CommandException
          || failure instanceof UnreachableException
          || failure instanceof StoreUnavailableException) {
        command.getErr().println("sallyport: " + failure.getMessage());
      } else {
        command.getErr().println("sallyport: a fault in the program itself:");
        failure.printStackTrace(command.getErr());
      }
      return 1;
    };
  }

  /// The version for `--version`.
  static final class FromManifest implements IVersionProvider {
    @Override
    public String[] getVersion() {
      return new String[] {"sallyport " + Version.current()};
    }
  }
}
