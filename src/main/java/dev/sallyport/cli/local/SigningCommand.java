package dev.sallyport.cli.local;

import dev.sallyport.audit.AuditDraft;
import dev.sallyport.audit.AuditEvent;
import dev.sallyport.cli.terminal.CommandException;
import dev.sallyport.cli.terminal.Output;
import dev.sallyport.gate.Ambient;
import dev.sallyport.server.StartException;
import dev.sallyport.store.Store;
import dev.sallyport.token.KeyringFile;
import dev.sallyport.token.SigningKey;
import java.io.IOException;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;

/// Shows and changes the keys that sign confirm tokens. A running gate notices by itself.
@Command(
    name = "signing",
    mixinStandardHelpOptions = true,
    description = "Lists, rotates and retires the keys that sign confirm tokens.",
    subcommands = {
      SigningCommand.ListSigning.class,
      SigningCommand.Rotate.class,
      SigningCommand.Retire.class
    })
final class SigningCommand {
  private static final JsonMapper JSON = JsonMapper.shared();

  private static KeyringFile keyring(Place place, Ambient ambient) {
    try {
      if (place.secrets().isKeyringGiven()) {
        throw new CommandException(
            "The signing secret comes from the environment (SALLYPORT_SIGNING_SECRET). To rotate it,"
                + " move it to SALLYPORT_SIGNING_SECRET_PREVIOUS and give a new one.");
      }
      return place.secrets().keyringFile(ambient.clock(), ambient.random());
    } catch (IOException e) {
      throw new CommandException("The signing keys cannot be used: " + e.getMessage());
    }
  }

  private static void record(Place place, Ambient ambient, AuditEvent event, String kid)
      throws StartException {
    try (Store store = place.open(ambient)) {
      store
          .audit()
          .append(
              List.of(
                  new AuditDraft(
                      event,
                      AuditDraft.NO_TRACE,
                      null,
                      null,
                      null,
                      null,
                      JSON.createObjectNode().put("kid", kid))));
    }
  }

  @Command(
      name = "list",
      mixinStandardHelpOptions = true,
      description = "Lists the signing keys by their ids, the one that signs first.")
  static final class ListSigning implements Callable<Integer> {
    @Mixin private Place place = new Place();

    @Option(names = "--json", description = "Prints a JSON array instead.")
    private boolean json;

    @Spec private @Nullable CommandSpec spec;

    @Override
    public Integer call() {
      List<SigningKey> keys = keyring(place, Ambient.system()).keys();
      Output out = Output.of(spec);
      ArrayNode list = JSON.createArrayNode();
      for (SigningKey key : keys) {
        String state =
            key.isRetired() ? "retired" : key.equals(keys.getFirst()) ? "signs" : "verifies";
        list.addObject()
            .put("kid", key.kid())
            .put("state", state)
            .put("createdAt", key.createdAt().toString());
        if (!json) {
          out.println("%s  %-8s  made %s".formatted(key.kid(), state, key.createdAt()));
        }
      }
      if (json) {
        out.print(list);
      }
      return 0;
    }
  }

  @Command(
      name = "rotate",
      mixinStandardHelpOptions = true,
      description = {
        "Makes a new signing key, which signs from now on.",
        "Tokens that older keys signed stay good until those keys are retired."
      })
  static final class Rotate implements Callable<Integer> {
    @Mixin private Place place = new Place();

    @Option(names = "--json", description = "Prints a JSON object instead.")
    private boolean json;

    @Spec private @Nullable CommandSpec spec;

    @Override
    public Integer call() throws Exception {
      Ambient ambient = Ambient.system();
      SigningKey fresh = keyring(place, ambient).rotate();
      record(place, ambient, AuditEvent.SIGNING_KEY_ADDED, fresh.kid());
      if (json) {
        Output.of(spec).print(JSON.createObjectNode().put("kid", fresh.kid()));
      } else {
        Output.of(spec).println(fresh.kid());
      }
      return 0;
    }
  }

  @Command(
      name = "retire",
      mixinStandardHelpOptions = true,
      description =
          "Ends the trust in a signing key: every token it signed is refused from now on.")
  static final class Retire implements Callable<Integer> {
    @Mixin private Place place = new Place();

    @Parameters(paramLabel = "KID", description = "The signing key's id.")
    private String kid = "";

    @Option(names = "--json", description = "Prints a JSON object instead.")
    private boolean json;

    @Spec private @Nullable CommandSpec spec;

    @Override
    public Integer call() throws Exception {
      Ambient ambient = Ambient.system();
      if (!keyring(place, ambient).retire(kid)) {
        throw new CommandException(
            "There is no other signing key of that id to retire; the last one that signs must stay."
                + " Make a new one first with: sallyport signing rotate");
      }
      record(place, ambient, AuditEvent.SIGNING_KEY_RETIRED, kid);
      if (json) {
        Output.of(spec).print(JSON.createObjectNode().put("kid", kid).put("retired", true));
      } else {
        Output.of(spec).println("retired " + kid);
      }
      return 0;
    }
  }
}
