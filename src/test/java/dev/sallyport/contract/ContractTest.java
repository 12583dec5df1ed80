package dev.sallyport.contract;

import static dev.sallyport.contract.Decoding.CONTRACT;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;

import dev.sallyport.change.ChangeState;
import dev.sallyport.domain.Action;
import dev.sallyport.domain.ActionClass;
import dev.sallyport.domain.ChangeId;
import dev.sallyport.domain.EventId;
import dev.sallyport.domain.ExecutionId;
import dev.sallyport.domain.IdempotencyKey;
import dev.sallyport.domain.Operation;
import dev.sallyport.domain.PrincipalId;
import dev.sallyport.domain.SafetyLevel;
import dev.sallyport.domain.TargetName;
import dev.sallyport.problem.FieldError;
import dev.sallyport.problem.Problem;
import dev.sallyport.problem.ProblemJson;
import dev.sallyport.problem.ProblemPage;
import dev.sallyport.problem.ProblemType;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

@Tag("schemas")
class ContractTest {
  private static final String TRACE = "4bf92f3577b34da6a3ce929d0e0e4736";
  private static final ObjectNode DOCUMENT = CONTRACT.asJson();

  @TestFactory
  Stream<DynamicTest> every_example_of_a_request_keeps_the_contract() {
    return CONTRACT.operations().stream()
        .flatMap(
            route ->
                examples(
                        CONTRACT.operation(route.id()).at("/requestBody/content/application~1json"))
                    .entrySet()
                    .stream()
                    .map(
                        example ->
                            DynamicTest.dynamicTest(
                                route.id() + " " + example.getKey(),
                                () ->
                                    assertThat(
                                            CONTRACT.validateRequest(
                                                route.id(), example.getValue()))
                                        .isEmpty())));
  }

  @TestFactory
  Stream<DynamicTest> every_example_of_an_answer_keeps_the_contract() {
    return CONTRACT.operations().stream()
        .flatMap(
            route ->
                route.statuses().stream()
                    .filter(status -> !status.equals("default"))
                    .flatMap(status -> answerExamples(route, status)));
  }

  private static Stream<DynamicTest> answerExamples(Route route, String status) {
    JsonNode content = CONTRACT.response(route.id(), status).path("content");
    return Stream.of("application/json", "application/problem+json")
        .flatMap(type -> examples(content.path(type)).entrySet().stream())
        .map(
            example ->
                DynamicTest.dynamicTest(
                    route.id() + " " + status + " " + example.getKey(),
                    () ->
                        assertThat(
                                CONTRACT.validateResponse(
                                    route.id(), Integer.parseInt(status), example.getValue()))
                            .isEmpty()));
  }

  private static Map<String, JsonNode> examples(JsonNode mediaType) {
    Map<String, JsonNode> examples = new TreeMap<>();
    mediaType
        .path("examples")
        .properties()
        .forEach(example -> examples.put(example.getKey(), example.getValue().get("value")));
    return examples;
  }

  @Test
  void every_schema_compiles_and_every_reference_leads_somewhere() {
    for (Route route : CONTRACT.operations()) {
      if (CONTRACT.operation(route.id()).has("requestBody")) {
        assertThat(CONTRACT.validateRequest(route.id(), JsonNodeFactory.instance.nullNode()))
            .isNotEmpty();
      }
      assertThatCode(() -> CONTRACT.validateQuery(route.id(), Map.of())).doesNotThrowAnyException();
      for (String status : route.statuses()) {
        int number = status.equals("default") ? 599 : Integer.parseInt(status);
        assertThat(
                CONTRACT.validateResponse(route.id(), number, JsonNodeFactory.instance.arrayNode()))
            .as(route.id() + " " + status)
            .isNotEmpty();
      }
    }
    assertThat(references(DOCUMENT))
        .isNotEmpty()
        .allMatch(reference -> DOCUMENT.at(reference.substring(1)).isObject());
  }

  @Test
  void nothing_in_it_goes_unused() {
    List<String> used = references(DOCUMENT);
    for (String kind : List.of("schemas", "responses", "parameters", "headers")) {
      for (String name : DOCUMENT.at("/components/" + kind).propertyNames()) {
        // A wrong method is answered before there is an operation to list it.
        if (!List.of("MethodNotAllowed", "NextCursor").contains(name)) {
          assertThat(used).contains("#/components/" + kind + "/" + name);
        }
      }
    }
  }

  private static List<String> references(JsonNode node) {
    List<String> references = new ArrayList<>();
    node.properties().stream()
        .filter(member -> member.getKey().equals("$ref"))
        .forEach(member -> references.add(member.getValue().stringValue()));
    node.forEach(child -> references.addAll(references(child)));
    return references;
  }

