package dev.sallyport.contract;

import com.networknt.schema.Schema;
import dev.sallyport.problem.FieldError;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;
import tools.jackson.dataformat.yaml.YAMLMapper;

/// `openapi.yaml`, loaded: what every route takes and answers, and whether a given body is that.
///
/// Schemas are compiled when first asked for; safe for use by many threads.
public final class Contract {
  /// Stands for the operation of a request that no route is for.
  public static final String NO_OPERATION = "none";

  private static final String RESOURCE = "/openapi.yaml";

  /// The same as the build writes it down, since a machine reads this several times as fast.
  private static final String FOR_MACHINES = "/openapi.json";

  private static final List<String> JSON_TYPES =
      List.of("application/json", "application/problem+json");

  private final ObjectNode document;
  private final ObjectNode components;
  private final Map<String, Route> routes;
  private final Map<String, JsonNode> operations;
  private final Schemas plain = Schemas.plain();
  private final Schemas discriminating = Schemas.discriminating();
  private final Map<String, Schema> compiled = new ConcurrentHashMap<>();
  private final Map<Answer, Optional<Branches>> answers = new ConcurrentHashMap<>();

  private record Answer(String operationId, int status) {}

  Contract(ObjectNode document) {
    this.document = document;
    components = JsonNodeFactory.instance.objectNode();
    components.set("schemas", document.at("/components/schemas"));
    OpenApiRoutes read = OpenApiRoutes.of(document);
    routes = read.routes();
    operations = read.operations();
  }

  /// The contract that ships with this build.
  public static Contract load() {
    try (InputStream written = Contract.class.getResourceAsStream(FOR_MACHINES)) {
      return new Contract(
          written == null ? source() : (ObjectNode) JsonMapper.shared().readTree(written));
    } catch (IOException e) {
      throw new UncheckedIOException("cannot read " + FOR_MACHINES, e);
    }
  }

  private static ObjectNode source() throws IOException {
    try (InputStream in = Contract.class.getResourceAsStream(RESOURCE)) {
      if (in == null) {
        throw new IllegalStateException("the build lacks " + RESOURCE);
      }
      return (ObjectNode) new YAMLMapper().readTree(in);
    }
  }

  /// The whole document, for `GET /openapi.json`; a copy.
  public ObjectNode asJson() {
    return document.deepCopy();
  }

  /// Every operation, in the document's order.
  public List<Route> operations() {
    return List.copyOf(routes.values());
  }

  /// What in a request's body breaks the contract; empty for a body that keeps it.
  public List<FieldError> validateRequest(String operationId, JsonNode body) {
    Schema schema =
        compiled.computeIfAbsent(
            "request " + operationId,
            _ ->
                compile(
                    operation(operationId).at("/requestBody/content/application~1json/schema")));
    return SchemaErrors.of(schema.validate(body), "");
  }

  /// What in the query breaks the contract: unknown and repeated parameters and bad values. The
  /// pointers name parameters, such as `/limit`.
  ///
  /// @param query every value of every parameter, decoded
  public List<FieldError> validateQuery(String operationId, Map<String, List<String>> query) {
    QueryParameters parameters =
        QueryParameters.of(operation(operationId), node -> OpenApiRoutes.follow(document, node));
    Schema schema =
        compiled.computeIfAbsent("query " + operationId, _ -> compile(parameters.schema()));
    return parameters.validate(schema, query);
  }

  /// What in an answer's JSON body breaks the contract; an answer that the operation does not list
  /// is one finding about the whole of it.
  public List<FieldError> validateResponse(String operationId, int status, JsonNode body) {
    Branches branches =
        answers.computeIfAbsent(new Answer(operationId, status), this::branches).orElse(null);
    return branches == null
        ? List.of(
            new FieldError(
                "", "unlisted", "The contract lists no JSON answer of this status here."))
        : SchemaErrors.of(branches.of(body).validate(body), "");
  }

  /// The operation as the document has it, for tests that read examples.
  JsonNode operation(String operationId) {
    JsonNode operation = operations.get(operationId);
    if (operation == null) {
      throw new IllegalArgumentException("the contract has no operation " + operationId);
    }
    return operation;
  }

  /// The answer as the document has it, references followed.
  @Nullable JsonNode response(String operationId, String status) {
    if (operationId.equals(NO_OPERATION)) {
      return document.at("/components/responses/AnyProblem");
    }
    JsonNode responses = operation(operationId).get("responses");
    JsonNode response = responses.has(status) ? responses.get(status) : responses.get("default");
    return response == null ? null : OpenApiRoutes.follow(document, response);
  }

  private Optional<Branches> branches(Answer answer) {
    JsonNode response = response(answer.operationId(), Integer.toString(answer.status()));
    if (response == null) {
      return Optional.empty();
    }
    return JSON_TYPES.stream()
        .map(type -> response.path("content").path(type))
        .filter(content -> content.has("schema"))
        .map(content -> new Branches(document, content.get("schema"), this::compile))
        .findFirst();
  }

  /// One schema of the document, with the components beside it where it still refers to them.
  private Schema compile(JsonNode schema) {
    if (!schema.isObject()) {
      throw new IllegalArgumentException("the contract has no such schema");
    }
    Optional<JsonNode> inlined = Inlined.of(document, schema);
    if (inlined.isPresent()) {
      return plain.compile(inlined.get());
    }
    ObjectNode root = JsonNodeFactory.instance.objectNode();
    ArrayNode all = root.putArray("allOf");
    all.add(schema);
    root.set("components", components);
    return discriminating.compile(root);
  }
}
