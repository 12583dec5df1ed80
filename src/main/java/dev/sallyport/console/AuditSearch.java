package dev.sallyport.console;

import dev.sallyport.problem.Step;
import java.util.Locale;
import java.util.Optional;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/// Looks through audit records for those that an operation's own parameters cannot name.
///
/// @param list the operation that gives pages of them
record AuditSearch(Operation list) {
  static final int FOUND = 50;
  static final int PAGE = 200;

  /// How many pages are looked through for one page of results.
  static final int MOST_PAGES = 20;

  Step<ObjectNode> find(Visit visit) {
    ObjectNode result = JsonNodeFactory.instance.objectNode();
    ArrayNode items = result.putArray("items");
    Operation next = list.asking("limit", Integer.toString(PAGE));
    for (int looked = 0; looked < MOST_PAGES; looked++) {
      Step<ObjectNode> answer = next.answer(visit);
      if (!(answer instanceof Step.Passed<ObjectNode>(ObjectNode page))) {
        return answer;
      }
      result.remove("next");
      for (JsonNode record : page.required("items")) {
        if (matches(visit, record)) {
          items.add(record);
        }
        if (items.size() == FOUND) {
          result.put("next", Long.toString(record.required("sequence").asLong()));
          return Step.pass(result);
        }
      }
      if (!page.has("next")) {
        return Step.pass(result);
      }
      result.put("next", page.required("next").asString());
      next = next.asking("cursor", page.required("next").asString());
    }
    return Step.pass(result);
  }

  private static boolean matches(Visit visit, JsonNode record) {
    return is(visit.asked("event"), record.path("event"))
        && is(visit.asked("principal"), record.path("principal"))
        && visit
            .asked("words")
            .map(words -> words.toLowerCase(Locale.ROOT))
            .filter(words -> !record.toString().toLowerCase(Locale.ROOT).contains(words))
            .isEmpty();
  }

  private static boolean is(Optional<String> wanted, JsonNode found) {
    return wanted.filter(value -> !value.equals(found.asString(""))).isEmpty();
  }
}
