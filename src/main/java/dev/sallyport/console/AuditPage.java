package dev.sallyport.console;

import static j2html.TagCreator.a;
import static j2html.TagCreator.attrs;
import static j2html.TagCreator.code;
import static j2html.TagCreator.details;
import static j2html.TagCreator.div;
import static j2html.TagCreator.each;
import static j2html.TagCreator.h1;
import static j2html.TagCreator.iff;
import static j2html.TagCreator.li;
import static j2html.TagCreator.p;
import static j2html.TagCreator.pre;
import static j2html.TagCreator.section;
import static j2html.TagCreator.span;
import static j2html.TagCreator.summary;
import static j2html.TagCreator.td;
import static j2html.TagCreator.ul;

import dev.sallyport.audit.AuditEvent;
import dev.sallyport.audit.AuditExport;
import dev.sallyport.audit.AuditSealer;
import dev.sallyport.audit.AuditVerifier;
import dev.sallyport.audit.Verification;
import dev.sallyport.console.Layout.Place;
import dev.sallyport.console.text.Visible;
import dev.sallyport.domain.Principal;
import dev.sallyport.domain.Role;
import dev.sallyport.gate.Operations;
import dev.sallyport.problem.Problem;
import dev.sallyport.problem.ProblemType;
import dev.sallyport.problem.Step;
import dev.sallyport.respond.Answer;
import dev.sallyport.store.Store;
import j2html.tags.DomContent;
import java.io.IOException;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Semaphore;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/// *Audit*: the records, searched; whether the chain is whole; all of it to take away.
final class AuditPage {
  private static final List<String> COLUMNS =
      List.of("Record", "When", "Event", "Who", "Target", "Details");

  /// The largest export that a page gives; the command line has no such limit.
  static final int MOST_EXPORTED = 32 << 20;

  private static final Problem NOT_FOR_YOU =
      Problem.of(
          ProblemType.FORBIDDEN, "The whole record is for auditors whose key is for every target.");

  /// Walking the whole record takes its time, so one person at a time has it done.
  private final Semaphore walking = new Semaphore(1);

  private final Store store;
  private final Operations operations;
  private final AuditSealer sealer;
  private final Layout layout;

  AuditPage(Store store, Operations operations, AuditSealer sealer, Layout layout) {
    this.store = store;
    this.operations = operations;
    this.sealer = sealer;
    this.layout = layout;
  }

  Answer show(Visit visit) {
    return show(visit, span());
  }

  private Answer show(Visit visit, DomContent said) {
    Operation list = Operation.of(operations::audit, "listAudit");
    for (String filter : List.of("target", "change", "cursor")) {
      if (visit.asked(filter).isPresent()) {
        list = list.asking(filter, visit.asked(filter).get());
      }
    }
    return switch (new AuditSearch(list).find(visit)) {
      case Step.Refused<ObjectNode>(Problem problem) -> Answer.of(problem);
      case Step.Passed<ObjectNode>(ObjectNode page) ->
          layout.page(
              visit,
              Place.AUDIT,
              "Audit",
              h1("Audit record"),
              said,
              tools(visit),
              found(visit, page));
    };
  }

  private static DomContent tools(Visit visit) {
    return div(
        attrs(".stack"),
        Lists.filters(
            "/console/audit",
            Lists.choice(
                "event",
                "Event",
                Arrays.stream(AuditEvent.values()).map(AuditEvent::wire).toList(),
                visit.asked("event").orElse("")),
            Lists.field("principal", "Principal", visit.asked("principal").orElse("")),
            Lists.field("target", "Target", visit.asked("target").orElse("")),
            Lists.field("change", "Change", visit.asked("change").orElse("")),
            Lists.field("words", "Words", visit.asked("words").orElse(""))),
        iff(
            ofAll(visit),
            div(
                attrs(".actions"),
                Html.post(visit, "/console/audit/check")
                    .with(Html.submit("Check the chain", "button plain")),
                a("Export as NDJSON").withHref("/console/audit/export").attr("download", ""))));
  }

  private static DomContent found(Visit visit, ObjectNode page) {
    List<JsonNode> records = List.copyOf(page.required("items").values());
    return section(
        attrs(".stack"),
        Layout.nothing(records.isEmpty(), "No record of those looked at is like that."),
        Lists.table(
            records.isEmpty(),
            "Audit records",
            COLUMNS,
            each(records, record -> row(visit, record))),
        Lists.more("/console/audit", visit, page));
  }

  private static DomContent row(Visit visit, JsonNode record) {
    String change = record.path("changeId").asString("");
    return Lists.row(
        COLUMNS,
        td(Long.toString(record.required("sequence").asLong())).withClass("figure"),
        td(Html.moment(Instant.parse(record.required("at").asString()), visit.now())),
        td(code(record.path("event").asString("unreadable"))),
        td(Html.theirs(record.path("principal"))),
        td(Html.theirs(record.path("target"))),
        td(
            iff(!change.isEmpty(), Html.changeLink(change)),
            details(
                summary("All of record " + record.required("sequence").asLong()),
                pre()
                    .withClass("output")
                    .withTabindex(0)
                    .with(Visible.parts(record.toPrettyString())))));
  }

  Answer check(Visit visit, Form form) {
    if (!ofAll(visit)) {
      return Answer.of(NOT_FOR_YOU);
    }
    if (!walking.tryAcquire()) {
      return show(visit, Layout.notice("wait", span("Somebody has the chain checked just now.")));
    }
    try {
      return show(visit, verdict(AuditVerifier.verify(store.audit(), sealer)));
    } finally {
      walking.release();
    }
  }

  private static DomContent verdict(Verification found) {
    return found.isWhole()
        ? Layout.notice(
            "good",
            span(
                found.records()
                    + " records, whole: each chained to the one before, none changed, missing or"
                    + " put in."))
        : Layout.notice(
            "bad",
            p("The record is damaged:"),
            ul(each(found.findings(), finding -> li(Visible.of(finding.toString())))));
  }

  Answer export(Visit visit) {
    if (!ofAll(visit)) {
      return Answer.of(NOT_FOR_YOU);
    }
    StringBuilder lines = new StringBuilder();
    try {
      AuditExport.write(store.audit(), new Bounded(lines));
    } catch (IOException tooLarge) {
      return Answer.of(
          Problem.of(
              ProblemType.PAYLOAD_TOO_LARGE,
              "The record is over the %d MiB that a page exports. Use ./sallyport audit export."
                  .formatted(MOST_EXPORTED >> 20)));
    }
    return new Answer.Text(
        200,
        "application/x-ndjson; charset=utf-8",
        lines.toString(),
        Map.of("Content-Disposition", "attachment; filename=\"sallyport-audit.ndjson\""));
  }

  /// The whole record tells of every target.
  private static boolean ofAll(Visit visit) {
    return visit.is(Role.AUDITOR) && visit.principal().targets().contains(Principal.EVERY_TARGET);
  }

  /// Takes so much and no more.
  private record Bounded(StringBuilder text) implements Appendable {
    @Override
    public Appendable append(CharSequence more) throws IOException {
      return append(more, 0, more.length());
    }

    @Override
    public Appendable append(CharSequence more, int start, int end) throws IOException {
      if (text.length() + (end - start) > MOST_EXPORTED) {
        throw new IOException("the export is over its limit");
      }
      text.append(more, start, end);
      return this;
    }

    @Override
    public Appendable append(char one) throws IOException {
      text.append(one);
      return this;
    }
  }
}