  @Test
  void the_problems_are_exactly_those_of_the_catalogue() {
    TreeSet<String> listed = new TreeSet<>();
    DOCUMENT.at("/components/schemas").properties().stream()
        .filter(schema -> schema.getKey().matches("Problem[0-9]{3}"))
        .map(schema -> schema.getValue().at("/allOf/1/properties"))
        .forEach(
            rule ->
                rule.at("/type/enum")
                    .forEach(
                        type ->
                            listed.add(
                                rule.at("/status/const").intValue() + " " + type.asString())));

    assertThat(listed)
        .containsExactlyElementsOf(
            new TreeSet<>(
                Arrays.stream(ProblemType.values())
                    .map(type -> type.status() + " " + type.path())
                    .toList()));
  }

  @ParameterizedTest
  @EnumSource(ProblemType.class)
  void every_problem_as_it_is_rendered_keeps_the_contract(ProblemType type) {
    Problem problem =
        Problem.of(type, "What went wrong.")
            .withErrors(List.of(new FieldError("/a~1b", "unknown-field", "No such field.")));

    for (Route route : CONTRACT.operations()) {
      assertThat(
              CONTRACT.validateResponse(
                  route.id(), type.status(), ProblemJson.render(problem, "/v1/execute", TRACE)))
          .as(route.id())
          .isEmpty();
    }
    assertThat(CONTRACT.validateResponse("getProblem", 200, ProblemPage.json(type))).isEmpty();
  }

  @Test
  void a_slug_under_another_status_breaks_the_contract() {
    ObjectNode json =
        ProblemJson.render(Problem.of(ProblemType.PLAN_STALE, "Moved."), "/v1/execute", TRACE);

    assertThat(CONTRACT.validateResponse("execute", 403, json)).isNotEmpty();
    assertThat(CONTRACT.validateResponse("execute", 200, json)).isNotEmpty();
  }

  @Test
  void its_lists_of_words_are_those_of_the_code() {
    assertThat(words("/components/schemas/ExecuteRequest/properties/action/enum"))
        .isEqualTo(words(Action.values(), Action::wire))
        .isEqualTo(words("/components/schemas/RequestEcho/properties/action/enum"));
    assertThat(words("/components/schemas/ExecuteRequest/properties/operation/enum"))
        .isEqualTo(words(Operation.values(), Operation::wire));
    assertThat(words("/components/schemas/SafetyLevel/enum"))
        .isEqualTo(words(SafetyLevel.values(), SafetyLevel::wire))
        .isEqualTo(words("/components/schemas/ExecuteRequest/properties/safetyLevel/enum"));
    assertThat(words("/components/schemas/ActionClass/enum"))
        .isEqualTo(words(ActionClass.values(), ActionClass::wire));
    assertThat(words("/components/schemas/ChangeState/enum"))
        .isEqualTo(words(ChangeState.values(), ChangeState::wire));
  }

  private static TreeSet<String> words(String pointer) {
    return new TreeSet<>(DOCUMENT.at(pointer).valueStream().map(JsonNode::asString).toList());
  }

  private static <T> TreeSet<String> words(T[] values, Function<T, String> wire) {
    return new TreeSet<>(Arrays.stream(values).map(wire).toList());
  }

  @Test
  void its_patterns_are_those_of_the_code() {
    assertThat(pattern("TargetName")).isEqualTo("^" + TargetName.PATTERN + "$");
    assertThat(pattern("PrincipalName")).isEqualTo("^" + PrincipalId.PATTERN + "$");
    assertThat(pattern("IdempotencyKey").replace("*", "{3,128}"))
        .isEqualTo("^" + IdempotencyKey.PATTERN + "$");
    assertThat(pattern("ChangeId")).startsWith("^" + ChangeId.PREFIX);
    assertThat(pattern("ExecutionId")).startsWith("^" + ExecutionId.PREFIX);
    assertThat(pattern("EventId")).startsWith("^" + EventId.PREFIX);
  }

  private static String pattern(String schema) {
    return DOCUMENT.at("/components/schemas/" + schema + "/pattern").stringValue();
  }

