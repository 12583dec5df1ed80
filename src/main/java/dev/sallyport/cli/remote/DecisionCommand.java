package dev.sallyport.cli.remote;

import dev.sallyport.cli.terminal.CommandException;
import dev.sallyport.cli.terminal.Output;
import dev.sallyport.cli.terminal.Surroundings;
import dev.sallyport.domain.ChangeId;
import dev.sallyport.domain.Ids;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/// Tells a running gate what somebody decided about a change.
abstract sealed class DecisionCommand extends AskingCommand {
  @Parameters(paramLabel = "ID", description = "The change's id, such as chg_01kb3x8x6m….")
  private String id = "";

  DecisionCommand(Surroundings surroundings) {
    super(surroundings);
  }

  /// The route's last part.
  abstract String decision();

  abstract ObjectNode body();

  /// Whether the plan is shown before it is sent; what was shown, and for how long, is part of it.
  boolean showsPlan() {
    return false;
  }

  @Override
  final JsonNode ask(Conversation gate) {
    // It becomes part of an address.
    if (!Ids.isValid(ChangeId.PREFIX, id)) {
      throw new CommandException("That is not the id of a change; one begins with chg_.");
    }
    ObjectNode body = body();
    if (showsPlan() && !isJson()) {
      PlanShown.of(gate.get(ChangesCommand.path(id)), errors(), surroundings()).addTo(body);
    }
    return gate.post("/v1/changes/" + id + "/" + decision(), body);
  }

  @Override
  final void tell(JsonNode answer, Output out) {
    JsonNode approvals = answer.path("approvals");
    out.println(
        "%s is %s; approvals: %s of %s"
            .formatted(
                id, text(answer, "state"), text(approvals, "given"), text(approvals, "required")));
  }

  private static ObjectNode bodyOf(@Nullable String planHash, @Nullable String reason) {
    ObjectNode body = JsonMapper.shared().createObjectNode();
    if (planHash != null) {
      body.put("planHash", planHash);
    }
    if (reason != null) {
      body.put("reason", reason);
    }
    return body;
  }

  @Command(
      name = "approve",
      description = "Approves another's change; for a person with the role approver.")
  static final class Approve extends DecisionCommand {
    @Option(
        names = "--plan-hash",
        paramLabel = "H",
        required = true,
        description = "The hash of the plan that you looked at: sha256:….")
    private String planHash = "";

    @Option(names = "--reason", paramLabel = "TEXT", description = "Why; kept on the record.")
    private @Nullable String reason;

    @Option(
        names = "--confirm-number",
        paramLabel = "NN",
        description = "The number that the requester was shown, where the plan is assessed high.")
    private @Nullable Integer number;

    Approve(Surroundings surroundings) {
      super(surroundings);
    }

    @Override
    String decision() {
      return "approve";
    }

    @Override
    boolean showsPlan() {
      return true;
    }

    @Override
    ObjectNode body() {
      ObjectNode body = bodyOf(planHash, reason);
      return number == null ? body : body.put("confirmNumber", number.intValue());
    }
  }

  @Command(
      name = "reject",
      description = "Rejects another's change, which ends it; for a person with the role approver.")
  static final class Reject extends DecisionCommand {
    @Option(
        names = "--plan-hash",
        paramLabel = "H",
        required = true,
        description = "The hash of the plan that you looked at: sha256:….")
    private String planHash = "";

    @Option(
        names = "--reason",
        paramLabel = "TEXT",
        required = true,
        description = "Why; kept on the record.")
    private String reason = "";

    Reject(Surroundings surroundings) {
      super(surroundings);
    }

    @Override
    String decision() {
      return "reject";
    }

    @Override
    boolean showsPlan() {
      return true;
    }

    @Override
    ObjectNode body() {
      return bodyOf(planHash, reason);
    }
  }

  @Command(
      name = "break-glass",
      description = {
        "Lets a change through without the approvals it awaits, where its target's policy allows that;",
        "for a person with the role operator. It is recorded, alerted on and listed apart."
      })
  static final class BreakGlass extends DecisionCommand {
    @Option(
        names = "--plan-hash",
        paramLabel = "H",
        required = true,
        description = "The hash of the plan that you looked at: sha256:….")
    private String planHash = "";

    @Option(
        names = "--reason",
        paramLabel = "TEXT",
        required = true,
        description = "Why; kept on the record.")
    private String reason = "";

    BreakGlass(Surroundings surroundings) {
      super(surroundings);
    }

    @Override
    String decision() {
      return "break-glass";
    }

    @Override
    ObjectNode body() {
      return bodyOf(planHash, reason);
    }
  }

  @Command(
      name = "cancel",
      description = "Cancels a change of your own; where it runs, asks the run to end.")
  static final class Cancel extends DecisionCommand {
    @Option(names = "--reason", paramLabel = "TEXT", description = "Why; kept on the record.")
    private @Nullable String reason;

    Cancel(Surroundings surroundings) {
      super(surroundings);
    }

    @Override
    String decision() {
      return "cancel";
    }

    @Override
    ObjectNode body() {
      return bodyOf(null, reason);
    }
  }
}
