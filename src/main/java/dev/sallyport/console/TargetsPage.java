package dev.sallyport.console;

import static j2html.TagCreator.attrs;
import static j2html.TagCreator.dd;
import static j2html.TagCreator.div;
import static j2html.TagCreator.dl;
import static j2html.TagCreator.dt;
import static j2html.TagCreator.each;
import static j2html.TagCreator.h1;
import static j2html.TagCreator.h2;
import static j2html.TagCreator.iff;
import static j2html.TagCreator.p;
import static j2html.TagCreator.section;
import static j2html.TagCreator.span;

import dev.sallyport.console.Layout.Place;
import dev.sallyport.console.text.Visible;
import dev.sallyport.domain.Principal;
import dev.sallyport.domain.Role;
import dev.sallyport.gate.Freezing;
import dev.sallyport.gate.Queries;
import dev.sallyport.problem.Problem;
import dev.sallyport.problem.Step;
import dev.sallyport.respond.Answer;
import dev.sallyport.store.Executions.Execution;
import dev.sallyport.store.Executions.Filter;
import dev.sallyport.store.Freezes.Freeze;
import dev.sallyport.store.Store;
import j2html.tags.DomContent;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/// *Targets*: how each stands, what holds it, and the switch that freezes it.
final class TargetsPage {
  private static final int MOST_HOLDERS = 10;

  private final Store store;
  private final Queries queries;
  private final Freezing freezing;
  private final Layout layout;

  TargetsPage(Store store, Queries queries, Freezing freezing, Layout layout) {
    this.store = store;
    this.queries = queries;
    this.freezing = freezing;
    this.layout = layout;
  }

  Answer show(Visit visit) {
    return show(visit, Optional.empty());
  }

  Answer freeze(Visit visit, Form form) {
    Operation freeze =
        Operation.of(freezing::freeze, "freeze").saying("reason", form.field("reason").orElse(""));
    boolean stop = form.field(Freezer.STOP).isPresent();
    return switched(visit, form, stop ? freeze.saying("stopRunning", true) : freeze);
  }

  Answer unfreeze(Visit visit, Form form) {
    return switched(visit, form, Operation.of(freezing::unfreeze, "unfreeze"));
  }

  private Answer switched(Visit visit, Form form, Operation operation) {
    Optional<String> target = form.field("target");
    Operation named = target.isPresent() ? operation.saying("target", target.get()) : operation;
    return switch (named.answer(visit)) {
      case Step.Refused<ObjectNode>(Problem problem) -> show(visit, Optional.of(problem));
      case Step.Passed<ObjectNode> done -> Visits.seeOther("/console/targets");
    };
  }

  private Answer show(Visit visit, Optional<Problem> refused) {
    return switch (Operation.of(queries::targets, "listTargets").answer(visit)) {
      case Step.Refused<ObjectNode>(Problem problem) -> Answer.of(problem);
      case Step.Passed<ObjectNode>(ObjectNode page) -> {
        List<Freeze> freezes = store.freezes().standing();
        List<JsonNode> targets = List.copyOf(page.required("items").values());
        yield layout.page(
            refused.map(problem -> problem.type().status()).orElse(200),
            visit,
            Place.TARGETS,
            "Targets",
            h1("Targets"),
            refused
                .<DomContent>map(why -> Layout.notice("bad", span(why.detail())))
                .orElseGet(() -> span()),
            div(
                    attrs(".panels"),
                    all(visit, freezes),
                    Layout.nothing(targets.isEmpty(), "Your key names no target that there is."),
                    div(attrs(".grid"), each(targets, target -> card(visit, target, freezes))))
                .withId("targets")
                .withData("live-region", "")
                .attr("hx-get", "/console/targets")
                .attr("hx-select", "#targets")
                .attr("hx-swap", "outerHTML")
                .attr("hx-trigger", "live from:body"));
      }
    };
  }

  /// The freeze of everything, for operators whose key is for everything.
  private DomContent all(Visit visit, List<Freeze> freezes) {
    Optional<Freeze> frozen = freezes.stream().filter(one -> one.target() == null).findFirst();
    boolean may =
        visit.is(Role.OPERATOR) && visit.principal().targets().contains(Principal.EVERY_TARGET);
    return section(
        attrs(".panel"),
        h2("Every target"),
        frozen
            .map(freeze -> standing(visit, freeze))
            .orElseGet(() -> p("No freeze of everything stands.").withClass("quiet")),
        iff(
            may,
            Freezer.form(
                visit,
                "",
                frozen.isPresent(),
                store.executions().count(Execution.State.RUNNING) > 0)));
  }

  private DomContent card(Visit visit, JsonNode target, List<Freeze> freezes) {
    String name = target.required("name").asString();
    Optional<Freeze> frozen =
        freezes.stream()
            .filter(one -> one.target() != null && one.target().value().equals(name))
            .findFirst();
    List<DomContent> facts = new ArrayList<>();
    for (Map.Entry<String, JsonNode> fact : target.required("description").properties()) {
      JsonNode value = fact.getValue();
      facts.add(dt(title(fact.getKey())));
      facts.add(dd(Visible.of(words(value))));
    }
    return section(
        attrs(".panel"),
        h2(
            Visible.of(name),
            span(" "),
            span(target.required("kind").asString()).withClass("quiet")),
        dl(
            attrs(".facts"),
            dt("Held by"),
            dd(holder(visit, name)),
            each(facts, fact -> fact),
            dt("Policy"),
            dd(Policy.of(target.path("policy")))),
        frozen
            .map(freeze -> standing(visit, freeze))
            .orElseGet(() -> p("Not frozen.").withClass("quiet")),
        iff(
            visit.is(Role.OPERATOR),
            Freezer.form(
                visit, name, frozen.isPresent(), !at(name, Execution.State.RUNNING).isEmpty())));
  }

  /// A field's name in words: `savesPlan` is called *Saves plan*.
  private static String title(String field) {
    String words = field.replaceAll("([a-z])([A-Z])", "$1 $2").toLowerCase(Locale.ROOT);
    return words.substring(0, 1).toUpperCase(Locale.ROOT) + words.substring(1);
  }

  /// A list as its entries, anything else as it is.
  private static String words(JsonNode value) {
    if (value.isArray()) {
      return value.values().stream().map(TargetsPage::words).collect(Collectors.joining(", "));
    }
    return value.isValueNode() ? value.asString("") : value.toString();
  }

  private DomContent holder(Visit visit, String target) {
    List<DomContent> holders = new ArrayList<>();
    for (Execution.State state : List.of(Execution.State.RUNNING, Execution.State.UNKNOWN)) {
      at(target, state)
          .forEach(
              execution ->
                  holders.add(
                      p(
                          Html.executionLink(execution.id().value()),
                          span(" "),
                          Html.badge(state.wire()),
                          span(" since "),
                          Html.moment(execution.startedAt(), visit.now()),
                          span(execution.stop() == null ? "" : ", asked to end"))));
    }
    return holders.isEmpty()
        ? span("nothing; the next execution may begin").withClass("quiet")
        : div(holders.toArray(DomContent[]::new));
  }

  private List<Execution> at(String target, Execution.State state) {
    return store.executions().list(new Filter(null, Set.of(target), state, null, MOST_HOLDERS));
  }

  private static DomContent standing(Visit visit, Freeze freeze) {
    return Layout.notice(
        "wait",
        span("Frozen by "),
        Visible.of(freeze.by().value()),
        span(" "),
        Html.moment(freeze.since(), visit.now()),
        span(": "),
        Visible.of(freeze.reason()));
  }
}
