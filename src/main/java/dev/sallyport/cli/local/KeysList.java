package dev.sallyport.cli.local;

import dev.sallyport.cli.terminal.Output;
import dev.sallyport.domain.GroupName;
import dev.sallyport.domain.Role;
import dev.sallyport.gate.Ambient;
import dev.sallyport.server.StartException;
import dev.sallyport.store.ApiKeys.StoredKey;
import dev.sallyport.store.Store;
import java.util.List;
import java.util.TreeSet;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/// Lists the keys.
@Command(
    name = "list",
    mixinStandardHelpOptions = true,
    description = "Lists the keys, without their secrets.")
final class KeysList implements Callable<Integer> {
  @Mixin private Place place = new Place();

  @Option(names = "--json", description = "Prints a JSON array instead.")
  private boolean json;

  @Spec private @Nullable CommandSpec spec;

  @Override
  public Integer call() throws StartException {
    List<StoredKey> keys;
    try (Store store = place.open(Ambient.system())) {
      keys = store.apiKeys().list();
    }
    Output out = Output.of(spec);
    if (json) {
      ArrayNode list = JsonMapper.shared().createArrayNode();
      keys.forEach(key -> list.add(describe(key)));
      out.print(list);
    } else if (keys.isEmpty()) {
      out.println("There are no keys yet; make one with: sallyport keys create --help");
    } else {
      keys.forEach(key -> out.println(line(key)));
    }
    return 0;
  }

  private static ObjectNode describe(StoredKey key) {
    ObjectNode node = JsonMapper.shared().createObjectNode();
    node.put("id", key.id());
    node.put("name", key.principal().id().value());
    node.put("kind", key.principal().kind().wire());
    ArrayNode roles = node.putArray("roles");
    key.principal().roles().stream().map(Role::wire).sorted().forEach(roles::add);
    ArrayNode targets = node.putArray("targets");
    key.principal().targets().stream().sorted().forEach(targets::add);
    ArrayNode groups = node.putArray("groups");
    key.principal().groups().stream().map(GroupName::value).sorted().forEach(groups::add);
    node.put("createdAt", key.createdAt().toString());
    if (key.revokedAt() != null) {
      node.put("revokedAt", key.revokedAt().toString());
    }
    return node;
  }

  private static String line(StoredKey key) {
    return "%s  %-20s %-30s %s%s%s"
        .formatted(
            key.id(),
            key.principal().id(),
            KeyTexts.kind(key.principal()),
            String.join(",", new TreeSet<>(key.principal().targets())),
            key.principal().groups().isEmpty()
                ? ""
                : "  groups " + KeyTexts.groups(key.principal()),
            key.revokedAt() == null ? "" : "  revoked " + key.revokedAt());
  }
}
