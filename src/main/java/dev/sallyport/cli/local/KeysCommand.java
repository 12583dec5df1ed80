package dev.sallyport.cli.local;

import dev.sallyport.audit.AuditDraft;
import dev.sallyport.audit.AuditEvent;
import dev.sallyport.authenticate.ApiKey;
import dev.sallyport.cli.terminal.CommandException;
import dev.sallyport.cli.terminal.LowerCase;
import dev.sallyport.cli.terminal.Output;
import dev.sallyport.cli.terminal.TargetNames;
import dev.sallyport.config.Config;
import dev.sallyport.domain.GroupName;
import dev.sallyport.domain.Principal;
import dev.sallyport.domain.PrincipalId;
import dev.sallyport.domain.PrincipalKind;
import dev.sallyport.domain.Role;
import dev.sallyport.domain.TargetName;
import dev.sallyport.gate.Ambient;
import dev.sallyport.server.StartException;
import dev.sallyport.store.ApiKeys.StoredKey;
import dev.sallyport.store.Store;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/// Makes, lists and revokes API keys.
@Command(
    name = "keys",
    mixinStandardHelpOptions = true,
    description = "Makes, lists and revokes API keys.",
    subcommands = {KeysCommand.Create.class, KeysCommand.ListKeys.class, KeysCommand.Revoke.class})
final class KeysCommand {
  private static final JsonMapper JSON = JsonMapper.shared();

  private static AuditDraft audit(AuditEvent event, PrincipalId principal, ObjectNode details) {
    return new AuditDraft(event, AuditDraft.NO_TRACE, principal, null, null, null, details);
  }

  private static String kinds(Principal principal) {
    return "%s %s".formatted(principal.kind().wire(), roles(principal));
  }

  private static String roles(Principal principal) {
    return principal.roles().stream().map(Role::wire).sorted().collect(Collectors.joining(","));
  }

  private static String groups(Principal principal) {
    return principal.groups().stream()
        .map(GroupName::value)
        .sorted()
        .collect(Collectors.joining(","));
  }

  /// What `--role` takes.
  static final class Roles extends LowerCase {
    Roles() {
      super(Role.values());
    }
  }

  /// What `--kind` takes.
  static final class Kinds extends LowerCase {
    Kinds() {
      super(PrincipalKind.values());
    }
  }

  @Command(
      name = "create",
      mixinStandardHelpOptions = true,
      description = {
        "Makes an API key and prints it, alone, on standard output. It is shown this once.",
        "Keys made under one name are the same principal."
      })
  static final class Create implements Callable<Integer> {
    @Mixin private Place place = new Place();

    @Option(names = "--name", required = true, description = "Who will use it: a-z 0-9 . _ @ -")
    private String name = "";

    @Option(
        names = "--kind",
        required = true,
        completionCandidates = Kinds.class,
        description = "What that is: ${COMPLETION-CANDIDATES}.")
    private @Nullable PrincipalKind kind;

    @Option(
        names = "--role",
        required = true,
        arity = "1..*",
        split = ",",
        completionCandidates = Roles.class,
        description = "What it may do: ${COMPLETION-CANDIDATES}.")
    private Set<Role> roles = Set.of();

    @Option(
        names = "--target",
        required = true,
        arity = "1..*",
        split = ",",
        completionCandidates = TargetNames.class,
        description = "The targets it may see and use; '*' for every target.")
    private Set<String> targets = Set.of();

    @Option(
        names = "--group",
        arity = "1..*",
        split = ",",
        description = "The groups for which a person may approve, as policies name them: dba.")
    private Set<String> groups = Set.of();

    @Option(names = "--json", description = "Prints a JSON object instead.")
    private boolean json;

    @Spec private @Nullable CommandSpec spec;

    @Override
    public Integer call() throws StartException {
      Principal principal = principal();
      Ambient ambient = Ambient.system();
      ApiKey key = ApiKey.generate(ambient.random());
      try (Store store = place.open(ambient)) {
        store
            .apiKeys()
            .add(
                new StoredKey(
                    key.id(), key.secretHash(), principal, ambient.clock().instant(), null),
                audit(
                    AuditEvent.KEY_CREATED,
                    principal.id(),
                    JSON.createObjectNode()
                        .put("keyId", key.id())
                        .put("kind", principal.kind().wire())
                        .put("roles", roles(principal))
                        .put("targets", String.join(",", new TreeSet<>(principal.targets())))
                        .put("groups", groups(principal))));
      }
      if (json) {
        Output.of(spec)
            .print(
                JSON.createObjectNode()
                    .put("id", key.id())
                    .put("name", principal.id().value())
                    .put("key", key.reveal()));
      } else {
        Output.of(spec).println(key.reveal());
      }
      return 0;
    }

    private Principal principal() throws StartException {
      if (kind == null || !PrincipalId.PATTERN.matcher(name).matches()) {
        throw new CommandException(
            "--name must begin with a letter or digit and have at most 64 of a-z 0-9 . _ @ -.");
      }
      for (String group : groups) {
        if (!GroupName.PATTERN.matcher(group).matches()) {
          throw new CommandException(
              "--group must begin with a letter or digit and have at most 32 of a-z 0-9 . _ -.");
        }
      }
      if (groups.size() > Principal.MOST_GROUPS) {
        throw new CommandException(
            "A key is for at most %d groups.".formatted(Principal.MOST_GROUPS));
      }
      Config config = place.config();
      for (String target : targets) {
        boolean every = target.equals(Principal.EVERY_TARGET);
        if (!every && !TargetName.PATTERN.matcher(target).matches()) {
          throw new CommandException(
              "--target must be '*', or begin with a letter or digit and have at most 64 of"
                  + " a-z 0-9 . _ -.");
        }
        if (!every && !config.targets().containsKey(new TargetName(target))) {
          Output.warn(
              spec,
              "the configuration declares no target %s yet (it declares: %s)"
                  .formatted(
                      target,
                      config.targets().isEmpty()
                          ? "none"
                          : config.targets().keySet().stream()
                              .map(TargetName::value)
                              .collect(Collectors.joining(", "))));
        }
      }
      return new Principal(
          new PrincipalId(name),
          kind,
          roles,
          targets,
          groups.stream().map(GroupName::new).collect(Collectors.toSet()));
    }
  }

  @Command(
      name = "list",
      mixinStandardHelpOptions = true,
      description = "Lists the keys, without their secrets.")
  static final class ListKeys implements Callable<Integer> {
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
        ArrayNode list = JSON.createArrayNode();
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
      ObjectNode node = JSON.createObjectNode();
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
              kinds(key.principal()),
              String.join(",", new TreeSet<>(key.principal().targets())),
              key.principal().groups().isEmpty() ? "" : "  groups " + groups(key.principal()),
              key.revokedAt() == null ? "" : "  revoked " + key.revokedAt());
    }
  }

  @Command(
      name = "revoke",
      mixinStandardHelpOptions = true,
      description = "Ends a key's use at once.")
  static final class Revoke implements Callable<Integer> {
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
                    audit(
                        AuditEvent.KEY_REVOKED,
                        principal,
                        JSON.createObjectNode().put("keyId", id)));
      }
      Output out = Output.of(spec);
      if (json) {
        out.print(JSON.createObjectNode().put("id", id).put("revoked", revoked));
      } else {
        out.println(revoked ? "revoked " + id : id + " was revoked before");
      }
      return 0;
    }
  }
}
