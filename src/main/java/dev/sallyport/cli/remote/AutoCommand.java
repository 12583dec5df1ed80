package dev.sallyport.cli.remote;

import dev.sallyport.cli.terminal.ExitStatus;
import dev.sallyport.cli.terminal.Surroundings;
import dev.sallyport.cli.terminal.TargetNames;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;
import tools.jackson.databind.node.ObjectNode;

/// Plans, applies and deploys in one go, where the target's policy allows that for so safe a plan.
@Command(
    name = "auto",
    description =
        "Plans, applies and deploys in one go, where the target's policy allows that for so safe a"
            + " plan.")
final class AutoCommand extends RunCommand {
  @Parameters(
      paramLabel = "TARGET",
      completionCandidates = TargetNames.class,
      description = "What is changed.")
  private String target = "";

  @Mixin private Asking asking = new Asking();
  @Mixin private ProposalOptions proposal = new ProposalOptions();

  AutoCommand(Surroundings surroundings) {
    super(surroundings);
  }

  @Override
  ExitStatus talk(Conversation gate) {
    ObjectNode request = request("auto", target, "");
    String key = asking.into(request, "", surroundings());
    proposal.read(surroundings()).ifPresent(parameters -> request.set("parameters", parameters));
    if (!asking.isKeyGiven() && !isJson()) {
      out().println("key  " + key);
    }
    return run(gate, request, "");
  }
}