  @Test
  void a_preview_has_no_token_while_it_awaits_approval_and_never_one_without_its_end() {
    ObjectNode event =
        (ObjectNode)
            CONTRACT
                .operation("execute")
                .at("/responses/200/content/application~1json/examples/previewed/value");
    ObjectNode withoutToken = event.deepCopy();
    ((ObjectNode) withoutToken.get("result")).remove(List.of("confirmToken", "confirmBy"));
    ObjectNode awaitingApproval = event.deepCopy();
    ((ObjectNode) awaitingApproval.get("result")).put("state", "awaiting_approval");
    ObjectNode approvalWithoutToken = withoutToken.deepCopy();
    ((ObjectNode) approvalWithoutToken.get("result")).put("state", "awaiting_approval");

    assertThat(codes(event)).isEmpty();
    ObjectNode withoutEnd = event.deepCopy();
    ((ObjectNode) withoutEnd.get("result")).remove("confirmBy");

    // So is a replay once the key that signed its token is retired.
    assertThat(codes(withoutToken)).isEmpty();
    assertThat(codes(withoutEnd)).isNotEmpty();
    assertThat(codes(awaitingApproval)).contains("not-allowed");
    assertThat(codes(approvalWithoutToken)).isEmpty();
  }

  private static List<String> codes(ObjectNode event) {
    return CONTRACT.validateResponse("execute", 200, event).stream().map(FieldError::code).toList();
  }

  /// Which is why an answer is held against the branch that it names, and against no other.
  @Test
  void every_branch_that_a_discriminator_names_demands_that_name() {
    List<JsonNode> choices =
        DOCUMENT
            .at("/components/schemas")
            .valueStream()
            .filter(s -> s.has("discriminator"))
            .toList();

    assertThat(choices).isNotEmpty();
    for (JsonNode choice : choices) {
      String property = choice.at("/discriminator/propertyName").stringValue();
      List<String> named = new ArrayList<>();
      for (var entry : choice.at("/discriminator/mapping").properties()) {
        String reference = entry.getValue().stringValue();
        named.add(reference);
        JsonNode branch = DOCUMENT.at(reference.substring(1));
        assertThat(branch.path("allOf").valueStream())
            .as("%s demands %s", reference, entry.getKey())
            .anyMatch(
                part ->
                    part.at("/properties/" + property + "/const")
                        .asString("")
                        .equals(entry.getKey()));
        assertThat(branch.path("allOf").valueStream().map(part -> follow(part).path("required")))
            .as("%s requires %s", reference, property)
            .anyMatch(
                required -> required.valueStream().anyMatch(r -> r.asString().equals(property)));
      }
      assertThat(named)
          .containsExactlyElementsOf(
              choice.path("oneOf").valueStream().map(b -> b.path("$ref").stringValue()).toList());
    }
  }

  private static JsonNode follow(JsonNode node) {
    return OpenApiRoutes.follow(DOCUMENT, node);
  }

  @Test
  void findings_about_an_event_are_about_its_own_type() {
    ObjectNode event =
        ((ObjectNode)
                CONTRACT
                    .operation("execute")
                    .at("/responses/200/content/application~1json/examples/applied/value"))
            .deepCopy();
    ((ObjectNode) event.get("result")).remove("executionId");

    assertThat(CONTRACT.validateResponse("execute", 200, event))
        .extracting(FieldError::pointer)
        .contains("/result/executionId")
        .allMatch(pointer -> pointer.isEmpty() || pointer.equals("/result/executionId"));
  }

  @Test
  void queries_are_held_to_their_parameters() {
    assertThat(CONTRACT.validateQuery("listChanges", Map.of("limit", List.of("200")))).isEmpty();
    assertThat(CONTRACT.validateQuery("listChanges", Map.of("target", List.of("123")))).isEmpty();
    assertThat(query("limit", "0")).containsExactly("/limit too-small");
    assertThat(query("limit", "201")).containsExactly("/limit too-large");
    assertThat(query("limit", "007")).containsExactly("/limit type");
    assertThat(query("limit", "99999999999999999999")).containsExactly("/limit type");
    assertThat(query("state", "done")).containsExactly("/state enum");
    assertThat(query("cursor", "a b")).containsExactly("/cursor pattern");
    assertThat(query("cursor", "")).containsExactly("/cursor too-short");
    assertThat(query("confirmToken", "x")).containsExactly("/confirmToken unknown-field");
    assertThat(CONTRACT.validateQuery("listChanges", Map.of("limit", List.of("1", "2"))))
        .extracting(FieldError::code)
        .containsExactly("duplicate-field");
  }

  private static List<String> query(String name, String value) {
    return CONTRACT.validateQuery("listChanges", Map.of(name, List.of(value))).stream()
        .map(error -> error.pointer() + " " + error.code())
        .toList();
  }

  @Test
  void p10_every_answer_that_waits_says_how_long() {
    for (String name : List.of("TooManyRequests", "Unavailable", "Conflict")) {
      assertThat(DOCUMENT.at("/components/responses/" + name + "/headers").propertyNames())
          .contains("Retry-After");
    }
  }

  @Test
  void the_document_that_is_given_out_is_a_copy() {
    CONTRACT.asJson().removeAll();

    assertThat(CONTRACT.asJson().has("paths")).isTrue();
  }
}
