package dev.sallyport.gate;

import dev.sallyport.action.Ask;
import dev.sallyport.action.Replays;
import dev.sallyport.authenticate.Authenticator;
import dev.sallyport.authorize.Authorizer;
import dev.sallyport.contract.Contract;
import dev.sallyport.contract.ExecuteRequest;
import dev.sallyport.contract.ParameterCheck;
import dev.sallyport.contract.RequestDecoder;
import dev.sallyport.domain.Action;
import dev.sallyport.domain.ActionClass;
import dev.sallyport.domain.Principal;
import dev.sallyport.execute.Drain;
import dev.sallyport.gate.BusyTargets.Patience;
import dev.sallyport.problem.FieldError;
import dev.sallyport.problem.Problem;
import dev.sallyport.problem.ProblemType;
import dev.sallyport.problem.Step;
import dev.sallyport.problem.Step.Passed;
import dev.sallyport.problem.Step.Refused;
import dev.sallyport.respond.Answer;
import dev.sallyport.target.Target;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;

/// The way of a request through the gate, from what a transport received to what it answers:
///
/// ```
/// receive -> trace id -> per-address limit -> authenticate -> decode and validate
///   -> rate limit by class (principal and address) -> authorize -> replay or claim -> policy
///   -> [consume, claim, lease, intent: one transaction] -> execute
///   -> [outcome, response, release: one transaction] -> validate the response -> respond
/// ```
public final class Gate {
  private final Entrance entrance;
  private final RequestDecoder decoder;
  private final Contract contract;
  private final AskedParameters parameters;
  private final Authorizer authorizer;
  private final Replays replays;
  private final BusyTargets actions;
  private final Status status;
  private final Drain drain;
  private final Telemetry telemetry;
  private final Duration patience;

  public Gate(
      Admission admission,
      Authenticator authenticator,
      RequestDecoder decoder,
      Contract contract,
      ParameterCheck parameters,
      Authorizer authorizer,
      Replays replays,
      BusyTargets actions,
      Status status,
      Drain drain,
      Telemetry telemetry,
      Duration patience) {
    this.entrance = new Entrance(admission, authenticator, telemetry);
    this.decoder = decoder;
    this.contract = contract;
    this.parameters = new AskedParameters(parameters);
    this.authorizer = authorizer;
    this.replays = replays;
    this.actions = actions;
    this.status = status;
    this.drain = drain;
    this.telemetry = telemetry;
    this.patience = patience;
  }

  /// `POST /v1/execute`: each step either passes its value on or ends the way with a problem.
  public Answer execute(Incoming incoming, Journey journey) {
    return FailClosed.guarded(
        () ->
            switch (entrance.enter(incoming, journey)) {
              case Refused<Principal>(Problem problem) -> Answer.of(problem);
              case Passed<Principal>(Principal principal) ->
                  switch (journey.timed("decode", () -> decode(incoming))) {
                    case Refused<ExecuteRequest>(Problem problem) ->
                        Answer.of(entrance.limit(journey, Optional.empty()).orElse(problem));
                    case Passed<ExecuteRequest>(ExecuteRequest request) ->
                        execute(incoming, journey, principal, request);
                  };
            });
  }

  private Answer execute(
      Incoming incoming, Journey journey, Principal principal, ExecuteRequest request) {
    journey.asks(request.action());
    Optional<Problem> limited = entrance.limit(journey, request.target());
    if (limited.isPresent()) {
      return Answer.of(limited.get());
    }
    if (request.action() == Action.STATUS && request.targetText() == null) {
      return status.answer(principal, journey.traceId(), request.echo());
    }
    return switch (authorizer.target(principal, request.action(), request.target())) {
      case Refused<Target>(Problem problem) -> {
        telemetry.authorizationFailed(problem);
        yield Answer.of(problem);
      }
      case Passed<Target>(Target target) -> {
        journey.on(target.name());
        Optional<Duration> asked = Preference.asked(incoming.headers().all("Prefer"));
        Ask ask = new Ask(principal, target, request, journey.traceId(), asked.orElse(patience));
        Answer answer =
            act(
                journey,
                ask,
                new Patience(
                    asked.orElse(Duration.ZERO), () -> entrance.unknown(incoming, principal)));
        if (answer instanceof Answer.Trouble(Problem problem, var headers)) {
          telemetry.refused(problem);
        }
        yield answer;
      }
    };
  }

