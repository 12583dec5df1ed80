package dev.sallyport.action;

import dev.sallyport.action.Planner.Planned;
import dev.sallyport.problem.Problem;
import dev.sallyport.problem.Step;
import dev.sallyport.respond.Answer;
import dev.sallyport.respond.Envelopes;
import dev.sallyport.respond.EventType;
import dev.sallyport.respond.Results;
import dev.sallyport.target.Reading;
import tools.jackson.databind.node.ObjectNode;

/// Plan, list and read: what changes nothing and keeps nothing.
final class ReadAction {
  private final Planner planner;
  private final Envelopes envelopes;

  ReadAction(Planner planner, Envelopes envelopes) {
    this.planner = planner;
    this.envelopes = envelopes;
  }

  Answer plan(Ask ask) {
    return switch (planner.plan(ask, false)) {
      case Step.Refused<Planned>(Problem problem) -> Answer.of(problem);
      case Step.Passed<Planned>(Planned planned) ->
          event(ask, Results.plan(planned.plan(), planned.hash(), planned.safety()));
    };
  }

  Answer list(Ask ask) {
    return reading(ask, ask.target().list(ask.request().parameters()));
  }

  Answer read(Ask ask) {
    return reading(ask, ask.target().read(ask.request().parameters()));
  }

  private Answer reading(Ask ask, Reading reading) {
    return switch (reading) {
      case Reading.Refused(Problem problem) -> Answer.of(problem);
      case Reading.Found(ObjectNode result) -> event(ask, result);
    };
  }

  private Answer event(Ask ask, ObjectNode result) {
    return Answer.ok(
        envelopes.event(
            EventType.of(ask.request().action()), ask.traceId(), ask.request().echo(), result));
  }
}
