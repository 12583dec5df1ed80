package dev.sallyport.respond;

import dev.sallyport.problem.Problem;
import java.io.IOException;
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

  /// Events that come one by one while the connection stands (`text/event-stream`).
  record Stream(Source source, Map<String, String> headers) implements Answer {
    public Stream {
      headers = Map.copyOf(headers);
    }
  }

  /// Where a stream's events come from. Closed in any case, also where nothing was asked of it.
  interface Source extends AutoCloseable {
    /// Hands over events until there are no more.
    ///
    /// @throws IOException when the reader has gone
    void to(Sink sink) throws IOException;

    @Override
    void close();
  }

  /// Takes events, as text in the form of the media type; returns once they are on their way.
  @FunctionalInterface
  interface Sink {
    void send(String events) throws IOException;
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
      case Stream stream -> new Stream(stream.source(), more);
      case Trouble trouble -> new Trouble(trouble.problem(), more);
    };
  }
}
