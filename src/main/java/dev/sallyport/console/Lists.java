package dev.sallyport.console;

import static j2html.TagCreator.a;
import static j2html.TagCreator.attrs;
import static j2html.TagCreator.button;
import static j2html.TagCreator.caption;
import static j2html.TagCreator.div;
import static j2html.TagCreator.each;
import static j2html.TagCreator.form;
import static j2html.TagCreator.iff;
import static j2html.TagCreator.input;
import static j2html.TagCreator.label;
import static j2html.TagCreator.option;
import static j2html.TagCreator.p;
import static j2html.TagCreator.select;
import static j2html.TagCreator.tbody;
import static j2html.TagCreator.text;
import static j2html.TagCreator.th;
import static j2html.TagCreator.thead;
import static j2html.TagCreator.tr;

import j2html.TagCreator;
import j2html.tags.DomContent;
import j2html.tags.specialized.TdTag;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import tools.jackson.databind.node.ObjectNode;

/// What pages with lists have in common: filters, the table, the way to the next page.
final class Lists {
  /// The longest value of a filter.
  private static final int LONGEST = 200;

  private Lists() {}

  static DomContent filters(String address, DomContent... fields) {
    return form()
        .withMethod("get")
        .withAction(address)
        .withClass("filters")
        .with(fields)
        .with(button("Show").withType("submit").withClass("button"));
  }

  static DomContent field(String name, String words, String value) {
    return label(
        text(words),
        input()
            .withName(name)
            .withValue(value)
            .withMaxlength(Integer.toString(LONGEST))
            .attr("spellcheck", "false")
            .attr("autocomplete", "off"));
  }

  static DomContent choice(String name, String words, List<String> values, String chosen) {
    List<DomContent> options = new ArrayList<>();
    options.add(option("any").withValue(""));
    values.forEach(
        value ->
            options.add(
                option(value.replace('_', ' '))
                    .withValue(value)
                    .condAttr(value.equals(chosen), "selected", "selected")));
    return label(text(words), select(options.toArray(DomContent[]::new)).withName(name));
  }

  /// A filter that is on or off.
  static DomContent only(String name, String words, boolean on) {
    return label(
            input()
                .withType("checkbox")
                .withName(name)
                .withValue("true")
                .condAttr(on, "checked", "checked"),
            text(words))
        .withClass("choice");
  }

  /// A row of a [#table]; on a phone, where cells stand below each other, each says what it is.
  static DomContent row(List<String> columns, TdTag... cells) {
    for (int at = 0; at < cells.length; at++) {
      cells[at].withData("label", columns.get(at)).attr("role", "cell");
    }
    return tr(cells).attr("role", "row");
  }

  static DomContent table(boolean empty, String words, List<String> columns, DomContent rows) {
    return iff(
        !empty,
        div(
                attrs(".table-wrap"),
                TagCreator.table(
                        attrs(".list"),
                        caption(words).withClass("unseen"),
                        thead(tr(each(columns, Lists::heading)).attr("role", "row"))
                            .attr("role", "rowgroup"),
                        tbody(rows).attr("role", "rowgroup"))
                    .attr("role", "table"))
            .withTabindex(0)
            .attr("role", "region")
            .attr("aria-label", words + ", the table"));
  }

  private static DomContent heading(String column) {
    return th(column).attr("scope", "col").attr("role", "columnheader");
  }

  /// A region that is fetched anew, with the filters that hold, when something has changed.
  static DomContent live(String address, Visit visit, DomContent content) {
    return div(content)
        .withId("list")
        .withData("live-region", "")
        .attr("hx-get", address + query(asked(visit)))
        .attr("hx-select", "#list")
        .attr("hx-swap", "outerHTML")
        .attr("hx-trigger", "live from:body");
  }

  static DomContent more(String address, Visit visit, ObjectNode page) {
    Map<String, String> next = asked(visit);
    next.put("cursor", page.path("next").asString(""));
    return p(
        attrs(".more"),
        iff(visit.asked("cursor").isPresent(), a("Newest").withHref(address)),
        iff(page.has("next"), a("Older").withHref(address + query(next))));
  }

  private static Map<String, String> asked(Visit visit) {
    Map<String, String> asked = new TreeMap<>();
    visit.incoming().query().keySet().stream()
        .filter(name -> name.matches("[a-zA-Z]{1,20}"))
        .forEach(name -> visit.asked(name).ifPresent(value -> asked.put(name, value)));
    return asked;
  }

  private static String query(Map<String, String> parameters) {
    StringBuilder query = new StringBuilder();
    parameters.forEach(
        (name, value) ->
            query
                .append(query.isEmpty() ? '?' : '&')
                .append(name)
                .append('=')
                .append(URLEncoder.encode(value, StandardCharsets.UTF_8)));
    return query.toString();
  }
}
