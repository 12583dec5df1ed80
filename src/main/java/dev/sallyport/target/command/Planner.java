package dev.sallyport.target.command;

import dev.sallyport.domain.Operation;
import dev.sallyport.domain.Reversibility;
import dev.sallyport.problem.FieldError;
import dev.sallyport.target.Impact;
import dev.sallyport.target.PlanMaterial;
import dev.sallyport.target.Planning;
import dev.sallyport.target.Proposal;
import dev.sallyport.target.TargetException;
import dev.sallyport.target.command.Asked.Answer;
import dev.sallyport.target.command.Calls.About;
import dev.sallyport.target.command.Fingerprints.State;
import java.io.IOException;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/// Has the tool plan a proposal: fingerprint -> plan -> show -> hash of the plan's file.
/// Whatever does not become a plan leaves nothing behind.
final class Planner {
  /// The most characters of a plan's summary.
  private static final int LONGEST_SUMMARY = 200;

  private static final Logger LOG = LoggerFactory.getLogger(Planner.class);

  private final CommandConfig config;
  private final Asked asked;
  private final Kept kept;
  private final Fingerprints fingerprints;
  private final String settings;

  Planner(CommandConfig config, Asked asked, Kept kept, Fingerprints fingerprints) {
    this.config = config;
    this.asked = asked;
    this.kept = kept;
    this.fingerprints = fingerprints;
    this.settings = Base.settings(config);
  }

  Planning plan(Proposal proposal) {
    boolean back = proposal.operation() == Operation.ROLLBACK;
    if (back && !config.has(Step.PLAN_ROLLBACK)) {
      return refused(
          "no-rollback", "This target cannot roll back: it has no command that plans it.");
    }
    KeptChange folder;
    try {
      folder = kept.begin(proposal.change(), proposal.kept());
    } catch (IOException e) {
      throw new TargetException("no folder can be made for a plan of " + config.name(), e);
    }
    boolean stays = false;
    try {
      Planning planning = plan(proposal, back ? Step.PLAN_ROLLBACK : Step.PLAN, folder);
      stays = proposal.kept() && planning instanceof Planning.Planned;
      return planning;
    } catch (IOException e) {
      throw new TargetException("a plan of " + config.name() + " cannot be kept", e);
    } finally {
      if (!stays) {
        forget(folder);
      }
    }
  }

  private static void forget(KeptChange folder) {
    try {
      Folders.delete(folder.folder());
    } catch (IOException e) {
      LOG.warn("the folder of a plan that nobody keeps cannot be removed", e);
    }
  }

  private Planning plan(Proposal proposal, Step step, KeptChange folder) throws IOException {
    About about =
        new About(
            step,
            proposal.change().value(),
            proposal.execution().value(),
            proposal.parameters(),
            Optional.of(folder),
            OptionalLong.empty(),
            About.traceparentHere());
    Optional<String> state;
    switch (fingerprints.state()) {
      case State.Hidden(String detail) -> {
        return refused("fingerprint-failed", detail);
      }
      case State.Known(var hash) -> state = hash;
    }
    Sink.Capture output = new Sink.Capture(config.bounds().outputLimit());
    Answer answer = asked.ask(step, about, output);
    Optional<Planning> none = without(step, answer, output);
    if (none.isPresent()) {
      return none.get();
    }
    Mask mask = ((Answer.Ended) answer).mask();
    if (config.has(Step.SHOW)) {
      output = new Sink.Capture(config.bounds().outputLimit());
      none = without(Step.SHOW, asked.ask(Step.SHOW, about.asked(Step.SHOW), output), output);
      if (none.isPresent()) {
        return none.get();
      }
    }
    Optional<String> planFile = Optional.empty();
    if (config.planFile().isPresent()) {
      planFile = folder.planHash(config.planFile().get());
      if (planFile.isEmpty()) {
        return refused(
            "plan-file",
            "The target's plan command ended well, but has saved no plan file, or one larger than %d"
                    .formatted(KeptChange.MOST_PLAN_FILE)
                + " bytes.");
      }
    }
    return planned(proposal, mask.clean(output.text()), Base.of(planFile, state), planFile);
  }

