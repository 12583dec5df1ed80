package dev.sallyport.gate;

import dev.sallyport.action.Ask;
import dev.sallyport.contract.ParameterCheck;
import dev.sallyport.domain.Operation;
import dev.sallyport.problem.FieldError;
import java.util.List;

/// A request's parameters against the schema that its target has for the action.
record AskedParameters(ParameterCheck check) {
  List<FieldError> mistakes(Ask ask) {
    return switch (ask.request().action()) {
      case PLAN, PREVIEW, AUTO ->
          ask.request().operation() == Operation.ROLLBACK
              ? check.none(ask.request().parameters())
              : check.check(
                  ask.target().name().value(),
                  ask.target().parametersSchema(),
                  ask.request().parameters());
      case LIST, READ ->
          check.check(
              ask.target().name().value() + " reading",
              ask.target().readSchema(),
              ask.request().parameters());
      case APPLY, DEPLOY, ROLLBACK, STATUS -> check.none(ask.request().parameters());
    };
  }
}
