package dev.sallyport.console;

import dev.sallyport.console.Chart.Series;
import dev.sallyport.console.text.Visible;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import tools.jackson.databind.JsonNode;

/// The last 24 hours, hour by hour, as audit records tell them.
final class Day {
  private static final int HOURS = 24;
  private static final int MOST_REASONS = 20;
  private static final DateTimeFormatter HOUR =
      DateTimeFormatter.ofPattern("HH:mm", Locale.ROOT).withZone(ZoneOffset.UTC);

  private final Instant start;
  private final int[] succeeded = new int[HOURS];
  private final int[] failed = new int[HOURS];
  private final int[] unknown = new int[HOURS];
  private final int[] tokens = new int[HOURS];
  private final int[] limits = new int[HOURS];
  private final int[] people = new int[HOURS];
  private final Map<String, Integer> reasons = new TreeMap<>();
  private boolean over;

  Day(Instant now) {
    this.start = now.minus(Duration.ofHours(HOURS));
  }

  /// Whether everything of the day has been taken in.
  boolean isOver() {
    return over;
  }

  void end() {
    over = true;
  }

  /// Takes in a record; they come the newest first.
  void add(JsonNode record) {
    Instant at = Instant.parse(record.required("at").asString());
    if (!at.isAfter(start)) {
      over = true;
      return;
    }
    int hour = Math.clamp(Duration.between(start, at).toHours(), 0, HOURS - 1);
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

  List<String> labels() {
    return List.of(
        HOUR.format(start),
        HOUR.format(start.plus(Duration.ofHours(HOURS / 2))),
        HOUR.format(start.plus(Duration.ofHours(HOURS))) + " UTC");
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
