package dev.sallyport.config;

import dev.sallyport.config.Yaml.Entry;
import dev.sallyport.config.Yaml.Mapping;
import dev.sallyport.config.Yaml.Scalar;
import dev.sallyport.config.Yaml.Sequence;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.snakeyaml.engine.v2.api.LoadSettings;
import org.snakeyaml.engine.v2.api.lowlevel.Parse;
import org.snakeyaml.engine.v2.events.AliasEvent;
import org.snakeyaml.engine.v2.events.CollectionStartEvent;
import org.snakeyaml.engine.v2.events.Event;
import org.snakeyaml.engine.v2.events.NodeEvent;
import org.snakeyaml.engine.v2.events.ScalarEvent;
import org.snakeyaml.engine.v2.exceptions.Mark;
import org.snakeyaml.engine.v2.exceptions.MarkedYamlEngineException;
import org.snakeyaml.engine.v2.exceptions.YamlEngineException;

/// Turns the text of a YAML 1.2 file into a tree, from the parser's events: so depth is bounded
/// before anything is built, an alias costs one reference however often it is used, and every
/// part knows its line.
final class YamlReader {
  /// No setting lies deeper than five.
  static final int MOST_DEPTH = 16;

  private final Mistakes mistakes;
  private final Iterator<Event> events;
  private final Map<String, Yaml> anchors = new HashMap<>();

  private YamlReader(String text, Mistakes mistakes) {
    this.mistakes = mistakes;
    LoadSettings settings = LoadSettings.builder().setLabel("the file").build();
    this.events = new Parse(settings).parseString(text).iterator();
  }

  /// The file's one document; empty where there is none, or where it cannot be read, and then
  /// that is among the mistakes.
  static Optional<Yaml> read(String text, Mistakes mistakes) {
    try {
      return new YamlReader(text, mistakes).document();
    } catch (Unreadable e) {
      mistakes.add("", e.line, e.getMessage());
    } catch (MarkedYamlEngineException e) {
      mistakes.add("", line(e.getProblemMark()), "is not YAML: " + firstLine(e.getProblem()));
    } catch (YamlEngineException e) {
      mistakes.add("", 0, "is not YAML: " + firstLine(String.valueOf(e.getMessage())));
    }
    return Optional.empty();
  }

  private Optional<Yaml> document() {
    Optional<Yaml> document = Optional.empty();
    for (Event event = next(); event.getEventId() != Event.ID.StreamEnd; event = next()) {
      switch (event.getEventId()) {
        case StreamStart, DocumentEnd, Comment -> {}
        case DocumentStart -> {
          if (document.isPresent()) {
            throw new Unreadable(line(event), "holds more than one document");
          }
        }
        default -> document = Optional.of(node(event, "", 0));
      }
    }
    return document;
  }

  /// The parser's next event. It has ways to fail that are not of its own kind, such as on the
  /// escape `"\x "`; whatever it fails on, it is the file that is wrong.
  private Event next() {
    try {
      return events.next();
    } catch (YamlEngineException e) {
      throw e;
    } catch (RuntimeException e) {
      throw new Unreadable(0, "is not YAML");
    }
  }

  private Yaml node(Event event, String path, int depth) {
    if (depth > MOST_DEPTH) {
      throw new Unreadable(line(event), "is nested more than " + MOST_DEPTH + " deep");
    }
    if (event instanceof AliasEvent alias) {
      String name = alias.getAlias().getValue();
      Yaml meant = anchors.get(name);
      if (meant == null) {
        throw new Unreadable(
            line(event), "has the alias *" + name + " before its anchor is complete");
      }
      return meant;
    }
    Yaml node =
        switch (event.getEventId()) {
          case Scalar -> scalar((ScalarEvent) event);
          case SequenceStart -> sequence((CollectionStartEvent) event, path, depth);
          case MappingStart -> mapping((CollectionStartEvent) event, path, depth);
          default -> throw new Unreadable(line(event), "is not YAML: " + event.getEventId());
        };
    ((NodeEvent) event).getAnchor().ifPresent(anchor -> anchors.put(anchor.getValue(), node));
    return node;
  }

  private Scalar scalar(ScalarEvent event) {
    refuseTag(event.getTag(), event);
    return new Scalar(event.getValue(), event.isPlain(), line(event));
  }

  private Sequence sequence(CollectionStartEvent start, String path, int depth) {
    refuseTag(start.getTag(), start);
    List<Yaml> items = new ArrayList<>();
    for (Event event = next(); event.getEventId() != Event.ID.SequenceEnd; ) {
      items.add(node(event, path + "[" + items.size() + "]", depth + 1));
      event = next();
    }
    return new Sequence(items, line(start));
  }

  private Mapping mapping(CollectionStartEvent start, String path, int depth) {
    refuseTag(start.getTag(), start);
    Map<String, Entry> entries = new LinkedHashMap<>();
    for (Event event = next(); event.getEventId() != Event.ID.MappingEnd; ) {
      if (!(node(event, path, depth + 1) instanceof Scalar key)) {
        throw new Unreadable(line(event), "has a key that is not plain text");
      }
      String inside =
          path.isEmpty() ? Mistakes.key(key.text()) : path + "." + Mistakes.key(key.text());
      Yaml value = node(next(), inside, depth + 1);
      Entry first = entries.putIfAbsent(key.text(), new Entry(value, line(event)));
      if (first != null) {
        mistakes.add(inside, line(event), "is already set on line " + first.line());
      }
      event = next();
    }
    return new Mapping(entries, line(start));
  }

  private static void refuseTag(Optional<String> tag, Event event) {
    if (tag.isPresent()) {
      throw new Unreadable(
          line(event), "has a tag, " + Mistakes.quote(tag.get()) + "; none is used here");
    }
  }

  private static int line(Event event) {
    return line(event.getStartMark());
  }

  private static int line(Optional<Mark> mark) {
    return mark.map(known -> known.getLine() + 1).orElse(0);
  }

  private static String firstLine(String problem) {
    return problem.lines().findFirst().orElse("");
  }

  /// Ends the reading of a file whose rest could only be guessed at.
  private static final class Unreadable extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final int line;

    Unreadable(int line, String message) {
      super(message, null, false, false);
      this.line = line;
    }

    @Override
    public String getMessage() {
      return String.valueOf(super.getMessage());
    }
  }
}
