package dev.sallyport.gate;

import dev.sallyport.authorize.Authorizer;
import dev.sallyport.contract.RequestDecoder;
import dev.sallyport.domain.ChangeId;
import dev.sallyport.domain.ExecutionId;
import dev.sallyport.domain.Ids;
import dev.sallyport.domain.Outcome;
import dev.sallyport.domain.Principal;
import dev.sallyport.domain.Role;
import dev.sallyport.execute.Resolution;
import dev.sallyport.execute.Resolver;
import dev.sallyport.execute.Runs;
import dev.sallyport.problem.Problem;
import dev.sallyport.problem.ProblemType;
import dev.sallyport.problem.Step;
import dev.sallyport.respond.Answer;
import dev.sallyport.respond.Results;
import dev.sallyport.store.Executions.Execution;
import dev.sallyport.store.Executions.Filter;
import dev.sallyport.store.Store;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.node.ObjectNode;

/// The routes of executions: what ran and runs, following one, and settling one whose outcome is
/// unknown. A requester sees its own; approvers, operators and auditors see everyone's on the
/// targets of their key.
public final class ExecutionQueries {
  private static final String LAST_EVENT = "Last-Event-ID";
  private static final String NUMBER = "[0-9]{1,18}";

  private final Store store;
  private final Authorizer authorizer;
  private final RequestDecoder decoder;
  private final Resolver resolver;
  private final Runs runs;
  private final Streams streams;
  private final LongSupplier nanos;
  private final Telemetry telemetry;

  /// @param nanos a clock for durations
  public ExecutionQueries(
      Store store,
      Authorizer authorizer,
      RequestDecoder decoder,
      Resolver resolver,
      Runs runs,
      Streams streams,
      LongSupplier nanos,
      Telemetry telemetry) {
    this.store = store;
    this.authorizer = authorizer;
    this.decoder = decoder;
    this.resolver = resolver;
    this.runs = runs;
    this.streams = streams;
    this.nanos = nanos;
    this.telemetry = telemetry;
  }

  /// `GET /v1/executions`, newest first.
  public Answer list(Incoming incoming, Journey journey, Principal principal) {
    int limit = Paging.limit(incoming);
    Execution.@Nullable State state =
        incoming.queryParameter("state").flatMap(ExecutionQueries::state).orElse(null);
    @Nullable ExecutionId before =
        incoming
            .queryParameter("cursor")
            .filter(cursor -> Ids.isValid(ExecutionId.PREFIX, cursor))
            .map(ExecutionId::new)
            .orElse(null);
    Filter filter =
        new Filter(
            principal.seesAll() ? null : principal.id(),
            Queries.targets(principal, incoming.queryParameter("target")),
            state,
            before,
            limit + 1);
    List<Execution> found =
        incoming
            .queryParameter("change")
            .map(change -> ofChange(change, filter))
            .orElseGet(() -> store.executions().list(filter));
    return Paging.page(found, limit, Results::execution, execution -> execution.id().value());
  }

  private static Optional<Execution.State> state(String wire) {
    return Arrays.stream(Execution.State.values())
        .filter(state -> state.wire().equals(wire))
        .findFirst();
  }

  /// A change has few executions: at most one of each action and key.
  private List<Execution> ofChange(String change, Filter filter) {
    if (!Ids.isValid(ChangeId.PREFIX, change)) {
      return List.of();
    }
    @Nullable Set<String> targets = filter.targets();
    @Nullable ExecutionId before = filter.before();
    return store.executions().ofChange(new ChangeId(change)).stream()
        .filter(one -> filter.principal() == null || one.principal().equals(filter.principal()))
        .filter(one -> targets == null || targets.contains(one.target().value()))
        .filter(one -> filter.state() == null || one.state() == filter.state())
        .sorted(
            Comparator.comparing(Execution::startedAt)
                .thenComparing(one -> one.id().value())
                .reversed())
        .dropWhile(one -> before != null && !one.id().equals(before))
        .skip(before == null ? 0 : 1)
        .limit(filter.limit())
        .toList();
  }

