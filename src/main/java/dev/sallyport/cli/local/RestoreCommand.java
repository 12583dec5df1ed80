package dev.sallyport.cli.local;

import dev.sallyport.audit.AuditSealer;
import dev.sallyport.audit.AuditVerifier;
import dev.sallyport.audit.Verification;
import dev.sallyport.backup.BackupException;
import dev.sallyport.backup.Restore;
import dev.sallyport.backup.Restore.Secured;
import dev.sallyport.cli.terminal.CommandException;
import dev.sallyport.cli.terminal.Output;
import dev.sallyport.config.StoreUrl;
import dev.sallyport.gate.Ambient;
import dev.sallyport.server.StartException;
import dev.sallyport.store.Store;
import java.io.IOException;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;
import tools.jackson.databind.json.JsonMapper;

/// Puts a backup back, and makes a store that was put back safe to open.
@Command(
    name = "restore",
    mixinStandardHelpOptions = true,
    description = {
      "Puts a backup back where there is no store, checks its audit record, and makes it safe to open:",
      "it does not know what ran after the copy was made. So every token becomes void, what waits for",
      "an approval or a confirmation expires, and every target is frozen until you have looked.",
      "Exit status: 0 done; 3 the audit record is damaged; 1 could not."
    })
final class RestoreCommand implements Callable<Integer> {
  @Mixin private Place place = new Place();

  /// Which store was or is to be put back.
  static final class Source {
    @Option(
        names = "--from",
        required = true,
        paramLabel = "DIR",
        description = "The folder that sallyport backup made.")
    private @Nullable Path folder;

    @Option(
        names = "--in-place",
        required = true,
        description = "The store is back already, by pg_restore say; only makes it safe to open.")
    private boolean inPlace;
  }

  @ArgGroup(multiplicity = "1")
  private Source source = new Source();

  @Option(
      names = "--no-freeze",
      description =
          "Freezes nothing; only where you know that nothing ran after the copy was made.")
  private boolean open;

  @Option(names = "--json", description = "Prints a JSON object instead.")
  private boolean json;

  @Spec private @Nullable CommandSpec spec;

  @Override
  public Integer call() throws StartException {
    try {
      Path folder = source.folder;
      return secure(source.inPlace || folder == null ? null : putBack(folder));
    } catch (BackupException e) {
      throw new CommandException(e.getMessage());
    } catch (IOException e) {
      throw new CommandException("The backup could not be put back: " + e.getMessage());
    }
  }

  private String putBack(Path folder) throws StartException, BackupException, IOException {
    if (!(place.config().store().url() instanceof StoreUrl.Sqlite(Path file))) {
      throw new CommandException(
          "The store is PostgreSQL: put it back with pg_restore, then run: sallyport restore"
              + " --in-place");
    }
    return Restore.files(folder.toAbsolutePath(), file, place.data().resolve("keys"))
        .madeAt()
        .toString();
  }

  private int secure(@Nullable String from) throws StartException, IOException {
    Ambient ambient = Ambient.system();
    try (Store store = place.open(ambient)) {
      AuditSealer sealer = new AuditSealer(place.secrets().auditKey(ambient.random()));
      Verification found = AuditVerifier.verify(store.audit(), sealer);
      if (!found.isWhole()) {
        Output.warn(
            spec,
            "the audit record is damaged: %s; nothing was made safe. Run: sallyport audit verify"
                .formatted(found.findings().getFirst()));
        return AuditCommand.DAMAGED;
      }
      tell(Restore.secure(store, from, !open), found.records(), from);
      return 0;
    }
  }

  private void tell(Secured secured, long records, @Nullable String from) {
    Output out = Output.of(spec);
    if (json) {
      out.print(
          JsonMapper.shared()
              .createObjectNode()
              .put("copyOf", from)
              .put("records", records)
              .put("tokensMadeVoid", secured.tokens())
              .put("frozen", secured.frozen()));
      return;
    }
    out.println(
        "restored%s: %d audit records, whole; tokens made void: %d"
            .formatted(from == null ? "" : " the copy of " + from, records, secured.tokens()));
    if (secured.frozen()) {
      out.println("Every target is frozen. Compare each with what its record says, then lift it:");
      out.println("  sallyport serve, and as an operator: sallyport unfreeze --all");
    }
  }
}
