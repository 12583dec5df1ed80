package dev.sallyport.cli.remote;

import dev.sallyport.cli.terminal.Surroundings;
import java.util.List;

/// Every command that speaks to a running gate.
public final class RemoteCommands {
  private RemoteCommands() {}

  /// Objects for picocli to make commands of.
  public static List<Object> all(Surroundings surroundings) {
    return List.of(
        new PreviewCommand(surroundings),
        new DiffCommand(surroundings),
        new ConfirmCommand.Apply(surroundings),
        new ConfirmCommand.Deploy(surroundings),
        new RollbackCommand(surroundings),
        new AutoCommand(surroundings),
        ChangesCommand.commandLine(surroundings),
        new WatchCommand(surroundings),
        ExecutionsCommand.commandLine(surroundings),
        new ResolveCommand(surroundings),
        new StatusCommand(surroundings),
        new DecisionCommand.Approve(surroundings),
        new DecisionCommand.Reject(surroundings),
        new DecisionCommand.BreakGlass(surroundings),
        new DecisionCommand.Cancel(surroundings),
        new FreezeCommand.Freeze(surroundings),
        new FreezeCommand.Unfreeze(surroundings),
        LimitsCommand.commandLine(surroundings),
        new TargetNamesCommand(surroundings));
  }
}
