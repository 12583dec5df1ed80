package dev.sallyport.console;

import dev.sallyport.console.Chart.Series;
import dev.sallyport.console.text.Visible;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import tools.jackson.databind.JsonNode;

/// What ran and what was refused in the last 24 hours, hour by hour, as audit records tell it.
final class Day {
  private static final int MOST_REASONS = 20;

  private final int[] succeeded = new int[Hours.COUNT];
  private final int[] failed = new int[Hours.COUNT];
  private final int[] unknown = new int[Hours.COUNT];
  private final int[] tokens = new int[Hours.COUNT];
  private final int[] limits = new int[Hours.COUNT];
  private final int[] people = new int[Hours.COUNT];
  private final Map<String, Integer> reasons = new TreeMap<>();

  /// Takes in a record.
  void add(JsonNode record, int hour) {
    JsonNode details = record.path("details");
    String event = record.path("event").asString("");
    switch (event) {
      case "execution.finished" -> {
        boolean good = details.path("outcome").asString("").equals("succeeded");
        (good ? succeeded : failed)[hour]++;
      }
      case "execution.unknown" -> unknown[hour]++;
      case "token.refused" ->
          refused(tokens, hour, details.path("reason").asString("token refused"));
      case "limit.blocked" ->
          refused(limits, hour, "limit " + details.path("policy").asString("") + " blocked");
      case "change.rejected" -> refused(people, hour, "rejected by a person");
      case "change.stale" -> refused(tokens, hour, "plan stale");
      case "token.expired" -> refused(tokens, hour, "token expired unused");
      default -> {}
    }
  }

  private void refused(int[] counts, int hour, String reason) {
    counts[hour]++;
    reasons.merge(Visible.plain(reason), 1, Integer::sum);
  }

  List<Series> ran() {
    return List.of(
        new Series("succeeded", "good", succeeded),
        new Series("failed", "bad", failed),
        new Series("unknown", "unknown", unknown));
  }

  List<Series> refused() {
    return List.of(
        new Series("tokens and plans", "bad", tokens),
        new Series("limits", "wait", limits),
        new Series("people", "busy", people));
  }

  /// How often each reason came up, the most frequent first.
  Map<String, Integer> reasons() {
    return reasons.entrySet().stream()
        .sorted(Map.Entry.<String, Integer>comparingByValue().reversed())
        .limit(MOST_REASONS)
        .collect(
            Collectors.toMap(
                Map.Entry::getKey, Map.Entry::getValue, (one, other) -> one, LinkedHashMap::new));
  }
}
