package dev.sallyport.cli.local;

import dev.sallyport.audit.AuditSealer;
import dev.sallyport.backup.Backup;
import dev.sallyport.backup.Backup.Made;
import dev.sallyport.backup.BackupException;
import dev.sallyport.cli.terminal.CommandException;
import dev.sallyport.cli.terminal.Output;
import dev.sallyport.config.StoreUrl;
import dev.sallyport.gate.Ambient;
import dev.sallyport.server.StartException;
import dev.sallyport.server.Version;
import java.io.IOException;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;
import tools.jackson.databind.json.JsonMapper;

/// Copies the store and the keys while gates go on.
@Command(
    name = "backup",
    mixinStandardHelpOptions = true,
    description = {
      "Copies the store and the keys of the data folder to a new folder, while gates go on.",
      "The copy is checked, and its hashes are in its manifest. It holds secrets: keep it as safe as",
      "the gate itself. Repositories and published folders are not in it.",
      "PostgreSQL has its own: pg_dump."
    })
final class BackupCommand implements Callable<Integer> {
  @Mixin private Place place = new Place();

  @Option(
      names = "--to",
      required = true,
      paramLabel = "DIR",
      description = "The backup's folder; it must be absent or empty.")
  private Path to = Path.of("");

  @Option(names = "--json", description = "Prints a JSON object instead.")
  private boolean json;

  @Spec private @Nullable CommandSpec spec;

  @Override
  public Integer call() throws StartException {
    Ambient ambient = Ambient.system();
    if (!(place.config().store().url() instanceof StoreUrl.Sqlite(Path file))) {
      throw new CommandException(
          "The store is PostgreSQL: copy it with pg_dump, and the folder %s with it."
              .formatted(place.data().resolve("keys")));
    }
    try {
      Made made =
          Backup.make(
              file,
              place.data().resolve("keys"),
              to.toAbsolutePath(),
              new AuditSealer(place.secrets().auditKey(ambient.random())),
              ambient.clock().instant(),
              Version.current());
      tell(made);
      return 0;
    } catch (BackupException e) {
      throw new CommandException(e.getMessage());
    } catch (IOException e) {
      throw new CommandException("The backup could not be made: " + e.getMessage());
    }
  }

  private void tell(Made made) {
    if (json) {
      Output.of(spec)
          .print(
              JsonMapper.shared()
                  .createObjectNode()
                  .put("folder", to.toString())
                  .put("bytes", made.bytes())
                  .put("records", made.manifest().records())
                  .put("head", made.manifest().head())
                  .put("keys", made.withKeys()));
      return;
    }
    Output.of(spec)
        .println(
            "%s: %,d bytes, %d audit records, whole; %s"
                .formatted(
                    to,
                    made.bytes(),
                    made.manifest().records(),
                    made.withKeys()
                        ? "the keys are in it, so keep it safe"
                        : "the keys come from the environment and are not in it"));
  }
}
