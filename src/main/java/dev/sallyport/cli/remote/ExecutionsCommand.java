package dev.sallyport.cli.remote;

import dev.sallyport.cli.terminal.CommandException;
import dev.sallyport.cli.terminal.ExitStatus;
import dev.sallyport.cli.terminal.LowerCase;
import dev.sallyport.cli.terminal.Output;
import dev.sallyport.cli.terminal.Styled;
import dev.sallyport.cli.terminal.Styled.Style;
import dev.sallyport.cli.terminal.Surroundings;
import dev.sallyport.cli.terminal.TargetNames;
import dev.sallyport.domain.ExecutionId;
import dev.sallyport.domain.Ids;
import dev.sallyport.store.Executions.Execution;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import tools.jackson.databind.JsonNode;

/// Lists the executions that the caller may see, and shows one.
final class ExecutionsCommand {
  static final String EXECUTIONS = "/v1/executions";

  private ExecutionsCommand() {}

  static CommandLine commandLine(Surroundings surroundings) {
    return new CommandLine(new Both(surroundings))
        .addSubcommand(new ListExecutions(surroundings))
        .addSubcommand(new Show(surroundings))
        .addSubcommand(new ExecutionWatchCommand(surroundings));
  }

  /// The path of one.
  static String path(String id) {
    // It becomes part of an address.
    if (!Ids.isValid(ExecutionId.PREFIX, id)) {
      throw new CommandException(
          ExitStatus.USAGE, "That is not the id of an execution; one begins with exe_.");
    }
    return EXECUTIONS + "/" + id;
  }

  static void tellOne(JsonNode execution, Output out) {
    out.println(
        Styled.of(Style.BOLD, ClientCommand.text(execution, "executionId"))
            .and(
                "  %-9s  %s on %s, by %s, began %s"
                    .formatted(
                        ClientCommand.text(execution, "state"),
                        ClientCommand.text(execution, "action"),
                        ClientCommand.text(execution, "target"),
                        ClientCommand.text(execution, "principal"),
                        ClientCommand.text(execution, "startedAt"))));
    String detail = execution.path("detail").asString("");
    if (!detail.isEmpty()) {
      out.println("  " + detail);
    }
  }

  /// Without a further word it lists.
  @Command(name = "executions", description = "Lists what ran and runs, or shows or follows one.")
  static final class Both extends Listing {
    Both(Surroundings surroundings) {
      super(surroundings);
    }
  }

  @Command(name = "list", description = "Lists the executions that you may see, newest first.")
  static final class ListExecutions extends Listing {
    ListExecutions(Surroundings surroundings) {
      super(surroundings);
    }
  }

  /// What `--state` takes.
  static final class States extends LowerCase {
    States() {
      super(Execution.State.values());
    }
  }

  abstract static sealed class Listing extends AskingCommand {
    @Option(
        names = "--unknown",
        description = "Only those whose outcome is unknown, which an operator may have to resolve.")
    private boolean unknown;

    @Option(
        names = "--state",
        paramLabel = "STATE",
        completionCandidates = States.class,
        description = "Only those in this state: ${COMPLETION-CANDIDATES}.")
    private Execution.@Nullable State state;

    @Option(
        names = "--target",
        paramLabel = "T",
        completionCandidates = TargetNames.class,
        description = "Only those on this target.")
    private @Nullable String target;

    @Option(names = "--change", paramLabel = "ID", description = "Only those of this change.")
    private @Nullable String change;

    @Option(names = "--limit", paramLabel = "N", description = "How many (default: 50).")
    private @Nullable Integer limit;

    @Option(names = "--cursor", paramLabel = "C", description = "Goes on where a page ended.")
    private @Nullable String cursor;

    Listing(Surroundings surroundings) {
      super(surroundings);
    }

    @Override
    final JsonNode ask(Conversation gate) {
      if (unknown && state != null) {
        throw new CommandException(
            ExitStatus.USAGE, "Give --unknown or --state, not both: --unknown is a state.");
      }
      List<String> query = new ArrayList<>();
      add(query, "state", unknown ? "unknown" : state == null ? null : state.wire());
      add(query, "target", target);
      add(query, "change", change);
      add(query, "limit", limit == null ? null : limit.toString());
      add(query, "cursor", cursor);
      return gate.get(EXECUTIONS + (query.isEmpty() ? "" : "?" + String.join("&", query)));
    }

    private static void add(List<String> query, String name, @Nullable String value) {
      if (value != null) {
        query.add(name + "=" + URLEncoder.encode(value, StandardCharsets.UTF_8));
      }
    }

    @Override
    final void tell(JsonNode answer, Output out) {
      if (answer.path("items").isEmpty()) {
        out.println("There are no such executions.");
      }
      for (JsonNode item : answer.path("items")) {
        tellOne(item, out);
      }
      String next = answer.path("next").asString("");
      if (!next.isEmpty()) {
        out.println("More with: --cursor " + next);
      }
    }
  }

  @Command(name = "show", description = "Shows one execution.")
  static final class Show extends AskingCommand {
    @Parameters(paramLabel = "ID", description = "The execution's id: exe_….")
    private String id = "";

    Show(Surroundings surroundings) {
      super(surroundings);
    }

    @Override
    JsonNode ask(Conversation gate) {
      return gate.get(path(id));
    }

    @Override
    void tell(JsonNode answer, Output out) {
      tellOne(answer, out);
      out.println(
          "  change %s, trace %s".formatted(text(answer, "changeId"), text(answer, "traceId")));
      if (!answer.path("output").isEmpty()) {
        out.print(answer.path("output"));
      }
      if (text(answer, "state").equals("unknown")) {
        out.println(
            "  Look at the target, then: sallyport resolve %s --outcome succeeded|failed --reason TEXT"
                .formatted(id));
      }
    }
  }
}
