package dev.sallyport.cli.local;

import dev.sallyport.audit.AuditEvent;
import dev.sallyport.cli.terminal.CommandException;
import dev.sallyport.cli.terminal.Output;
import dev.sallyport.domain.PrincipalId;
import dev.sallyport.gate.Ambient;
import dev.sallyport.server.StartException;
import dev.sallyport.store.Store;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;
import tools.jackson.databind.json.JsonMapper;

/// Ends a key's use.
@Command(
    name = "revoke",
    mixinStandardHelpOptions = true,
    description = "Ends a key's use at once.")
final class KeysRevoke implements Callable<Integer> {
  @Mixin private Place place = new Place();

  @Parameters(
      paramLabel = "ID",
      description = "The key's id, the part between spk_ and the next _.")
  private String id = "";

  @Option(names = "--json", description = "Prints a JSON object instead.")
  private boolean json;

  @Spec private @Nullable CommandSpec spec;

  @Override
  public Integer call() throws StartException {
    boolean revoked;
    try (Store store = place.open(Ambient.system())) {
      PrincipalId principal =
          store
              .apiKeys()
              .find(id)
              .map(key -> key.principal().id())
              .orElseThrow(
                  () ->
                      new CommandException(
                          "There is no key of that id; sallyport keys list shows those there are."));
      revoked =
          store
              .apiKeys()
              .revoke(
                  id,
                  KeyTexts.draft(
                      AuditEvent.KEY_REVOKED,
                      principal,
                      JsonMapper.shared().createObjectNode().put("keyId", id)));
    }
    Output out = Output.of(spec);
    if (json) {
      out.print(JsonMapper.shared().createObjectNode().put("id", id).put("revoked", revoked));
    } else {
      out.println(revoked ? "revoked " + id : id + " was revoked before");
    }
    return 0;
  }
}
