package dev.sallyport.cli.remote;

import dev.sallyport.cli.terminal.CommandException;
import dev.sallyport.cli.terminal.ExitStatus;
import dev.sallyport.cli.terminal.Pager;
import dev.sallyport.cli.terminal.Surroundings;
import dev.sallyport.cli.terminal.TargetNames;
import dev.sallyport.domain.ChangeId;
import dev.sallyport.domain.Ids;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/// Shows the diff of a proposal or of a change, and nothing else.
@Command(
    name = "diff",
    description = {
      "Shows what a proposal would change on a target, and keeps nothing;",
      "or, of the id of a change (chg_...), what that changes or changed."
    })
final class DiffCommand extends ClientCommand {
  @Parameters(
      paramLabel = "TARGET|ID",
      completionCandidates = TargetNames.class,
      description = "The target, or a change's id.")
  private String what = "";

  @Mixin private ProposalOptions proposal = new ProposalOptions();

  @Option(
      names = "--command",
      paramLabel = "TEXT",
      description = "What and why, where the target's rules look at it.")
  private @Nullable String command;

  DiffCommand(Surroundings surroundings) {
    super(surroundings);
  }

  @Override
  ExitStatus talk(Conversation gate) {
    boolean isChange = Ids.isValid(ChangeId.PREFIX, what);
    if (isChange && proposal.isGiven()) {
      throw new CommandException(
          ExitStatus.USAGE, "A change has its plan; leave the proposal away, or name a target.");
    }
    JsonNode answer = isChange ? gate.get("/v1/changes/" + what) : gate.read(plan());
    if (isJson()) {
      out().print(answer);
    } else {
      JsonNode plan = (isChange ? answer : answer.path("result")).path("plan");
      Pager.show(PlanText.diff(plan), out(), surroundings());
    }
    return ExitStatus.DONE;
  }

  private ObjectNode plan() {
    ObjectNode request =
        JsonMapper.shared()
            .createObjectNode()
            .put("action", "plan")
            .put("target", what)
            .put("command", command == null ? "Show what would change" : command);
    proposal.read(surroundings()).ifPresent(parameters -> request.set("parameters", parameters));
    return request;
  }
}
