package dev.sallyport.console;

import dev.sallyport.gate.Incoming;
import dev.sallyport.gate.Query;
import dev.sallyport.problem.Problem;
import dev.sallyport.problem.ProblemType;
import dev.sallyport.problem.Step;
import dev.sallyport.respond.Answer;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/// An operation of the API as the console asks for it: the same code decides, for the same
/// principal, and leaves the same record.
///
/// @param name as the contract has it
/// @param path the parts of its path by name
/// @param asked its query parameters
/// @param body its JSON body
record Operation(
    Query query,
    String name,
    Map<String, String> path,
    Map<String, String> asked,
    ObjectNode body) {
  static Operation of(Query query, String name) {
    return new Operation(query, name, Map.of(), Map.of(), JsonNodeFactory.instance.objectNode());
  }

  Operation on(String id) {
    return new Operation(query, name, Map.of("id", id), asked, body);
  }

  Operation asking(String parameter, String value) {
    Map<String, String> more = new HashMap<>(asked);
    more.put(parameter, value);
    return new Operation(query, name, path, more, body);
  }

  Operation saying(String field, String value) {
    return new Operation(query, name, path, asked, body.deepCopy().put(field, value));
  }

  Operation saying(String field, long value) {
    return new Operation(query, name, path, asked, body.deepCopy().put(field, value));
  }

  Operation saying(String field, boolean value) {
    return new Operation(query, name, path, asked, body.deepCopy().put(field, value));
  }

  Step<ObjectNode> answer(Visit visit) {
    Map<String, List<String>> parameters = new HashMap<>();
    asked.forEach((parameter, value) -> parameters.put(parameter, List.of(value)));
    Incoming incoming =
        new Incoming(
            visit.incoming().method(),
            name,
            visit.incoming().path(),
            visit.incoming().peer(),
            header -> header.equals("Content-Type") ? List.of("application/json") : List.of(),
            path,
            parameters,
            () -> Step.pass(JsonMapper.shared().writeValueAsBytes(body)));
    return switch (query.answer(incoming, visit.journey(), visit.principal())) {
      case Answer.Body(int status, ObjectNode json, var headers) -> Step.pass(json);
      case Answer.Trouble(Problem problem, var headers) -> Step.refuse(problem);
      case Answer.Text _, Answer.Stream _ ->
          Step.refuse(ProblemType.INTERNAL, "The operation gave no answer that can be shown.");
    };
  }
}
