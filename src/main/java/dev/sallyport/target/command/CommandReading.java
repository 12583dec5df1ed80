package dev.sallyport.target.command;

import dev.sallyport.problem.Problem;
import dev.sallyport.problem.ProblemType;
import dev.sallyport.target.Reading;
import dev.sallyport.target.command.Asked.Answer;
import dev.sallyport.target.command.Calls.About;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/// Answers list and read with what their commands print: `{output, exitCode}`.
final class CommandReading {
  private final CommandConfig config;
  private final Asked asked;

  CommandReading(CommandConfig config, Asked asked) {
    this.config = config;
    this.asked = asked;
  }

  Reading read(Step step, JsonNode parameters) {
    if (!config.has(step)) {
      return refused(
          ProblemType.NOT_FOUND, "This target has no %s command.".formatted(step.setting()));
    }
    ObjectNode given = parameters instanceof ObjectNode object ? object : About.noParameters();
    Sink.Capture output = new Sink.Capture(config.bounds().outputLimit());
    return switch (asked.ask(step, About.noChange(step, given), output)) {
      case Answer.None(String detail) -> refused(ProblemType.EXECUTION_FAILED, detail);
      case Answer.Refused(var errors) ->
          new Reading.Refused(
              Problem.of(ProblemType.INVALID_REQUEST, errors.getFirst().message())
                  .withErrors(errors));
      case Answer.Ended(int code, var mask, var tail) -> {
        if (output.isOver()) {
          yield refused(
              ProblemType.PAYLOAD_TOO_LARGE,
              "The target's %s command prints more than %d bytes (limit outputLimit)."
                  .formatted(step.setting(), config.bounds().outputLimit()));
        }
        yield switch (config.meaning(step, code)) {
          case SUCCEEDED, UNCHANGED ->
              new Reading.Found(
                  JsonNodeFactory.instance
                      .objectNode()
                      .put("output", mask.clean(output.text()))
                      .put("exitCode", code));
          case FAILED, STALE, UNKNOWN ->
              refused(
                  ProblemType.EXECUTION_FAILED,
                  "The target's %s command failed (exit code %d)%s."
                      .formatted(step.setting(), code, Asked.lastWords(tail)));
        };
      }
    };
  }

  private static Reading refused(ProblemType type, String detail) {
    return new Reading.Refused(Problem.of(type, detail));
  }
}
