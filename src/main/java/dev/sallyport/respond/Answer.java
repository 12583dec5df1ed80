package dev.sallyport.respond;

import dev.sallyport.problem.Problem;
import java.util.LinkedHashMap;
import java.util.Map;
import tools.jackson.databind.node.ObjectNode;

/// What a request is answered with, before it is written for one transport.
public sealed interface Answer {
  /// Header names and values that belong to this answer.
  Map<String, String> headers();

  /// A success, or a stored answer given again.
  record Body(int status, ObjectNode json, Map<String, String> headers) implements Answer {
    public Body {
      headers = Map.copyOf(headers);
    }
  }

  /// A refusal or failure that has just come about.
  record Trouble(Problem problem, Map<String, String> headers) implements Answer {
    public Trouble {
      headers = Map.copyOf(headers);
    }
  }

  /// Text that is not the API's JSON, such as a page.
  record Text(int status, String mediaType, String text, Map<String, String> headers)
      implements Answer {
    public Text {
      headers = Map.copyOf(headers);
    }
  }

  static Answer ok(ObjectNode json) {
    return new Body(200, json, Map.of());
  }

  static Answer of(Problem problem) {
    return new Trouble(problem, Map.of());
  }

  /// The same answer with one more header.
  default Answer with(String name, String value) {
    Map<String, String> more = new LinkedHashMap<>(headers());
    more.put(name, value);
    return switch (this) {
      case Body body -> new Body(body.status(), body.json(), more);
      case Text text -> new Text(text.status(), text.mediaType(), text.text(), more);
      case Trouble trouble -> new Trouble(trouble.problem(), more);
    };
  }
}
