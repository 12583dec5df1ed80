package dev.sallyport.cli.local;

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
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;
import tools.jackson.databind.json.JsonMapper;

/// Makes an API key.
@Command(
    name = "create",
    mixinStandardHelpOptions = true,
    // The one that is made of the options says each list twice.
    customSynopsis = {
      "sallyport keys create --name=NAME --kind=KIND --role=ROLE[,ROLE...]",
      "                             --target=NAME[,NAME...] [--group=GROUP[,GROUP...]]",
      "                             [--config=FILE] [--data=DIR] [--json]"
    },
    description = {
      "Makes an API key and prints it, alone, on standard output. It is shown this once.",
      "Keys made under one name are the same principal."
    })
final class KeysCreate implements Callable<Integer> {
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

  @Mixin private Place place = new Place();

  @Option(
      names = "--name",
      paramLabel = "NAME",
      required = true,
      description = "Who will use it: a-z 0-9 . _ @ -")
  private String name = "";

  @Option(
      names = "--kind",
      paramLabel = "KIND",
      required = true,
      completionCandidates = Kinds.class,
      description = "What that is: ${COMPLETION-CANDIDATES}.")
  private @Nullable PrincipalKind kind;

  @Option(
      names = "--role",
      required = true,
      paramLabel = "ROLE[,ROLE...]",
      hideParamSyntax = true,
      arity = "1..*",
      split = ",",
      completionCandidates = Roles.class,
      description = "What it may do: ${COMPLETION-CANDIDATES}.")
  private Set<Role> roles = Set.of();

  @Option(
      names = "--target",
      required = true,
      paramLabel = "NAME[,NAME...]",
      hideParamSyntax = true,
      arity = "1..*",
      split = ",",
      completionCandidates = TargetNames.class,
      description = "The targets it may see and use; '*' for every target.")
  private Set<String> targets = Set.of();

  @Option(
      names = "--group",
      paramLabel = "GROUP[,GROUP...]",
      hideParamSyntax = true,
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
              new StoredKey(key.id(), key.secretHash(), principal, ambient.clock().instant(), null),
              KeyTexts.draft(
                  AuditEvent.KEY_CREATED,
                  principal.id(),
                  JsonMapper.shared()
                      .createObjectNode()
                      .put("keyId", key.id())
                      .put("kind", principal.kind().wire())
                      .put("roles", KeyTexts.roles(principal))
                      .put("targets", String.join(",", new TreeSet<>(principal.targets())))
                      .put("groups", KeyTexts.groups(principal))));
    }
    if (json) {
      Output.of(spec)
          .print(
              JsonMapper.shared()
                  .createObjectNode()
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
