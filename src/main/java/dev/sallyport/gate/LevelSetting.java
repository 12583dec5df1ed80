package dev.sallyport.gate;

import dev.sallyport.contract.RequestDecoder;
import dev.sallyport.log.Levels;
import dev.sallyport.log.LogLevel;
import dev.sallyport.log.SecurityEvent;
import dev.sallyport.log.SecurityLog;
import dev.sallyport.problem.FieldError;
import dev.sallyport.problem.Problem;
import dev.sallyport.problem.ProblemType;
import dev.sallyport.problem.Step;
import dev.sallyport.respond.Answer;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/// The levels of the log, shown and set while the gate runs.
final class LevelSetting {
  private final Levels levels;
  private final RequestDecoder decoder;
  private final SecurityLog security = new SecurityLog();

  LevelSetting(Levels levels, RequestDecoder decoder) {
    this.levels = levels;
    this.decoder = decoder;
  }

  Answer set(Incoming incoming) {
    return switch (body(incoming)) {
      case Step.Refused<ObjectNode>(Problem problem) -> Answer.of(problem);
      case Step.Passed<ObjectNode>(ObjectNode body) -> set(body);
    };
  }

  private Step<ObjectNode> body(Incoming incoming) {
    return switch (incoming.body().read()) {
      case Step.Refused<byte[]>(Problem problem) -> Step.refuse(problem);
      case Step.Passed<byte[]>(byte[] bytes) ->
          decoder.decodeBody("setLogging", bytes, incoming.header("Content-Type"));
    };
  }

  private Answer set(ObjectNode body) {
    List<FieldError> errors = new ArrayList<>();
    for (Map.Entry<String, JsonNode> entry : body.required("levels").properties()) {
      String name = entry.getKey().isEmpty() ? Levels.ROOT : entry.getKey();
      String level = entry.getValue().asString();
      if (level.equals("inherit")) {
        if (levels.clear(name)) {
          levelChanged(name, level);
        }
        continue;
      }
      switch (levels.set(name, LogLevel.ofWire(level).orElseThrow())) {
        case Levels.Change.Set set -> levelChanged(name, level);
        case Levels.Change.Refused(String detail) ->
            errors.add(new FieldError("/levels", "refused", detail));
      }
    }
    return errors.isEmpty()
        ? all()
        : Answer.of(
            Problem.of(ProblemType.INVALID_REQUEST, "Not every level could be set.")
                .withErrors(errors));
  }

  private void levelChanged(String name, String level) {
    security.event(SecurityEvent.LOG_LEVEL_CHANGED, Map.of("package", name, "level", level));
  }

  Answer all() {
    ObjectNode answer = JsonMapper.shared().createObjectNode();
    ObjectNode all = answer.putObject("levels");
    levels.all().forEach((name, level) -> all.put(name, level.wire()));
    return Answer.ok(answer);
  }
}
