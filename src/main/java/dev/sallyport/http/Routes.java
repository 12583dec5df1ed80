package dev.sallyport.http;

import dev.sallyport.gate.Gate;
import dev.sallyport.gate.Health;
import dev.sallyport.gate.Queries;
import dev.sallyport.gate.Query;
import dev.sallyport.respond.Answer;
import java.util.List;
import tools.jackson.databind.node.ObjectNode;

/// Every route of the gate: which path does what.
public final class Routes {
  private final Gate gate;
  private final Queries queries;
  private final Health health;
  private final ObjectNode openApi;

  public Routes(Gate gate, Queries queries, Health health, ObjectNode openApi) {
    this.gate = gate;
    this.queries = queries;
    this.health = health;
    this.openApi = openApi;
  }

  List<Route> all() {
    return List.of(
        Route.post("/v1/execute", "execute", gate::execute),
        query("/v1/changes", "listChanges", queries::changes),
        query("/v1/changes/{id}", "getChange", queries::change),
        query("/v1/executions/{id}", "getExecution", queries::execution),
        query("/v1/targets", "listTargets", queries::targets),
        Route.get("/health/live", "getLive", (incoming, journey) -> health.live()),
        Route.get("/health/ready", "getReady", (incoming, journey) -> health.ready()),
        Route.get("/openapi.json", "getOpenApi", (incoming, journey) -> Answer.ok(openApi)),
        Route.get(
            "/problems/{slug}", "getProblem", (incoming, journey) -> ProblemPages.page(incoming)));
  }

  private Route query(String path, String operation, Query query) {
    return Route.get(path, operation, (incoming, journey) -> gate.query(incoming, journey, query));
  }
}
