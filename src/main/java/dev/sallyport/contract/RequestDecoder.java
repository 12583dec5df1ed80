package dev.sallyport.contract;

import dev.sallyport.domain.Action;
import dev.sallyport.problem.FieldError;
import dev.sallyport.problem.Problem;
import dev.sallyport.problem.ProblemType;
import dev.sallyport.problem.Step;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.node.ObjectNode;

/// Turns a request's bytes into what the contract says they are, or into one problem that names all
/// of its mistakes. Whatever the bytes, it answers: nothing is thrown, and no more than the body's
/// own size is kept.
public final class RequestDecoder {
  /// The size limit of a body where the configuration names none (DESIGN.md section 4).
  public static final int DEFAULT_MOST_BYTES = 1 << 20;

  private static final String EXECUTE = "execute";
  private static final String KEY = "idempotencyKey";

  private final Contract contract;
  private final int mostBytes;
  private final StrictJson json;

  public RequestDecoder(Contract contract, int mostBytes) {
    this.contract = contract;
    this.mostBytes = mostBytes;
    this.json = new StrictJson(mostBytes);
  }

  /// Decodes a `POST /v1/execute`.
  ///
  /// @param idempotencyKeyHeader the header of that name; several are joined by commas and so
  /// refused
  public Step<ExecuteRequest> decode(
      byte[] body, @Nullable String contentType, @Nullable String idempotencyKeyHeader) {
    return switch (read(body, contentType)) {
      case Step.Refused<StrictJson.Reading.Body>(Problem problem) -> Step.refuse(problem);
      case Step.Passed<StrictJson.Reading.Body>(StrictJson.Reading.Body read) ->
          execute(read, KeyHeader.of(idempotencyKeyHeader));
    };
  }

  /// Decodes the JSON body of any other operation.
  public Step<ObjectNode> decodeBody(
      String operationId, byte[] body, @Nullable String contentType) {
    return switch (read(body, contentType)) {
      case Step.Refused<StrictJson.Reading.Body>(Problem problem) -> Step.refuse(problem);
      case Step.Passed<StrictJson.Reading.Body>(StrictJson.Reading.Body read) -> {
        List<FieldError> errors = new ArrayList<>(read.errors());
        errors.addAll(contract.validateRequest(operationId, read.value()));
        yield errors.isEmpty() ? Step.pass(read.value()) : Step.refuse(invalid(errors));
      }
    };
  }

  private Step<StrictJson.Reading.Body> read(byte[] body, @Nullable String contentType) {
    if (!MediaType.isJson(contentType)) {
      return Step.refuse(
          ProblemType.UNSUPPORTED_MEDIA_TYPE,
          "The body must be declared as application/json, with no charset but utf-8.");
    }
    if (body.length > mostBytes) {
      return Step.refuse(
          ProblemType.PAYLOAD_TOO_LARGE, "A body has at most " + mostBytes + " bytes.");
    }
    return switch (json.read(body)) {
      case StrictJson.Reading.Malformed(String detail, List<FieldError> errors) ->
          Step.refuse(Problem.of(ProblemType.MALFORMED_JSON, detail).withErrors(errors));
      case StrictJson.Reading.Body read -> Step.pass(read);
    };
  }

  private Step<ExecuteRequest> execute(StrictJson.Reading.Body read, KeyHeader header) {
    ObjectNode body = read.value();
    List<FieldError> errors = new ArrayList<>(read.errors());
    errors.addAll(contract.validateRequest(EXECUTE, body));
    headerError(header, body).ifPresent(errors::add);
    boolean keyMissing = isKeyMissing(header, body);
    if (keyMissing && errors.isEmpty()) {
      return Step.refuse(
          Problem.of(
                  ProblemType.IDEMPOTENCY_KEY_MISSING,
                  "This action writes, so it needs an idempotency key, in the body or in the"
                      + " Idempotency-Key header.")
              .withErrors(List.of(keyNeeded())));
    }
    if (keyMissing) {
      errors.add(keyNeeded());
    }
    return errors.isEmpty()
        ? Step.pass(ExecuteBody.toRequest(body, header))
        : Step.refuse(invalid(errors));
  }

  private static Optional<FieldError> headerError(KeyHeader header, ObjectNode body) {
    return switch (header) {
      case KeyHeader.Absent() -> Optional.empty();
      case KeyHeader.Bad(String message) ->
          Optional.of(new FieldError("/" + KEY, "pattern", message));
      case KeyHeader.Given(var key) ->
          !body.has(KEY) || body.get(KEY).asString("").equals(key.value())
              ? Optional.empty()
              : Optional.of(
                  new FieldError(
                      "/" + KEY,
                      "conflict",
                      "The body and the Idempotency-Key header name different keys."));
    };
  }

  private static boolean isKeyMissing(KeyHeader header, ObjectNode body) {
    return header instanceof KeyHeader.Absent
        && !body.has(KEY)
        && Action.ofWire(body.path("action").asString("")).filter(Action::writes).isPresent();
  }

  private static FieldError keyNeeded() {
    return new FieldError("/" + KEY, "required", "This field is needed here.");
  }

  private static Problem invalid(List<FieldError> errors) {
    String detail =
        errors.size() == 1
            ? "One thing in the request is not as the contract says."
            : errors.size() + " things in the request are not as the contract says.";
    String capped =
        errors.size() < Problem.MOST_ERRORS
            ? detail
            : "At least %d things in the request are not as the contract says; these are the first."
                .formatted(Problem.MOST_ERRORS);
    return Problem.of(ProblemType.INVALID_REQUEST, capped).withErrors(errors);
  }
}
