package dev.sallyport.metrics;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// Says whether an alert's condition holds between two scrapes of one gate. It knows the part of
/// PromQL that the alert rules keep to and refuses everything else:
///
/// `condition and condition`, each `side > number` (or `>=`, `<`, `<=`, `==`), each side a selector
/// with `=` and `!=` matchers, a sum, maximum or quotient of them, and `increase` and `delta`,
/// which are the plain difference between the scrapes. Where Prometheus extrapolates to the
/// window's edges, this does not, so tests keep away from thresholds' exact edges. `by (instance)`
/// changes nothing: one gate is one instance.
final class AlertExpression {
  private static final Pattern TOKEN =
      Pattern.compile(
          "\\s*(\"[^\"]*\"|>=|<=|==|!=|[a-zA-Z_][a-zA-Z0-9_]*|[0-9.]+[a-z]?|[(){},=<>/\\[\\]])");

  private final List<String> tokens = new ArrayList<>();
  private final Scrape before;
  private final Scrape after;
  private int at;

  private AlertExpression(String text, Scrape before, Scrape after) {
    this.before = before;
    this.after = after;
    Matcher token = TOKEN.matcher(text.strip());
    int end = 0;
    while (token.find() && token.start() == end) {
      tokens.add(token.group(1));
      end = token.end();
    }
    if (end != text.strip().length()) {
      throw new IllegalArgumentException("cannot read from: " + text.strip().substring(end));
    }
  }

  static boolean holds(String text, Scrape before, Scrape after) {
    AlertExpression expression = new AlertExpression(text, before, after);
    boolean holds = expression.condition();
    while (expression.skip("and")) {
      holds &= expression.condition();
    }
    if (expression.at != expression.tokens.size()) {
      throw new IllegalArgumentException("unexpected " + expression.next());
    }
    return holds;
  }

  private boolean condition() {
    OptionalDouble left = quotient();
    String comparison = next();
    double right = Double.parseDouble(next());
    if (left.isEmpty()) {
      return false;
    }
    double value = left.getAsDouble();
    return switch (comparison) {
      case ">" -> value > right;
      case ">=" -> value >= right;
      case "<" -> value < right;
      case "<=" -> value <= right;
      case "==" -> value == right;
      default -> throw new IllegalArgumentException("not a comparison: " + comparison);
    };
  }

  private OptionalDouble quotient() {
    OptionalDouble value = side();
    while (skip("/")) {
      OptionalDouble by = side();
      value =
          value.isPresent() && by.isPresent()
              ? OptionalDouble.of(value.getAsDouble() / by.getAsDouble())
              : OptionalDouble.empty();
    }
    return value;
  }

  private OptionalDouble side() {
    String aggregate = tokens.get(at);
    if (!aggregate.equals("sum") && !aggregate.equals("max")) {
      return only(series());
    }
    at++;
    if (skip("by")) {
      expect("(", "instance", ")");
    }
    expect("(");
    var values = series().values().stream().mapToDouble(Double::doubleValue);
    expect(")");
    double[] found = values.toArray();
    if (found.length == 0) {
      return OptionalDouble.empty();
    }
    return aggregate.equals("sum")
        ? OptionalDouble.of(java.util.Arrays.stream(found).sum())
        : java.util.Arrays.stream(found).max();
  }

  private Map<Scrape.Series, Double> series() {
    boolean change = skip("increase") || skip("delta");
    if (!change) {
      return select(after);
    }
    expect("(");
    int selector = at;
    Map<Scrape.Series, Double> now = select(after);
    at = selector;
    Map<Scrape.Series, Double> then = select(before);
    expect("[");
    next();
    expect("]", ")");
    Map<Scrape.Series, Double> changes = new HashMap<>();
    // As in Prometheus, a series that was not there before has no increase.
    then.forEach((series, value) -> changes.put(series, now.get(series) - value));
    return changes;
  }

  private Map<Scrape.Series, Double> select(Scrape scrape) {
    String name = next();
    Map<Scrape.Series, Double> found = new HashMap<>(scrape.values());
    found.keySet().removeIf(series -> !series.name().equals(name));
    if (skip("{")) {
      do {
        String label = next();
        boolean equal = next().equals("=");
        String value = next().replace("\"", "");
        found.keySet().removeIf(s -> equal != s.labels().getOrDefault(label, "").equals(value));
      } while (skip(","));
      expect("}");
    }
    return found;
  }

  private static OptionalDouble only(Map<Scrape.Series, Double> found) {
    if (found.size() > 1) {
      throw new IllegalArgumentException("several series where one is meant: " + found.keySet());
    }
    return found.values().stream().mapToDouble(Double::doubleValue).findFirst();
  }

  private boolean skip(String token) {
    boolean there = at < tokens.size() && tokens.get(at).equals(token);
    at += there ? 1 : 0;
    return there;
  }

  private void expect(String... wanted) {
    for (String token : wanted) {
      if (!skip(token)) {
        throw new IllegalArgumentException(
            "expected " + token + " at token " + at + " of " + tokens);
      }
    }
  }

  private String next() {
    return tokens.get(at++);
  }
}
