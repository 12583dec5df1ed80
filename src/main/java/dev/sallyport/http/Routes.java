package dev.sallyport.http;

import dev.sallyport.domain.ActionClass;
import dev.sallyport.gate.BreakingGlass;
import dev.sallyport.gate.Decisions;
import dev.sallyport.gate.ExecutionQueries;
import dev.sallyport.gate.Freezing;
import dev.sallyport.gate.Gate;
import dev.sallyport.gate.Health;
import dev.sallyport.gate.Incoming;
import dev.sallyport.gate.Journey;
import dev.sallyport.gate.MetricsPage;
import dev.sallyport.gate.Operations;
import dev.sallyport.gate.OwnChanges;
import dev.sallyport.gate.Queries;
import dev.sallyport.gate.Query;
import dev.sallyport.problem.Problem;
import dev.sallyport.respond.Answer;
import io.javalin.http.HandlerType;
import java.util.List;
import java.util.function.Supplier;
import java.util.stream.Stream;
import tools.jackson.databind.node.ObjectNode;

/// Every route of the gate: which path does what.
public final class Routes {
  private final Gate gate;
  private final Queries queries;
  private final Decisions decisions;
  private final OwnChanges own;
  private final BreakingGlass glass;
  private final ExecutionQueries executions;
  private final Freezing freezing;
  private final Operations operations;
  private final Health health;
  private final MetricsPage metrics;
  private final ObjectNode openApi;
  private final boolean forMetrics;

  /// @param openApi what `GET /openapi.json` answers
  public Routes(
      Gate gate,
      Queries queries,
      Decisions decisions,
      OwnChanges own,
      BreakingGlass glass,
      ExecutionQueries executions,
      Freezing freezing,
      Operations operations,
      Health health,
      MetricsPage metrics,
      ObjectNode openApi) {
    this(
        gate,
        queries,
        decisions,
        own,
        glass,
        executions,
        freezing,
        operations,
        health,
        metrics,
        openApi,
        false);
  }

  private Routes(
      Gate gate,
      Queries queries,
      Decisions decisions,
      OwnChanges own,
      BreakingGlass glass,
      ExecutionQueries executions,
      Freezing freezing,
      Operations operations,
      Health health,
      MetricsPage metrics,
      ObjectNode openApi,
      boolean forMetrics) {
    this.forMetrics = forMetrics;
    this.gate = gate;
    this.queries = queries;
    this.decisions = decisions;
    this.own = own;
    this.glass = glass;
    this.executions = executions;
    this.freezing = freezing;
    this.operations = operations;
    this.health = health;
    this.metrics = metrics;
    this.openApi = openApi;
  }

  /// The routes of the port that metrics have to themselves: the metrics, and whether the process
  /// lives.
  public Routes forMetrics() {
    return new Routes(
        gate,
        queries,
        decisions,
        own,
        glass,
        executions,
        freezing,
        operations,
        health,
        metrics,
        openApi,
        true);
  }

  List<Route> all() {
    if (forMetrics) {
      return List.of(metricsPage(), open("/health/live", "getLive", health::live));
    }
    return metrics.apart()
        ? ofTheGate()
        : Stream.concat(ofTheGate().stream(), Stream.of(metricsPage())).toList();
  }

  private Route metricsPage() {
    return metrics.needsKey()
        ? get("/metrics", "getMetrics", (incoming, journey, who) -> metrics.page())
        : open("/metrics", "getMetrics", metrics::page);
  }

  private List<Route> ofTheGate() {
    return List.of(
        Route.post("/v1/execute", "execute", gate::execute),
        get("/v1/changes", "listChanges", queries::changes),
        get("/v1/changes/{id}", "getChange", queries::change),
        post("/v1/changes/{id}/approve", "approveChange", decisions::approve),
        post("/v1/changes/{id}/reject", "rejectChange", decisions::reject),
        post("/v1/changes/{id}/cancel", "cancelChange", own::cancel),
        post("/v1/changes/{id}/break-glass", "breakGlass", glass::breakGlass),
        Route.post(
            "/v1/changes/{id}/token",
            "mintToken",
            (incoming, journey) -> gate.query(incoming, journey, own::token, ActionClass.TOKEN)),
        post("/v1/freeze", "freeze", freezing::freeze),
        post("/v1/unfreeze", "unfreeze", freezing::unfreeze),
        get("/v1/executions", "listExecutions", executions::list),
        get("/v1/executions/{id}", "getExecution", executions::one),
        get("/v1/executions/{id}/events", "followExecution", executions::events),
        post("/v1/executions/{id}/resolve", "resolveExecution", executions::resolve),
        get("/v1/targets", "listTargets", queries::targets),
        Route.get(
            "/v1/limits",
            "getLimits",
            (incoming, journey) -> gate.freeQuery(incoming, journey, operations::limits)),
        // Free, so that an operator whose own address is blocked can still lift the block.
        new Route(
            HandlerType.DELETE,
            "/v1/limits",
            "clearLimits",
            (incoming, journey) -> gate.freeQuery(incoming, journey, operations::clear)),
        get("/v1/limits/blocks", "listBlocks", operations::blocks),
        get("/v1/audit", "listAudit", operations::audit),
        get("/v1/logging", "getLogging", operations::logging),
        route(HandlerType.PUT, "/v1/logging", "setLogging", operations::setLogging),
        open("/health/live", "getLive", health::live),
        open("/health/ready", "getReady", health::ready),
        open("/openapi.json", "getOpenApi", () -> Answer.ok(openApi)),
        Route.get(
            "/problems/{slug}",
            "getProblem",
            (incoming, journey) ->
                gate.open(incoming, journey, () -> ProblemPages.page(incoming))));
  }

  private Route get(String path, String operation, Query query) {
    return route(HandlerType.GET, path, operation, query);
  }

  private Route post(String path, String operation, Query query) {
    return route(HandlerType.POST, path, operation, query);
  }

  private Route route(HandlerType method, String path, String operation, Query query) {
    return new Route(
        method, path, operation, (incoming, journey) -> gate.query(incoming, journey, query));
  }

  /// Answers a request that no route is for. It counts for its address like any other, so that
  /// nobody asks for nothing without limit.
  Answer none(Incoming incoming, Journey journey, Problem problem) {
    return gate.open(incoming, journey, () -> Answer.of(problem));
  }

  /// A route that asks nobody who they are; the address's limit holds for it as well.
  private Route open(String path, String operation, Supplier<Answer> answer) {
    return Route.get(path, operation, (incoming, journey) -> gate.open(incoming, journey, answer));
  }
}
