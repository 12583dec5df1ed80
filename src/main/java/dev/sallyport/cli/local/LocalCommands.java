package dev.sallyport.cli.local;

import java.util.List;

/// Every command that works on this machine.
public final class LocalCommands {
  private LocalCommands() {}

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
