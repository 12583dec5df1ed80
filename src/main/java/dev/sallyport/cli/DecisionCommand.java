package dev.sallyport.cli;

import dev.sallyport.client.GateClient;
import dev.sallyport.client.UnreachableException;
import dev.sallyport.domain.ChangeId;
import dev.sallyport.domain.Ids;
import java.util.Map;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/// Tells a running gate what somebody decided about a change.
abstract sealed class DecisionCommand implements Callable<Integer> {
  private final Map<String, String> environment;

  @Parameters(paramLabel = "ID", description = "The change's id, such as chg_01kb3x8x6m….")
  private String id = "";

  @Option(names = "--json", description = "Prints the gate's answer instead.")
  private boolean json;

  @Spec private @Nullable CommandSpec spec;

  DecisionCommand(Map<String, String> environment) {
    this.environment = environment;
  }

  /// The route's last part.
  abstract String decision();

  abstract ObjectNode body();

  @Override
  public final Integer call() throws UnreachableException {
    // It becomes part of an address.
    if (!Ids.isValid(ChangeId.PREFIX, id)) {
      throw new CommandException("That is not the id of a change; one begins with chg_.");
    }
    String path = "/v1/changes/" + id + "/" + decision();
    JsonNode answer = send(path);
    Output out = Output.of(spec);
    if (json) {
      out.print(answer);
    } else {
      JsonNode approvals = answer.path("approvals");
      out.println(
          "%s is %s; approvals: %s of %s"
              .formatted(
                  id,
                  answer.path("state").asString("?"),
                  approvals.path("given").asString("?"),
                  approvals.path("required").asString("?")));
    }
    return 0;
  }

  private JsonNode send(String path) throws UnreachableException {
    try (GateClient gate = ConfiguredGate.of(environment)) {
      return ConfiguredGate.success(gate.post(path, body()));
    }
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
      mixinStandardHelpOptions = true,
      description = {
        "Approves another's change at the gate at SALLYPORT_URL",
        "(default: " + ConfiguredGate.USUAL_URL + ")",
        "with the API key in SALLYPORT_KEY, which must be a person's with the role approver."
      })
  static final class Approve extends DecisionCommand {
    @Option(
        names = "--plan-hash",
        paramLabel = "H",
        required = true,
        description = "The hash of the plan that you looked at: sha256:….")
    private String planHash = "";

    @Option(names = "--reason", paramLabel = "TEXT", description = "Why; kept on the record.")
    private @Nullable String reason;

    Approve(Map<String, String> environment) {
      super(environment);
    }

    @Override
    String decision() {
      return "approve";
    }

    @Override
    ObjectNode body() {
      return bodyOf(planHash, reason);
    }
  }

  @Command(
      name = "reject",
      mixinStandardHelpOptions = true,
      description = {
        "Rejects another's change, which ends it, at the gate at SALLYPORT_URL",
        "(default: "
            + ConfiguredGate.USUAL_URL
            + ") with the API key in SALLYPORT_KEY, which must be a",
        "person's with the role approver."
      })
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

    Reject(Map<String, String> environment) {
      super(environment);
    }

    @Override
    String decision() {
      return "reject";
    }

    @Override
    ObjectNode body() {
      return bodyOf(planHash, reason);
    }
  }

  @Command(
      name = "cancel",
      mixinStandardHelpOptions = true,
      description = {
        "Cancels a change of your own that has not begun to run, at the gate at SALLYPORT_URL",
        "(default: " + ConfiguredGate.USUAL_URL + ") with the API key in SALLYPORT_KEY."
      })
  static final class Cancel extends DecisionCommand {
    @Option(names = "--reason", paramLabel = "TEXT", description = "Why; kept on the record.")
    private @Nullable String reason;

    Cancel(Map<String, String> environment) {
      super(environment);
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
