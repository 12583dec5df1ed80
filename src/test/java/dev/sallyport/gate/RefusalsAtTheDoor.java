package dev.sallyport.gate;

import static dev.sallyport.problem.ProblemType.FORBIDDEN;
import static dev.sallyport.problem.ProblemType.IDEMPOTENCY_KEY_MISSING;
import static dev.sallyport.problem.ProblemType.INVALID_REQUEST;
import static dev.sallyport.problem.ProblemType.MALFORMED_JSON;
import static dev.sallyport.problem.ProblemType.METHOD_NOT_ALLOWED;
import static dev.sallyport.problem.ProblemType.NOT_FOUND;
import static dev.sallyport.problem.ProblemType.PAYLOAD_TOO_LARGE;
import static dev.sallyport.problem.ProblemType.RATE_BLOCKED;
import static dev.sallyport.problem.ProblemType.RATE_LIMITED;
import static dev.sallyport.problem.ProblemType.UNAUTHENTICATED;
import static dev.sallyport.problem.ProblemType.UNKNOWN_CHANGE;
import static dev.sallyport.problem.ProblemType.UNKNOWN_TARGET;
import static dev.sallyport.problem.ProblemType.UNSUPPORTED_MEDIA_TYPE;

import dev.sallyport.domain.PrincipalKind;
import dev.sallyport.domain.Role;
import dev.sallyport.fixture.TestCaller;
import dev.sallyport.fixture.TestCaller.Reply;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.util.List;

/// Refusals that are met before anything is planned.
final class RefusalsAtTheDoor {
  private static final int OVER_THE_LIMIT = 1_100_000;

  private RefusalsAtTheDoor() {}

  static List<Refusal> all() {
    return List.of(
        new Refusal(
            UNAUTHENTICATED,
            "no key",
            "Send Authorization: Bearer with a valid API key",
            at -> new TestCaller(at.url(), "").get("/v1/targets")),
        new Refusal(
            UNAUTHENTICATED,
            "a key nobody made",
            "",
            at -> new TestCaller(at.url(), "spk_nobody_made").get("/v1/targets")),
        new Refusal(MALFORMED_JSON, "half an object", "", at -> at.agent.post("/v1/execute", "{")),
        new Refusal(
            INVALID_REQUEST,
            "an unknown field",
            "",
            at -> at.agent.execute(at.edit("preview", "blog", at.name()).put("surprise", 1))),
        new Refusal(
            INVALID_REQUEST,
            "parameters of another kind",
            "The parameters are not what this target takes",
            at ->
                at.agent.execute(
                    at.edit("preview", "blog", at.name())
                        .set(
                            "parameters",
                            at.tool.proposal("preview", "x", "y").get("parameters")))),
        new Refusal(
            INVALID_REQUEST,
            "a query that the route does not take",
            "The query is not what this route takes",
            at -> at.agent.get("/v1/changes?limit=many")),
        new Refusal(
            INVALID_REQUEST,
            "an event that is none",
            "Last-Event-ID is the id of the last event",
            at -> {
              at.applied("blog");
              return at.agent.send(
                  "/v1/executions/" + at.execution() + "/events",
                  http -> http.header("Last-Event-ID", "x").GET());
            }),
        new Refusal(
            INVALID_REQUEST,
            "whose limits is not said",
            "",
            at -> at.operator.send("/v1/limits", HttpRequest.Builder::DELETE)),
        new Refusal(
            IDEMPOTENCY_KEY_MISSING,
            "a preview without",
            "",
            at -> {
              var body = at.edit("preview", "blog", "none");
              body.remove("idempotencyKey");
              return at.agent.execute(body);
            }),
        new Refusal(
            UNSUPPORTED_MEDIA_TYPE,
            "a body that is not declared as JSON",
            "",
            at ->
                at.agent.send(
                    "/v1/execute",
                    http ->
                        http.header("Content-Type", "text/plain")
                            .POST(BodyPublishers.ofString("{}")))),
        new Refusal(
            PAYLOAD_TOO_LARGE,
            "a body over its limit",
            "",
            at -> at.agent.post("/v1/execute", " ".repeat(OVER_THE_LIMIT))),
        new Refusal(NOT_FOUND, "no such address", "", at -> at.agent.get("/nothing")),
        new Refusal(
            METHOD_NOT_ALLOWED,
            "an address that is posted to",
            "",
            at -> at.agent.get("/v1/execute")),
        new Refusal(
            UNKNOWN_TARGET,
            "no such target",
            "There is no target of that name for this key",
            at -> at.agent.execute(at.edit("preview", "nowhere", at.name()))),
        new Refusal(
            UNKNOWN_TARGET,
            "a target outside the key",
            "There is no target of that name for this key",
            at ->
                at.only("asked", "narrow-bot", Role.REQUESTER)
                    .execute(at.edit("preview", "blog", at.name()))),
        new Refusal(
            UNKNOWN_CHANGE,
            "no such change",
            "There is no change or execution of that id for this key",
            at -> at.agent.get("/v1/changes/chg_none")),
        new Refusal(
            UNKNOWN_CHANGE,
            "another one's change",
            "There is no change or execution of that id for this key",
            at -> at.other.get("/v1/changes/" + at.previewed("blog").id())),
        new Refusal(
            FORBIDDEN,
            "a key without the role",
            "This key's roles do not allow that",
            at ->
                at.caller("audrey", PrincipalKind.PERSON, Role.AUDITOR)
                    .execute(at.edit("preview", "blog", at.name()))),
        new Refusal(RATE_LIMITED, "one more than the limit", "", at -> hasty(at, 1)),
        new Refusal(RATE_BLOCKED, "one more than that", "", at -> hasty(at, 2)));
  }

  private static Reply hasty(RefusalGates at, int more) {
    TestCaller hasty = at.caller("hasty-" + more, PrincipalKind.AGENT, Role.REQUESTER);
    Reply last = null;
    for (int i = 0; i < RefusalGates.AUTOS + more; i++) {
      last = hasty.execute(at.edit("auto", "asked", at.name()));
    }
    return last;
  }
}
