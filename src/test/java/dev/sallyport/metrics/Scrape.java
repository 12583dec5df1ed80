package dev.sallyport.metrics;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/// What one scrape says: the value of each series.
record Scrape(Map<Series, Double> values) {
  private static final Pattern LINE =
      Pattern.compile("([a-zA-Z_:][a-zA-Z0-9_:]*)(?:\\{(.*)})? (\\S+)");
  private static final Pattern LABEL = Pattern.compile("([a-zA-Z_]+)=\"((?:[^\"\\\\]|\\\\.)*)\"");

  record Series(String name, Map<String, String> labels) {}

  /// Reads Prometheus's text format.
  static Scrape parse(String text) {
    Map<Series, Double> values = new LinkedHashMap<>();
    for (String line : text.lines().filter(each -> !each.startsWith("#")).toList()) {
      Matcher parts = LINE.matcher(line);
      if (!parts.matches()) {
        throw new IllegalArgumentException("not a line of a scrape: " + line);
      }
      Map<String, String> labels = new TreeMap<>();
      if (parts.group(2) != null) {
        LABEL.matcher(parts.group(2)).results().forEach(m -> labels.put(m.group(1), m.group(2)));
      }
      values.put(new Series(parts.group(1), labels), Double.parseDouble(parts.group(3)));
    }
    return new Scrape(values);
  }

  /// The names of the labels that the metric's series have; empty where there is no such metric.
  Map<String, Set<String>> labelsByName() {
    return values.keySet().stream()
        .collect(
            Collectors.groupingBy(
                Series::name,
                Collectors.flatMapping(s -> s.labels().keySet().stream(), Collectors.toSet())));
  }
}
