package dev.sallyport.cli.remote;

import dev.sallyport.cli.terminal.CommandException;
import dev.sallyport.cli.terminal.ExitStatus;
import dev.sallyport.cli.terminal.Output;
import dev.sallyport.cli.terminal.Pager;
import dev.sallyport.cli.terminal.Surroundings;
import dev.sallyport.cli.terminal.TargetNames;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/// Turns a proposal into a plan, shows it, and keeps its confirm token for `apply`.
@Command(
    name = "preview",
    description = {
      "Shows exactly what a change would do, and keeps its confirm token for apply or rollback.",
      "The token is kept in a folder of yours alone ($XDG_STATE_HOME/sallyport); only --json prints it."
    })
final class PreviewCommand extends ClientCommand {
  @Parameters(
      paramLabel = "TARGET",
      completionCandidates = TargetNames.class,
      description = "What would be changed.")
  private String target = "";

  @Mixin private Asking asking = new Asking();
  @Mixin private ProposalOptions proposal = new ProposalOptions();

  @Option(
      names = "--rollback",
      description = "Previews taking the last applied change back, instead of a proposal.")
  private boolean rollback;

  PreviewCommand(Surroundings surroundings) {
    super(surroundings);
  }

  @Override
  ExitStatus talk(Conversation gate) {
    ObjectNode request = RunCommand.request("preview", target, "");
    String key =
        asking.into(request, rollback ? RollbackCommand.usualCommand(target) : "", surroundings());
    if (rollback) {
      if (proposal.isGiven()) {
        throw new CommandException(
            ExitStatus.USAGE, "--rollback takes no proposal: it takes the last change back.");
      }
      request.put("operation", "rollback");
    }
    proposal.read(surroundings()).ifPresent(parameters -> request.set("parameters", parameters));
    JsonNode answer = new Following(gate, surroundings(), errors()).through(request);
    JsonNode result = answer.path("result");
    Previewed previewed = new Previewed(gate, surroundings());
    if (isJson()) {
      previewed.keep(target, key, rollback, result);
      out().print(answer);
      return ExitStatus.DONE;
    }
    Pager.show(PlanText.of(result, target), out(), surroundings());
    warnOfOtherBase(result.path("plan").path("base").asString(""));
    previewed.keep(target, key, rollback, result);
    tellNext(out(), result, key);
    return ExitStatus.DONE;
  }

  /// Whole files from an older commit would take back what others have changed in them since.
  private void warnOfOtherBase(String base) {
    proposal
        .head()
        .filter(head -> !base.isEmpty() && !head.equals(base))
        .ifPresent(
            head ->
                errors()
                    .println(
                        "sallyport: the target is at %s and your work tree at %s: look in the diff for what others have changed, which whole files of yours would take back"
                            .formatted(base, head)));
  }

  private void tellNext(Output out, JsonNode result, String key) {
    String verb = rollback ? "rollback " + target + " --key " : "apply ";
    out.println("");
    out.println("key       " + key);
    if (result.path("confirmToken").isString()) {
      out.println(
          "Confirm it until %s with: sallyport %s%s"
              .formatted(result.path("confirmBy").asString("?"), verb, key));
    } else {
      out.println(
          "It awaits approval: sallyport approve %s --plan-hash %s"
              .formatted(text(result, "changeId"), text(result.path("plan"), "hash")));
      out.println("After that confirm it with: sallyport %s%s".formatted(verb, key));
    }
  }
}
