package dev.sallyport.config;

import dev.sallyport.change.Quorum;
import dev.sallyport.change.Quorum.Part;
import dev.sallyport.config.Policy.Requirement;
import dev.sallyport.domain.GroupName;
import dev.sallyport.domain.Reversibility;
import dev.sallyport.domain.SafetyLevel;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/// Reads the policy of a target.
final class PolicyReader {
  private static final Map<String, Requirement> REQUIREMENTS = requirements();
  private static final Map<String, Optional<SafetyLevel>> AUTO = auto();
  static final Map<String, Reversibility> REVERSIBILITY = reversibility();
  private static final Map<String, Boolean> BREAK_GLASS = breakGlass();
  private static final Map<String, Boolean> WHILE_UNKNOWN = whileUnknown();
  private static final Form<GroupName> GROUP =
      Form.matching(
              "the name of a group: 1 to 32 of a-z 0-9 . _ -, beginning with a letter or digit",
              GroupName.PATTERN)
          .as(GroupName::new);

  private PolicyReader() {}

  static Policy read(Section section) {
    Policy silent = Policy.DEFAULT;
    Policy policy =
        new Policy(
            requirement(section, "apply", silent.apply()),
            requirement(section, "deploy", silent.deploy()),
            requirement(section, "rollback", silent.rollback()),
            section.value("auto", Form.oneOf(AUTO), silent.auto()),
            section.value("reversibility", Form.oneOf(REVERSIBILITY), silent.reversibility()),
            RulesReader.read(section),
            section.value("breakGlass", Form.oneOf(BREAK_GLASS), silent.breakGlass()),
            section.value("whileUnknown", Form.oneOf(WHILE_UNKNOWN), silent.whileUnknown()));
    section.finish();
    return policy;
  }

  private static Requirement requirement(Section policy, String action, Requirement silent) {
    if (!policy.isMapping(action)) {
      return policy.value(action, Form.oneOf(REQUIREMENTS).or("{ approve: N }"), silent);
    }
    Section approve = policy.section(action);
    Optional<Quorum> quorum =
        approve.isList("approve")
            ? groups(approve)
            : approve.required("approve", Form.number(Requirement.Approve.PEOPLE)).map(Quorum::of);
    approve.finish();
    return quorum.<Requirement>map(Requirement.Approve::new).orElse(silent);
  }

  /// `[{ role: dba, count: 1 }, …]`: each group must agree.
  private static Optional<Quorum> groups(Section approve) {
    List<Part> parts = new ArrayList<>();
    Set<GroupName> seen = new HashSet<>();
    List<Section> sections = approve.sections("approve", Quorum.MOST_PARTS);
    for (Section section : sections) {
      Optional<GroupName> group = section.required("role", GROUP);
      Optional<Integer> count = section.required("count", Form.number(Requirement.Approve.PEOPLE));
      section.finish();
      if (group.isPresent() && !seen.add(group.get())) {
        section.mistake("role", "names a group that is named before");
      } else if (group.isPresent() && count.isPresent()) {
        parts.add(new Part(group, count.get()));
      }
    }
    if (sections.isEmpty()) {
      approve.mistake("approve", "must name at least one group, as { role: dba, count: 1 }");
    }
    return parts.isEmpty() ? Optional.empty() : Optional.of(new Quorum(parts));
  }

  private static Map<String, Requirement> requirements() {
    Map<String, Requirement> requirements = new LinkedHashMap<>();
    requirements.put("confirm", new Requirement.Confirm());
    requirements.put("deny", new Requirement.Deny());
    return requirements;
  }

  private static Map<String, Boolean> breakGlass() {
    Map<String, Boolean> words = new LinkedHashMap<>();
    words.put("deny", false);
    words.put("operator", true);
    return words;
  }

  private static Map<String, Boolean> whileUnknown() {
    Map<String, Boolean> words = new LinkedHashMap<>();
    words.put("block", false);
    words.put("allow", true);
    return words;
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
