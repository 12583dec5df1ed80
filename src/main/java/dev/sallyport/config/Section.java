package dev.sallyport.config;

import dev.sallyport.config.Yaml.Entry;
import dev.sallyport.config.Yaml.Mapping;
import dev.sallyport.config.Yaml.Scalar;
import dev.sallyport.config.Yaml.Sequence;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// One mapping of the file while it is read. Whatever is asked for is known; [#finish] names what
/// is left over. A wrong value is noted and its fallback goes on in its place, so that the rest
/// is read too.
final class Section {
  private final String path;
  private final Mapping mapping;
  private final Mistakes mistakes;
  private final Set<String> known = new LinkedHashSet<>();

  Section(String path, Mapping mapping, Mistakes mistakes) {
    this.path = path;
    this.mapping = mapping;
    this.mistakes = mistakes;
  }

  /// The whole file; empty where it is no mapping.
  static Section root(Optional<Yaml> document, Mistakes mistakes) {
    return new Section("", mappingOf("", document.orElse(null), 0, mistakes), mistakes);
  }

  String path(String key) {
    return path.isEmpty() ? Mistakes.key(key) : path + "." + Mistakes.key(key);
  }

  int line(String key) {
    Entry entry = mapping.entries().get(key);
    return entry == null ? mapping.line() : entry.line();
  }

  /// The keys that are there, in the order of the file.
  Set<String> keys() {
    return mapping.entries().keySet();
  }

  boolean has(String key) {
    return mapping.entries().containsKey(key);
  }

  boolean isMapping(String key) {
    Entry entry = mapping.entries().get(key);
    return entry != null && entry.value() instanceof Mapping;
  }

  /// How many items the list under that key has; 0 where it is none.
  int length(String key) {
    return value(key) instanceof Sequence sequence ? sequence.items().size() : 0;
  }

  /// What stands under that key, as it is.
  Optional<Yaml> tree(String key) {
    return Optional.ofNullable(value(key));
  }

  boolean isList(String key) {
    Entry entry = mapping.entries().get(key);
    return entry != null && entry.value() instanceof Sequence;
  }

  /// Whether one value stands there, rather than a part of several or nothing.
  boolean isScalar(String key) {
    Entry entry = mapping.entries().get(key);
    return entry != null && entry.value() instanceof Scalar scalar && !scalar.isNothing();
  }

  /// The section under that key; empty where the key is absent or stands alone.
  Section section(String key) {
    Yaml value = value(key);
    return new Section(path(key), mappingOf(path(key), value, line(key), mistakes), mistakes);
  }

  /// The sections of the list under that key; none where the key is absent.
  List<Section> sections(String key, int most) {
    List<Yaml> items = items(key, most);
    List<Section> sections = new ArrayList<>();
    for (int i = 0; i < items.size(); i++) {
      String at = path(key) + "[" + i + "]";
      Yaml item = items.get(i);
      sections.add(new Section(at, mappingOf(at, item, item.line(), mistakes), mistakes));
    }
    return sections;
  }

  <T> T value(String key, Form<T> form, T fallback) {
    return optional(key, form).orElse(fallback);
  }

  /// The value; empty where the key is absent or its value wrong.
  <T> Optional<T> optional(String key, Form<T> form) {
    Yaml value = value(key);
    return value == null ? Optional.empty() : parse(path(key), value, form);
  }

  /// The value of a key that has to be there; empty where it is absent or wrong.
  <T> Optional<T> required(String key, Form<T> form) {
    Yaml value = value(key);
    if (value == null) {
      mistakes.add(path(key), mapping.line(), "is missing; it must be " + form.allowed());
      return Optional.empty();
    }
    return parse(path(key), value, form);
  }

  /// The good items of the list under that key; none where the key is absent.
  <T> List<T> list(String key, Form<T> form, int most) {
    List<Yaml> items = items(key, most);
    List<T> good = new ArrayList<>();
    for (int i = 0; i < items.size(); i++) {
      parse(path(key) + "[" + i + "]", items.get(i), form).ifPresent(good::add);
    }
    return good;
  }

  private List<Yaml> items(String key, int most) {
    Yaml value = value(key);
    if (value == null) {
      return List.of();
    }
    if (!(value instanceof Sequence sequence)) {
      mistake(key, "must be a list, such as [a, b]");
      return List.of();
    }
    if (sequence.items().size() > most) {
      mistake(key, "must have at most " + most + " items");
      return List.of();
    }
    return sequence.items();
  }

  /// Every key of this section with its good value.
  <T> Map<String, T> all(Form<String> keys, Form<T> form, int most) {
    if (keys().size() > most) {
      mistake("must have at most " + most + " entries");
      return Map.of();
    }
    Map<String, T> all = new LinkedHashMap<>();
    for (String key : keys()) {
      if (keys.parse().apply(key).isEmpty()) {
        mistake(key, "must be named by " + keys.allowed());
      } else {
        optional(key, form).ifPresent(value -> all.put(key, value));
      }
    }
    return all;
  }

  /// Notes a mistake of the section as a whole.
  void mistake(String message) {
    mistakes.add(path, mapping.line(), message);
  }

  void mistake(String key, String message) {
    mistakes.add(path(key), line(key), message);
  }

  /// Names every key that nobody asked for.
  void finish() {
    mapping
        .entries()
        .forEach(
            (key, entry) -> {
              if (!known.contains(key)) {
                String guess = Suggestion.of(key, known);
                String message =
                    guess.isEmpty() ? "; known are " + String.join(", ", known) : guess;
                mistakes.add(path(key), entry.line(), "is not a setting" + message);
              }
            });
  }

  private @Nullable Yaml value(String key) {
    known.add(key);
    Entry entry = mapping.entries().get(key);
    return entry == null ? null : entry.value();
  }

  private <T> Optional<T> parse(String at, Yaml value, Form<T> form) {
    if (!(value instanceof Scalar scalar) || scalar.isNothing()) {
      String found =
          value instanceof Scalar ? "nothing" : value instanceof Sequence ? "a list" : "a mapping";
      mistakes.add(at, value.line(), "must be " + form.allowed() + ", not " + found);
      return Optional.empty();
    }
    Optional<T> parsed = form.parse().apply(scalar.text());
    if (parsed.isEmpty()) {
      String found = form.shown() ? ", not " + Mistakes.quote(scalar.text()) : "";
      mistakes.add(
          at,
          scalar.line(),
          "must be " + form.allowed() + found + Suggestion.of(scalar.text(), form.words()));
    }
    return parsed;
  }

  private static Mapping mappingOf(String at, @Nullable Yaml value, int line, Mistakes mistakes) {
    if (value instanceof Mapping mapping) {
      return mapping;
    }
    if (value != null && !(value instanceof Scalar scalar && scalar.isNothing())) {
      mistakes.add(at, value.line(), "must be a mapping of settings to values");
    }
    return new Mapping(Map.of(), line);
  }
}
