package dev.sallyport.metrics;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sallyport.fixture.TestCaller;
import dev.sallyport.fixture.TestGate;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/// One reading of the metrics, by name and labels.
record Reading(String text, Map<String, Double> values) {
  /// What a gate says now, to whoever asks.
  static Reading of(TestGate gate) {
    return of(new TestCaller(gate.url(), "").get("/metrics").text());
  }

  static Reading of(String text) {
    return new Reading(
        text,
        text.lines()
            .filter(line -> !line.startsWith("#"))
            .collect(
                Collectors.toMap(
                    line -> line.substring(0, line.lastIndexOf(' ')),
                    line -> Double.parseDouble(line.substring(line.lastIndexOf(' ') + 1)))));
  }

  /// The names of the metrics that are declared, but for the greatest of each.
  Set<String> names(String prefix) {
    return text.lines()
        .filter(line -> line.startsWith("# TYPE " + prefix))
        .map(line -> line.split(" ")[2])
        .filter(name -> !name.endsWith("_max"))
        .collect(Collectors.toSet());
  }

  double value(String name) {
    return values.getOrDefault(name, 0.0);
  }

  /// The value of a series that must be there.
  double known(String name) {
    assertThat(values).as(name).containsKey(name);
    return value(name);
  }

  double since(Reading before, String name) {
    return value(name) - before.value(name);
  }

  void is(String name, double expected) {
    assertThat(known(name)).as(name).isEqualTo(expected);
  }
}
