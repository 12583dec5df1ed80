package dev.sallyport.cli.remote;

import dev.sallyport.cli.terminal.CommandException;
import dev.sallyport.cli.terminal.ExitStatus;
import dev.sallyport.cli.terminal.Pager;
import dev.sallyport.cli.terminal.Question;
import dev.sallyport.cli.terminal.Surroundings;
import dev.sallyport.cli.terminal.TargetNames;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/// Takes the last applied change of a target back: previews that, asks, and confirms it.
@Command(
    name = "rollback",
    description = {
      "Takes the last applied change of a target back, and publishes that.",
      "Shows first what that would do and asks; a script says --yes."
    })
final class RollbackCommand extends RunCommand {
  @Parameters(
      paramLabel = "TARGET",
      completionCandidates = TargetNames.class,
      description = "What is rolled back.")
  private String target = "";

  @Mixin private Asking asking = new Asking();

  @Option(names = "--yes", description = "Does not ask.")
  private boolean yes;

  RollbackCommand(Surroundings surroundings) {
    super(surroundings);
  }

  static String usualCommand(String target) {
    return "Take the last change of " + target + " back";
  }

  @Override
  ExitStatus talk(Conversation gate) {
    boolean ask = !yes;
    if (ask && (isJson() || !surroundings().hasSomebody())) {
      throw new CommandException(
          ExitStatus.USAGE,
          "There is nobody to ask: say --yes, or look at it first with: sallyport preview %s --rollback"
              .formatted(target));
    }
    ObjectNode preview = request("preview", target, "").put("operation", "rollback");
    String key = asking.into(preview, usualCommand(target), surroundings());
    JsonNode result = new Following(gate, surroundings(), errors()).through(preview).path("result");
    Previewed previewed = new Previewed(gate, surroundings());
    Kept change = previewed.keep(target, key, true, result);
    if (!isJson()) {
      Pager.show(PlanText.of(result, target), out(), surroundings());
      out().println("key       " + key);
    }
    Kept confirmable = previewed.confirmable(change);
    if (ask && !Question.isYes("Roll " + target + " back?", out(), surroundings())) {
      out()
          .println(
              "Nothing was done. The plan stands until it expires: sallyport rollback %s --key %s"
                  .formatted(target, key));
      return ExitStatus.FAILED;
    }
    return confirm(gate, previewed, confirmable);
  }

  private ExitStatus confirm(Conversation gate, Previewed previewed, Kept change) {
    ObjectNode request = request("rollback", target, change.key());
    @Nullable String token = change.confirmToken();
    if (token != null) {
      request.put("confirmToken", token);
    }
    ExitStatus status = run(gate, request, "");
    if (status == ExitStatus.DONE) {
      previewed.finish(change);
    }
    return status;
  }
}
