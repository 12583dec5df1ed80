package dev.sallyport.gate;

import dev.sallyport.respond.Answer;
import java.util.List;
import java.util.function.Function;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/// How lists are cut into pages: `limit` items, and a `next` cursor where there are more.
final class Paging {
  static final int PAGE = 50;
  static final int LARGEST_PAGE = 200;

  /// The most records that one request looks at to find those that match.
  static final int MOST_LOOKED_AT = 10_000;

  private Paging() {}

  static int limit(Incoming incoming) {
    return incoming
        .queryParameter("limit")
        .filter(text -> text.matches("[0-9]{1,6}"))
        .map(Integer::parseInt)
        .map(limit -> Math.clamp(limit, 1, LARGEST_PAGE))
        .orElse(PAGE);
  }

  /// A page of at most `limit` of the found, which are one more where there is a next page.
  static <T> Answer page(
      List<T> found, int limit, Function<T, ObjectNode> view, Function<T, String> cursor) {
    ObjectNode page = JsonMapper.shared().createObjectNode();
    ArrayNode items = page.putArray("items");
    found.stream().limit(limit).map(view).forEach(items::add);
    if (found.size() > limit) {
      page.put("next", cursor.apply(found.get(limit - 1)));
    }
    return Answer.ok(page);
  }
}
