package dev.sallyport.config;

import dev.sallyport.config.Policy.Requirement;
import dev.sallyport.config.TargetConfig.Site;
import dev.sallyport.domain.Reversibility;
import dev.sallyport.domain.SafetyLevel;
import dev.sallyport.domain.TargetName;
import dev.sallyport.target.command.CommandConfig;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// Reads the declared targets.
final class TargetsReader {
  static final Form<TargetName> NAME =
      Form.matching(
              "1 to 64 of a-z 0-9 . _ -, beginning with a letter or digit", TargetName.PATTERN)
          .as(TargetName::new);
  private static final Map<String, Requirement> REQUIREMENTS = requirements();
  private static final Map<String, Optional<SafetyLevel>> AUTO = auto();
  static final Map<String, Reversibility> REVERSIBILITY = reversibility();

  /// Stands in for a name that is a mistake, while the rest of its target is read.
  private static final TargetName UNNAMED = new TargetName("unnamed");

  private enum Kind {
    SITE,
    COMMAND
  }

  private final Section section;
  private final Places places;

  TargetsReader(Section section, Places places) {
    this.section = section;
    this.places = places;
  }

  Map<TargetName, TargetConfig> targets() {
    Map<TargetName, TargetConfig> targets = new LinkedHashMap<>();
    if (section.keys().size() > Config.MOST_TARGETS) {
      section.mistake("must have at most " + Config.MOST_TARGETS + " entries");
      return targets;
    }
    List<Site> sites = new ArrayList<>();
    for (String name : section.keys()) {
      Section target = section.section(name);
      Optional<TargetName> good = NAME.parse().apply(name);
      if (good.isEmpty()) {
        section.mistake(name, "must be named by " + NAME.allowed());
      }
      target(target, good.orElse(UNNAMED), sites).ifPresent(one -> targets.put(one.name(), one));
    }
    return targets;
  }

  private Optional<TargetConfig> target(Section target, TargetName name, List<Site> sites) {
    Optional<Kind> kind = target.required("kind", Form.choice(Kind.class));
    if (kind.isPresent() && kind.get() == Kind.COMMAND) {
      return command(target, name);
    }
    Optional<Site> site = site(target, name);
    site.ifPresent(
        good -> {
          apart(target, good, sites);
          sites.add(good);
        });
    return site.map(TargetConfig.class::cast);
  }

  private Optional<TargetConfig> command(Section target, TargetName name) {
    Optional<CommandConfig> command = new CommandReader(target, places).read(name);
    Policy policy = policy(target.section("policy"));
    target.finish();
    return command.map(good -> new TargetConfig.Command(good, policy));
  }

  private Optional<Site> site(Section target, TargetName name) {
    Optional<Path> repository = target.required("repository", Form.path(places));
    Optional<Path> importFrom = target.optional("import", Form.path(places));
    Optional<Path> publish = target.required("publish", Form.path(places));
    String branch =
        target.value(
            "branch", Form.text("the name of a branch", Site::isBranch), Site.DEFAULT_BRANCH);
    List<String> protect = target.list("protect", Form.glob(), Site.MOST_PROTECT);
    int keepReleases =
        target.value("keepReleases", Form.number(Site.KEEP_RELEASES), Site.DEFAULT_KEEP_RELEASES);
    Policy policy = policy(target.section("policy"));
    target.finish();
    if (repository.isEmpty() || publish.isEmpty()) {
      return Optional.empty();
    }
    return Optional.of(
        new Site(
            name,
            repository.get(),
            importFrom,
            publish.get(),
            branch,
            protect,
            keepReleases,
            policy));
  }

  /// Two targets in one folder would each undo what the other does.
  private static void apart(Section target, Site site, List<Site> others) {
    if (overlap(site.publish(), site.repository())) {
      target.mistake("publish", "must be apart from the repository");
    }
    for (Site other : others) {
      for (Path folder : List.of(other.repository(), other.publish())) {
        if (overlap(site.repository(), folder)) {
          target.mistake("repository", "must be apart from the folders of target " + other.name());
        }
        if (overlap(site.publish(), folder)) {
          target.mistake("publish", "must be apart from the folders of target " + other.name());
        }
      }
    }
  }

  private static boolean overlap(Path one, Path other) {
    return one.startsWith(other) || other.startsWith(one);
  }

  private static Policy policy(Section section) {
    Policy silent = Policy.DEFAULT;
    Policy policy =
        new Policy(
            requirement(section, "apply", silent.apply()),
            deploy(section, silent.deploy()),
            requirement(section, "rollback", silent.rollback()),
            section.value("auto", Form.oneOf(AUTO), silent.auto()),
            section.value("reversibility", Form.oneOf(REVERSIBILITY), silent.reversibility()),
            RulesReader.read(section));
    section.finish();
    return policy;
  }

  private static Requirement deploy(Section policy, Requirement silent) {
    Requirement requirement = requirement(policy, "deploy", silent);
    if (requirement instanceof Requirement.Approve) {
      policy.mistake(
          "deploy",
          "approve is not available yet; use confirm or deny (who approves the apply approves what"
              + " its deploy publishes)");
      return silent;
    }
    return requirement;
  }

  private static Requirement requirement(Section policy, String action, Requirement silent) {
    if (!policy.isMapping(action)) {
      return policy.value(action, Form.oneOf(REQUIREMENTS).or("{ approve: N }"), silent);
    }
    Section approve = policy.section(action);
    Optional<Integer> people = approve.required("approve", Form.number(Requirement.Approve.PEOPLE));
    approve.finish();
    return people.<Requirement>map(Requirement.Approve::new).orElse(silent);
  }

  private static Map<String, Requirement> requirements() {
    Map<String, Requirement> requirements = new LinkedHashMap<>();
    requirements.put("confirm", new Requirement.Confirm());
    requirements.put("deny", new Requirement.Deny());
    return requirements;
  }

  private static Map<String, Reversibility> reversibility() {
    Map<String, Reversibility> all = new LinkedHashMap<>();
    for (Reversibility one : Reversibility.values()) {
      all.put(one.wire(), one);
    }
    return all;
  }

  private static Map<String, Optional<SafetyLevel>> auto() {
    Map<String, Optional<SafetyLevel>> auto = new LinkedHashMap<>();
    for (SafetyLevel level : SafetyLevel.values()) {
      auto.put(level.wire(), Optional.of(level));
    }
    auto.put("deny", Optional.empty());
    return auto;
  }
}
