package dev.sallyport.cli.local;

import java.util.List;

/// Every command that works on this machine.
public final class LocalCommands {
  private LocalCommands() {}

  /// The one that runs a gate.
  public static Class<?> serve() {
    return ServeCommand.class;
  }

  /// Classes for picocli to make commands of.
  public static List<Class<?>> all() {
    return List.of(
        ServeCommand.class,
        KeysCommand.class,
        SigningCommand.class,
        AuditCommand.class,
        NotifyCommand.class,
        BackupCommand.class,
        RestoreCommand.class);
  }
}
