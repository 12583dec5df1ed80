package dev.sallyport.console;

import static j2html.TagCreator.a;
import static j2html.TagCreator.h1;
import static j2html.TagCreator.p;

import dev.sallyport.audit.AuditSealer;
import dev.sallyport.authenticate.Authenticator;
import dev.sallyport.config.Config;
import dev.sallyport.gate.Ambient;
import dev.sallyport.gate.Decisions;
import dev.sallyport.gate.ExecutionQueries;
import dev.sallyport.gate.Freezing;
import dev.sallyport.gate.Gate;
import dev.sallyport.gate.History;
import dev.sallyport.gate.Operations;
import dev.sallyport.gate.OwnChanges;
import dev.sallyport.gate.Queries;
import dev.sallyport.gate.WaitingChanges;
import dev.sallyport.http.Mount;
import dev.sallyport.http.Mount.Method;
import dev.sallyport.problem.Problem;
import dev.sallyport.problem.ProblemType;
import dev.sallyport.respond.Answer;
import dev.sallyport.store.Sessions.Lasting;
import dev.sallyport.store.Store;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.LongSupplier;

/// The console's pages and which address each has.
public final class Console implements AutoCloseable {
  /// What metrics and logs call every request of the console.
  static final String NAME = "console";

  private final Live live = new Live();
  private final List<Mount> mounts;

  public Console(
      Config config,
      Ambient ambient,
      Store store,
      Gate gate,
      Authenticator authenticator,
      Queries queries,
      OwnChanges own,
      Decisions decisions,
      WaitingChanges waits,
      History history,
      ExecutionQueries executions,
      Freezing freezing,
      Operations operations,
      AuditSealer sealer) {
    Assets assets = new Assets();
    News news = new News(store.audit(), ambient.nanos());
    Layout layout = new Layout(assets);
    Cookies cookies = new Cookies(config.server().trustedProxies());
    Lasting lasting = new Lasting(config.console().sessionIdle(), config.console().sessionLife());
    Visits visits = new Visits(gate, store, news, cookies, lasting, layout);
    SignIn signIn =
        new SignIn(gate, authenticator, store, cookies, lasting, ambient.random(), layout);
    WaitingPage waiting = new WaitingPage(queries, waits, layout);
    ChangePage change = new ChangePage(store, news, queries, decisions, waits, history, layout);
    CancelPage cancelling = new CancelPage(queries, own, layout);
    List<Mount> all = new ArrayList<>(signIn.mounts(visits));
    all.add(
        visits.open(
            Method.GET, "/console", (incoming, journey) -> Visits.seeOther("/console/waiting")));
    all.add(
        visits.open(
            Method.GET, Assets.PATH + "{name}", (incoming, journey) -> assets.answer(incoming)));
    all.add(
        visits.page(
            "/console/live",
            visit -> live.follow(news::head, since(visit), () -> visits.stands(visit))));
    all.add(visits.page("/console/waiting", waiting::show));
    ChangesPage changes = new ChangesPage(queries, layout);
    ExecutionsPage runs = new ExecutionsPage(store, news, executions, layout);
    TargetsPage targets = new TargetsPage(store, queries, freezing, layout);
    LimitsPage limits = new LimitsPage(operations, layout);
    AuditPage audit = new AuditPage(store, operations, sealer, layout);
    OverviewPage overview = new OverviewPage(store, operations, queries, layout);
    all.add(visits.page("/console/changes", changes::show));
    all.add(visits.page("/console/executions", runs::list));
    all.add(visits.page("/console/executions/{id}", runs::one));
    all.add(visits.form("/console/executions/{id}/resolve", runs::resolve));
    all.add(
        visits.page(
            "/console/executions/{id}/live",
            visit -> follow(visit, visits, runs.following(visit))));
    all.add(visits.page("/console/targets", targets::show));
    all.add(visits.form("/console/freeze", targets::freeze));
    all.add(visits.form("/console/unfreeze", targets::unfreeze));
    all.add(visits.page("/console/limits", limits::show));
    all.add(visits.form("/console/limits/clear", limits::clear));
    all.add(visits.page("/console/audit", audit::show));
    all.add(visits.form("/console/audit/check", audit::check));
    all.add(visits.page("/console/audit/export", audit::export));
    all.add(visits.page("/console/overview", overview::show));
    all.add(visits.page("/console/changes/{id}", change::show));
    all.add(
        visits.page(
            "/console/changes/{id}/live", visit -> follow(visit, visits, change.following(visit))));
    all.add(visits.form("/console/changes/{id}/approve", change::approve));
    all.add(visits.form("/console/changes/{id}/reject", change::reject));
    all.add(visits.page("/console/changes/{id}/cancel", cancelling::ask));
    all.add(visits.form("/console/changes/{id}/cancel", cancelling::cancel));
    all.add(
        visits.open(
            Method.GET,
            "/console/<rest>",
            (incoming, journey) ->
                layout.bare(
                    404,
                    "Not found",
                    h1("Not found"),
                    p("There is no page at this address."),
                    p(a("To what is waiting for you").withHref("/console/waiting")))));
    this.mounts = config.console().enabled() ? List.copyOf(all) : List.of();
  }

  /// Tells a page that is about one thing of what happens to it.
  private Answer follow(Visit visit, Visits visits, Optional<LongSupplier> position) {
    return position
        .map(at -> live.follow(at, since(visit), () -> visits.stands(visit)))
        .orElseGet(
            () ->
                Answer.of(Problem.of(ProblemType.NOT_FOUND, "There is nothing at this address.")));
  }

  /// What the page that asks has seen already.
  private static long since(Visit visit) {
    return visit
        .asked("since")
        .filter(number -> number.matches("[0-9]{1,18}"))
        .map(Long::parseLong)
        .orElse(0L);
  }

  /// What the server is to serve; nothing where the console is not enabled.
  public List<Mount> mounts() {
    return mounts;
  }

  /// Lets go of the pages that are open, so that the gate can stop.
  @Override
  public void close() {
    live.close();
  }
}