  /// The refusal of what came to no plan; empty where it did.
  private Optional<Planning> without(Step step, Answer answer, Sink.Capture output) {
    return switch (answer) {
      case Answer.None(String detail) -> Optional.of(refused("plan-failed", detail));
      case Answer.Refused(List<FieldError> errors) ->
          Optional.of(new Planning.Refused(errors.getFirst().message(), errors));
      case Answer.Ended(int code, var mask, var tail) -> {
        if (output.isOver()) {
          yield Optional.of(
              refused(
                  "output-limit",
                  "The target's %s command prints more than %d bytes (limit outputLimit), and a plan is"
                          .formatted(step.setting(), config.bounds().outputLimit())
                      + " never cut; propose less at once."));
        }
        yield switch (config.meaning(step, code)) {
          case SUCCEEDED -> Optional.empty();
          case UNCHANGED ->
              Optional.of(
                  refused("no-change", "The proposal changes nothing: the target is already so."));
          case FAILED, STALE, UNKNOWN ->
              Optional.of(refused("plan-failed", failed(step, code, tail, output, mask)));
        };
      }
    };
  }

  private static String failed(
      Step step, int code, List<String> tail, Sink.Capture output, Mask mask) {
    List<String> words = tail;
    if (words.isEmpty()) {
      Lines.Tail last = new Lines.Tail();
      mask.clean(output.text()).lines().filter(line -> !line.isBlank()).forEach(last::add);
      words = last.lines();
    }
    return "The target's %s command failed (exit code %d)%s."
        .formatted(step.setting(), code, Asked.lastWords(words));
  }

  private static Planning.Refused refused(String code, String message) {
    return new Planning.Refused(message, List.of(new FieldError("/parameters", code, message)));
  }

  private Planning planned(Proposal proposal, String diff, String base, Optional<String> planFile) {
    int lines = (int) diff.lines().count();
    ObjectNode stats = JsonNodeFactory.instance.objectNode().put("lines", lines);
    int items = number(config.patterns().items(), diff);
    int deletions = number(config.patterns().deletions(), diff);
    config.patterns().items().ifPresent(pattern -> stats.put("items", items));
    config.patterns().deletions().ifPresent(pattern -> stats.put("deletions", deletions));
    PlanMaterial plan =
        new PlanMaterial(
            proposal.operation(),
            base,
            summary(proposal.operation(), diff, lines),
            diff,
            stats,
            new Material(proposal.parameters(), planFile, settings).json());
    return new Planning.Planned(plan, impact(proposal.operation(), items, deletions));
  }

  private String summary(Operation operation, String diff, int lines) {
    Optional<String> said =
        config
            .patterns()
            .summary()
            .map(pattern -> pattern.matcher(diff))
            .filter(Matcher::find)
            .map(Matcher::group)
            .map(String::strip)
            .filter(text -> !text.isEmpty());
    String silent =
        "%s as %s has planned it, in %d %s"
            .formatted(
                operation == Operation.ROLLBACK ? "Takes back a change" : "Changes the target",
                programName(operation),
                lines,
                lines == 1 ? "line" : "lines");
    String summary = said.orElse(silent).lines().findFirst().orElse(silent);
    return summary.length() <= LONGEST_SUMMARY ? summary : summary.substring(0, LONGEST_SUMMARY);
  }

  private String programName(Operation operation) {
    String program =
        config.list(operation == Operation.ROLLBACK ? Step.PLAN_ROLLBACK : Step.PLAN).program();
    return program.substring(program.lastIndexOf('/') + 1);
  }

  /// The sum of every number that is found; 0 where there is none.
  private static int number(Optional<Pattern> pattern, String diff) {
    if (pattern.isEmpty()) {
      return 0;
    }
    long sum = 0;
    Matcher found = pattern.get().matcher(diff);
    while (found.find() && sum < Integer.MAX_VALUE) {
      String number = found.group(1);
      sum += number != null && number.matches("[0-9]{1,9}") ? Long.parseLong(number) : 0;
    }
    return (int) Math.min(sum, Integer.MAX_VALUE);
  }

  private Impact impact(Operation operation, int items, int deletions) {
    Reversibility reversibility =
        switch (operation) {
          case ROLLBACK -> config.risk().of(Step.ROLLBACK);
          case CHANGE -> hardest(config.risk().of(Step.APPLY));
        };
    List<String> reasons =
        deletions > 0
            ? List.of("removes %d %s".formatted(deletions, deletions == 1 ? "thing" : "things"))
            : List.of();
    return new Impact(config.risk().safety(), reversibility, reasons, items, deletions);
  }

  private Reversibility hardest(Reversibility apply) {
    if (!config.has(Step.DEPLOY)) {
      return apply;
    }
    Reversibility deploy = config.risk().of(Step.DEPLOY);
    return deploy.compareTo(apply) > 0 ? deploy : apply;
  }
}