  private Answer act(Journey journey, Ask ask, Patience waiting) {
    Action action = ask.request().action();
    if (action == Action.STATUS) {
      return status.answer(ask.principal(), ask.traceId(), ask.request().echo(), ask.target());
    }
    if (action.writes()) {
      Optional<Answer> before = journey.timed("replay", () -> replays.find(ask));
      if (before.isPresent()) {
        return before.get();
      }
    }
    List<FieldError> mistakes = journey.timed("parameters", () -> parameters.mistakes(ask));
    if (!mistakes.isEmpty()) {
      return Answer.of(
          Problem.of(
                  ProblemType.INVALID_REQUEST,
                  "The parameters are not what this target takes; errors names each mistake.")
              .withErrors(mistakes));
    }
    if (!action.writes()) {
      return journey.timed("act", () -> actions.run(ask));
    }
    if (!drain.enter()) {
      return Answer.of(Drain.PROBLEM);
    }
    try {
      return journey.timed("act", () -> actions.run(ask, waiting));
    } finally {
      drain.leave();
    }
  }

  /// Every other route of the API: the same first steps, then the query.
  public Answer query(Incoming incoming, Journey journey, Query query) {
    return limitedQuery(incoming, journey, query, true);
  }

  /// The same for a route whose requests count against the limit of that class.
  public Answer query(Incoming incoming, Journey journey, Query query, ActionClass actionClass) {
    journey.counts(actionClass);
    return limitedQuery(incoming, journey, query, true);
  }

  /// A route that counts against no limit but the address's.
  public Answer freeQuery(Incoming incoming, Journey journey, Query query) {
    return limitedQuery(incoming, journey, query, false);
  }

  /// A page: the same first steps, where something other than a header with an API key says who it
  /// is. It counts against the limits as every route does.
  ///
  /// @param presented whether the visitor showed anything to be known by
  public Answer visit(
      Incoming incoming,
      Journey journey,
      boolean presented,
      Supplier<Step<Principal>> who,
      Query page) {
    return FailClosed.guarded(
        () ->
            switch (entrance.enter(
                incoming,
                journey,
                who,
                () -> {
                  if (presented) {
                    telemetry.authenticationFailed(true);
                  }
                })) {
              case Refused<Principal>(Problem problem) -> Answer.of(problem);
              case Passed<Principal>(Principal principal) ->
                  entrance
                      .limit(journey, Optional.empty())
                      .map(Answer::of)
                      .orElseGet(
                          () ->
                              journey.timed(
                                  "act", () -> page.answer(incoming, journey, principal)));
            });
  }

  /// A route that asks nobody who they are.
  public Answer open(Incoming incoming, Journey journey, Supplier<Answer> answer) {
    return FailClosed.guarded(
        () -> entrance.byAddress(incoming, journey).map(Answer::of).orElseGet(answer));
  }

  private Answer limitedQuery(Incoming incoming, Journey journey, Query query, boolean counts) {
    return FailClosed.guarded(
        () ->
            switch (entrance.enter(incoming, journey)) {
              case Refused<Principal>(Problem problem) -> Answer.of(problem);
              case Passed<Principal>(Principal principal) ->
                  (counts ? entrance.limit(journey, Optional.empty()) : Optional.<Problem>empty())
                      .map(Answer::of)
                      .orElseGet(
                          () ->
                              journey.timed(
                                  "act", () -> answer(incoming, journey, principal, query)));
            });
  }

  private Answer answer(Incoming incoming, Journey journey, Principal principal, Query query) {
    List<FieldError> mistakes = contract.validateQuery(incoming.route(), incoming.query());
    return mistakes.isEmpty()
        ? query.answer(incoming, journey, principal)
        : Answer.of(
            Problem.of(
                    ProblemType.INVALID_REQUEST,
                    "The query is not what this route takes; errors names each mistake.")
                .withErrors(mistakes));
  }

  private Step<ExecuteRequest> decode(Incoming incoming) {
    return switch (incoming.body().read()) {
      case Refused<byte[]>(Problem problem) -> Step.refuse(problem);
      case Passed<byte[]>(byte[] body) ->
          decoder.decode(body, incoming.header("Content-Type"), incoming.header("Idempotency-Key"));
    };
  }
}
