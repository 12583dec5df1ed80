package dev.sallyport.cli.remote;

import dev.sallyport.change.ChangeState;
import dev.sallyport.cli.terminal.CommandException;
import dev.sallyport.cli.terminal.ExitStatus;
import dev.sallyport.cli.terminal.LowerCase;
import dev.sallyport.cli.terminal.Output;
import dev.sallyport.cli.terminal.Pager;
import dev.sallyport.cli.terminal.Styled;
import dev.sallyport.cli.terminal.Styled.Style;
import dev.sallyport.cli.terminal.Surroundings;
import dev.sallyport.cli.terminal.TargetNames;
import dev.sallyport.domain.ChangeId;
import dev.sallyport.domain.Ids;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import tools.jackson.databind.JsonNode;

/// Lists the changes that the caller may see, and shows one of them whole.
final class ChangesCommand {
  private static final String CHANGES = "/v1/changes";

  private ChangesCommand() {}

  static CommandLine commandLine(Surroundings surroundings) {
    return new CommandLine(new Both(surroundings))
        .addSubcommand(new ListChanges(surroundings))
        .addSubcommand(new Show(surroundings));
  }

  /// Without a further word it lists.
  @Command(name = "changes", description = "Lists the changes that you may see, or shows one.")
  static final class Both extends Listing {
    Both(Surroundings surroundings) {
      super(surroundings);
    }
  }

  @Command(name = "list", description = "Lists the changes that you may see, newest first.")
  static final class ListChanges extends Listing {
    ListChanges(Surroundings surroundings) {
      super(surroundings);
    }
  }

  /// What `--state` takes.
  static final class States extends LowerCase {
    States() {
      super(ChangeState.values());
    }
  }

  abstract static sealed class Listing extends AskingCommand {
    @Option(
        names = "--target",
        paramLabel = "T",
        completionCandidates = TargetNames.class,
        description = "Only those of this target.")
    private @Nullable String target;

    @Option(
        names = "--state",
        paramLabel = "STATE",
        completionCandidates = States.class,
        description = "Only those in this state: ${COMPLETION-CANDIDATES}.")
    private @Nullable ChangeState state;

    @Option(
        names = "--break-glass",
        description = "Only those that an operator let through without their approvals.")
    private boolean breakGlass;

    @Option(names = "--limit", paramLabel = "N", description = "How many (default: 50).")
    private @Nullable Integer limit;

    @Option(names = "--cursor", paramLabel = "C", description = "Goes on where a page ended.")
    private @Nullable String cursor;

    Listing(Surroundings surroundings) {
      super(surroundings);
    }

    @Override
    final JsonNode ask(Conversation gate) {
      List<String> query = new ArrayList<>();
      add(query, "target", target);
      add(query, "state", state == null ? null : state.wire());
      add(query, "breakGlass", breakGlass ? "true" : null);
      add(query, "limit", limit == null ? null : limit.toString());
      add(query, "cursor", cursor);
      return gate.get(CHANGES + (query.isEmpty() ? "" : "?" + String.join("&", query)));
    }

    private static void add(List<String> query, String name, @Nullable String value) {
      if (value != null) {
        query.add(name + "=" + URLEncoder.encode(value, StandardCharsets.UTF_8));
      }
    }

    @Override
    final void tell(JsonNode answer, Output out) {
      if (answer.path("items").isEmpty()) {
        out.println("There are no such changes.");
      }
      for (JsonNode item : answer.path("items")) {
        out.println(
            Styled.of(Style.BOLD, text(item, "changeId"))
                .and(
                    "  %-21s  %s, by %s at %s, key %s"
                        .formatted(
                            text(item, "state"),
                            text(item, "target"),
                            text(item, "requester"),
                            text(item, "createdAt"),
                            text(item, "idempotencyKey"))));
        out.println("  " + text(item, "command"));
      }
      String next = answer.path("next").asString("");
      if (!next.isEmpty()) {
        out.println("More with: --cursor " + next);
      }
    }
  }

  @Command(name = "show", description = "Shows a change with its plan and its executions.")
  static final class Show extends ClientCommand {
    @Parameters(paramLabel = "ID", description = "The change's id, such as chg_01kb3x8x6m….")
    private String id = "";

    Show(Surroundings surroundings) {
      super(surroundings);
    }

    @Override
    ExitStatus talk(Conversation gate) {
      JsonNode change = gate.get(path(id));
      if (isJson()) {
        out().print(change);
      } else {
        List<Styled> lines = new ArrayList<>(facts(change));
        lines.addAll(PlanText.of(change, text(change, "target")));
        Pager.show(lines, out(), surroundings());
      }
      return ExitStatus.DONE;
    }

    private static List<Styled> facts(JsonNode change) {
      List<Styled> lines = new ArrayList<>();
      lines.add(
          Styled.of(Style.BOLD, text(change, "state").toUpperCase(Locale.ROOT))
              .and(
                  "  %s by %s at %s, key %s"
                      .formatted(
                          text(change, "operation"),
                          text(change, "requester"),
                          text(change, "createdAt"),
                          text(change, "idempotencyKey"))));
      text(change, "command").lines().forEach(line -> lines.add(Styled.plain("  " + line)));
      for (JsonNode execution : change.path("executions")) {
        lines.add(
            Styled.plain(
                "  %s %s: %s%s"
                    .formatted(
                        text(execution, "action"),
                        text(execution, "executionId"),
                        text(execution, "state"),
                        execution.has("detail") ? ", " + text(execution, "detail") : "")));
      }
      for (JsonNode broken : change.path("breakGlass")) {
        lines.add(
            Styled.plain("  ")
                .and(Style.YELLOW, "break-glass")
                .and(
                    " for %s by %s at %s: %s"
                        .formatted(
                            text(broken, "action"),
                            text(broken, "by"),
                            text(broken, "at"),
                            text(broken, "reason"))));
      }
      lines.add(Styled.plain(""));
      return lines;
    }
  }

  /// The address of a change.
  static String path(String id) {
    if (!Ids.isValid(ChangeId.PREFIX, id)) {
      throw new CommandException("That is not the id of a change; one begins with chg_.");
    }
    return CHANGES + "/" + id;
  }
}