  /// `GET /v1/executions/{id}`.
  public Answer one(Incoming incoming, Journey journey, Principal principal) {
    return find(incoming, journey, principal)
        .map(execution -> Answer.ok(Results.execution(execution)))
        .orElseGet(Queries::unknownChange);
  }

  /// `GET /v1/executions/{id}/events`.
  public Answer events(Incoming incoming, Journey journey, Principal principal) {
    Optional<Execution> execution = find(incoming, journey, principal);
    if (execution.isEmpty()) {
      return Queries.unknownChange();
    }
    OptionalLong seq = lastEvent(incoming);
    if (seq.isEmpty()) {
      return Answer.of(
          Problem.of(
              ProblemType.INVALID_REQUEST,
              "Last-Event-ID is the id of the last event that you have, a whole number."));
    }
    Optional<Problem> full = streams.enter(principal.id());
    return full.map(Answer::of)
        .orElseGet(
            () ->
                new Answer.Stream(
                    new EventStream(
                        store,
                        runs,
                        streams,
                        nanos,
                        principal.id(),
                        execution.get().id(),
                        seq.getAsLong()),
                    Map.of()));
  }

  /// The number of the last line that the reader has; empty where what it sent is none.
  private static OptionalLong lastEvent(Incoming incoming) {
    List<String> lines = incoming.headers().all(LAST_EVENT);
    if (lines.isEmpty() || (lines.size() == 1 && lines.getFirst().isEmpty())) {
      return OptionalLong.of(0);
    }
    return lines.size() == 1 && lines.getFirst().matches(NUMBER)
        ? OptionalLong.of(Long.parseLong(lines.getFirst()))
        : OptionalLong.empty();
  }

  /// `POST /v1/executions/{id}/resolve`, for an operator.
  public Answer resolve(Incoming incoming, Journey journey, Principal principal) {
    return switch (Bodies.decode(decoder, incoming)) {
      case Step.Refused<ObjectNode>(Problem problem) -> Answer.of(problem);
      case Step.Passed<ObjectNode>(ObjectNode body) ->
          switch (authorizer.role(principal, Role.OPERATOR)) {
            case Step.Refused<Principal>(Problem problem) -> {
              telemetry.authorizationFailed(problem);
              yield Answer.of(problem);
            }
            case Step.Passed<Principal> operator ->
                find(incoming, journey, principal)
                    .map(execution -> resolve(journey, principal, execution, body))
                    .orElseGet(Queries::unknownChange);
          };
    };
  }

  private Answer resolve(
      Journey journey, Principal principal, Execution execution, ObjectNode body) {
    Resolution resolution =
        new Resolution(
            body.required("outcome").asString().equals(Outcome.SUCCEEDED.wire()),
            body.required("reason").asString(),
            principal.id());
    return switch (resolver.resolve(execution, resolution, journey.traceId())) {
      case DONE -> {
        telemetry.resolved(execution);
        yield Answer.ok(Results.execution(again(execution)));
      }
      case STILL_RUNS ->
          wrongState(
              "This gate is still at work on it; wait until it has ended, or stop the gate.");
      case NOT_UNKNOWN ->
          wrongState(
              "The execution is %s; only one whose outcome is unknown can be resolved, and only once."
                  .formatted(again(execution).state().wire()));
    };
  }

  private Execution again(Execution execution) {
    return store.executions().find(execution.id()).orElse(execution);
  }

  private static Answer wrongState(String detail) {
    return Answer.of(Problem.of(ProblemType.WRONG_STATE, detail));
  }

  /// The execution that the path names, where the principal may see it.
  private Optional<Execution> find(Incoming incoming, Journey journey, Principal principal) {
    Optional<Execution> found =
        Optional.ofNullable(incoming.pathParameters().get("id"))
            .filter(id -> Ids.isValid(ExecutionId.PREFIX, id))
            .map(ExecutionId::new)
            .flatMap(store.executions()::find)
            .filter(
                execution ->
                    principal.mayUse(execution.target())
                        && (principal.seesAll() || execution.principal().equals(principal.id())));
    found.ifPresent(
        execution -> {
          journey.on(execution.target());
          journey.scope().execution(execution.id());
        });
    return found;
  }
}
