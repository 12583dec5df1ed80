package dev.sallyport.console;

import dev.sallyport.gate.Operations;
import dev.sallyport.problem.Problem;
import dev.sallyport.problem.Step;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.Locale;
import java.util.OptionalInt;
import java.util.function.ObjIntConsumer;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/// The last 24 hours, and the audit records of them.
record Hours(Instant start) {
  static final int COUNT = 24;

  /// How many records are looked at, the newest.
  static final int MOST_RECORDS = AuditSearch.PAGE * AuditSearch.MOST_PAGES;

  private static final DateTimeFormatter HOUR =
      DateTimeFormatter.ofPattern("HH:mm", Locale.ROOT).withZone(ZoneOffset.UTC);

  static Hours until(Instant now) {
    return new Hours(now.minus(Duration.ofHours(COUNT)));
  }

  /// Which hour that was, the oldest being 0; empty before them.
  OptionalInt of(Instant at) {
    return at.isAfter(start)
        ? OptionalInt.of(Math.clamp(Duration.between(start, at).toHours(), 0, COUNT - 1))
        : OptionalInt.empty();
  }

  /// Under the first, the middle and the last bar.
  List<String> labels() {
    return List.of(
        HOUR.format(start),
        HOUR.format(start.plus(Duration.ofHours(COUNT / 2))),
        HOUR.format(start.plus(Duration.ofHours(COUNT))) + " UTC");
  }

  /// Hands on the records of these hours that the person may see, the newest first, each with its
  /// hour.
  ///
  /// @return whether those were all
  Step<Boolean> records(Visit visit, Operations operations, ObjIntConsumer<JsonNode> taker) {
    Operation next =
        Operation.of(operations::audit, "listAudit")
            .asking("limit", Integer.toString(AuditSearch.PAGE));
    for (int looked = 0; looked < AuditSearch.MOST_PAGES; looked++) {
      switch (next.answer(visit)) {
        case Step.Refused<ObjectNode>(Problem problem) -> {
          return Step.refuse(problem);
        }
        case Step.Passed<ObjectNode>(ObjectNode page) -> {
          for (JsonNode record : page.required("items")) {
            OptionalInt hour = of(Instant.parse(record.required("at").asString()));
            if (hour.isEmpty()) {
              return Step.pass(true);
            }
            taker.accept(record, hour.getAsInt());
          }
          if (!page.has("next")) {
            return Step.pass(true);
          }
          next = next.asking("cursor", page.path("next").asString(""));
        }
      }
    }
    return Step.pass(false);
  }
}
