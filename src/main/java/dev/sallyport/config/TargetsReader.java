package dev.sallyport.config;

import dev.sallyport.config.TargetConfig.Site;
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
    Policy policy = PolicyReader.read(target.section("policy"));
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
    Policy policy = PolicyReader.read(target.section("policy"));
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
}
