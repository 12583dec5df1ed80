package dev.sallyport.console;

import static j2html.TagCreator.attrs;
import static j2html.TagCreator.div;
import static j2html.TagCreator.each;
import static j2html.TagCreator.h2;
import static j2html.TagCreator.p;
import static j2html.TagCreator.section;
import static j2html.TagCreator.span;
import static j2html.TagCreator.td;

import dev.sallyport.console.Chart.Series;
import dev.sallyport.console.text.Visible;
import dev.sallyport.domain.Action;
import dev.sallyport.gate.Operations;
import dev.sallyport.problem.Problem;
import dev.sallyport.problem.Step;
import j2html.tags.DomContent;
import java.time.Instant;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import tools.jackson.databind.JsonNode;

/// How limits were used and whom they blocked in the last 24 hours, as audit records tell it: every
/// preview, execution and block is on record, a request that only reads is not.
final class LimitDay {
  private static final List<String> COLUMNS =
      List.of("Who", "Limit", "How often", "Newest", "Its level");

  private static final int MOST_SUBJECTS = 20;

  private final int[] previews = new int[Hours.COUNT];
  private final int[] heavy = new int[Hours.COUNT];
  private final int[] auto = new int[Hours.COUNT];
  private final int[] principals = new int[Hours.COUNT];
  private final int[] addresses = new int[Hours.COUNT];
  private final Map<Subject, Blocks> subjects = new HashMap<>();

  /// Changes whose plan is of an `auto`; records come the newest first, so it is known before.
  private final Set<String> autos = new HashSet<>();

  /// Who was blocked, by which limit.
  private record Subject(String scope, String name, String policy) {}

  /// @param last when the newest began
  /// @param level of the newest: each further one within a day doubles the time
  private record Blocks(int count, Instant last, int level) {}

  private LimitDay() {}

  static DomContent panels(Visit visit, Operations operations) {
    Hours hours = Hours.until(visit.now());
    LimitDay day = new LimitDay();
    return switch (hours.records(visit, operations, day::add)) {
      case Step.Refused<Boolean>(Problem problem) -> p(problem.detail());
      case Step.Passed<Boolean>(Boolean all) -> day.panels(visit, hours, all);
    };
  }

  private void add(JsonNode record, int hour) {
    JsonNode details = record.path("details");
    String event = record.path("event").asString("");
    switch (event) {
      case "change.previewed" -> {
        if (!autos.remove(record.path("changeId").asString(""))) {
          previews[hour]++;
        }
      }
      case "execution.started" -> {
        if (details.path("action").asString("").equals(Action.AUTO.wire())) {
          auto[hour]++;
          autos.add(record.path("changeId").asString(""));
        } else {
          heavy[hour]++;
        }
      }
      case "limit.blocked" -> blocked(record, details, hour);
      default -> {}
    }
  }

  private void blocked(JsonNode record, JsonNode details, int hour) {
    String scope = details.path("scope").asString("");
    (scope.equals("address") ? addresses : principals)[hour]++;
    Subject subject =
        new Subject(
            scope, details.path("subject").asString(""), details.path("policy").asString(""));
    // Records come the newest first.
    Blocks before =
        subjects.getOrDefault(
            subject,
            new Blocks(
                0,
                Instant.parse(record.required("at").asString()),
                details.path("level").asInt(0)));
    subjects.put(subject, new Blocks(before.count() + 1, before.last(), before.level()));
  }

  private DomContent panels(Visit visit, Hours hours, boolean all) {
    return div(
        attrs(".panels"),
        OverviewPage.cut(all),
        div(
            attrs(".grid"),
            section(
                attrs(".panel"),
                h2("Use in the last 24 hours, by everybody"),
                Chart.bars("Use in the last 24 hours", hours.labels(), use()),
                p("What the record has; requests that only read are counted and not recorded.")
                    .withClass("quiet")),
            section(
                attrs(".panel"),
                h2("Blocks that began in the last 24 hours"),
                Chart.bars("Blocks in the last 24 hours", hours.labels(), blocks()))),
        section(
            attrs(".panel"),
            h2("Who was blocked"),
            Layout.nothing(subjects.isEmpty(), "Nobody was blocked in the last 24 hours."),
            Lists.table(
                subjects.isEmpty(),
                "Who was blocked",
                COLUMNS,
                each(most(), one -> row(visit, one)))));
  }

  private List<Series> use() {
    return List.of(
        new Series("previews (token)", "busy", previews),
        new Series("applies, deploys, rollbacks (heavy)", "good", heavy),
        new Series("auto", "unknown", auto));
  }

  private List<Series> blocks() {
    return List.of(
        new Series("of principals", "bad", principals),
        new Series("of addresses", "wait", addresses));
  }

  private List<Map.Entry<Subject, Blocks>> most() {
    return subjects.entrySet().stream()
        .sorted(
            Comparator.comparing(
                    (Map.Entry<Subject, Blocks> one) -> one.getValue().count(),
                    Comparator.reverseOrder())
                .thenComparing(one -> one.getValue().last(), Comparator.reverseOrder()))
        .limit(MOST_SUBJECTS)
        .toList();
  }

  private static DomContent row(Visit visit, Map.Entry<Subject, Blocks> one) {
    return Lists.row(
        COLUMNS,
        td(span(one.getKey().scope() + " "), Visible.of(one.getKey().name())),
        td(Visible.of(one.getKey().policy())),
        td(Integer.toString(one.getValue().count())).withClass("figure"),
        td(Html.moment(one.getValue().last(), visit.now())),
        td(Integer.toString(one.getValue().level())).withClass("figure"));
  }
}
