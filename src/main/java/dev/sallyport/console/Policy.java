package dev.sallyport.console;

import static j2html.TagCreator.each;
import static j2html.TagCreator.li;
import static j2html.TagCreator.ul;

import j2html.tags.DomContent;
import java.util.List;
import java.util.Map;
import tools.jackson.databind.JsonNode;

/// What a policy asks for each action, as a list.
final class Policy {
  private Policy() {}

  /// @param asked by action, such as `approve 2` for `apply`
  static DomContent of(JsonNode asked) {
    return ul(
        each(
            List.copyOf(asked.properties()),
            (Map.Entry<String, JsonNode> one) ->
                li(one.getKey() + ": " + one.getValue().asString(""))));
  }
}
