package dev.sallyport.contract;

import static dev.sallyport.contract.Decoding.CONTRACT;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.networknt.schema.Schema;
import dev.sallyport.problem.FieldError;
import java.util.HashSet;
import java.util.Random;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

@Tag("schemas")
class InlinedTest {
  private static final ObjectNode DOCUMENT = CONTRACT.asJson();

  private static final int CHANGES = 200;

  /// Of which so many at least break the contract, or nothing was compared.
  private static final int FEWEST_FOUND = 20;

  @TestFactory
  Stream<DynamicTest> finds_what_the_schema_with_its_references_finds() {
    return DOCUMENT.findValues("content").stream()
        .flatMap(content -> content.valueStream())
        .filter(media -> media.has("schema") && !media.path("examples").isEmpty())
        .filter(media -> Inlined.of(DOCUMENT, media.get("schema")).isPresent())
        .flatMap(
            media ->
                media.get("examples").properties().stream()
                    .filter(example -> example.getValue().path("value").isObject())
                    .map(
                        example ->
                            DynamicTest.dynamicTest(
                                example.getKey(),
                                () ->
                                    findTheSame(
                                        media.get("schema"),
                                        (ObjectNode) example.getValue().get("value")))));
  }

  private static void findTheSame(JsonNode schema, ObjectNode example) {
    ObjectNode root = JsonMapper.shared().createObjectNode();
    root.putArray("allOf").add(schema);
    root.set("components", DOCUMENT.get("components"));
    Schema referring = Schemas.plain().compile(root);
    Schema inlined = Schemas.plain().compile(inlined(DOCUMENT, schema));
    Random random = new Random(1);
    int found = 0;
    for (int i = 0; i < CHANGES; i++) {
      ObjectNode changed = OneChange.in(example, random);
      Set<FieldError> expected = findings(referring, changed);
      assertThat(findings(inlined, changed)).as("%s", changed).isEqualTo(expected);
      found += expected.isEmpty() ? 0 : 1;
    }
    assertThat(found).isGreaterThan(FEWEST_FOUND);
  }

  private static Set<FieldError> findings(Schema schema, JsonNode body) {
    return new HashSet<>(SchemaErrors.of(schema.validate(body), ""));
  }

  @Test
  void has_no_reference_left_that_could_be_followed() {
    JsonNode request = DOCUMENT.at("/components/schemas/ExecuteRequest");

    assertThat(request.findValues("$ref")).isNotEmpty();
    assertThat(inlined(DOCUMENT, request).findValues("$ref")).isEmpty();
  }

  @Test
  void demands_what_stands_beside_a_reference_as_well() {
    ObjectNode document =
        json("{'components': {'schemas': {'Text': {'type': 'string', 'maxLength': 3}}}}");
    Schema both =
        Schemas.plain()
            .compile(
                inlined(
                    document,
                    json(
                        "{'properties': {'a': {'$ref': '#/components/schemas/Text',"
                            + " 'minLength': 2}}}")));

    assertThat(both.validate(json("{'a': 'ab'}"))).isEmpty();
    assertThat(both.validate(json("{'a': 'a'}"))).isNotEmpty();
    assertThat(both.validate(json("{'a': 'abcd'}"))).isNotEmpty();
  }

  @Test
  void keeps_the_references_of_a_schema_that_is_chosen_by_a_discriminator() {
    JsonNode event = DOCUMENT.at("/components/schemas/Event");

    assertThat(Inlined.of(DOCUMENT, event)).isEmpty();
  }

  @Test
  void refuses_a_schema_that_refers_to_itself() {
    ObjectNode document =
        json(
            "{'components': {'schemas': {'Tree': {'properties': {'left': {'$ref':"
                + " '#/components/schemas/Tree'}}}}}}");

    assertThatThrownBy(() -> Inlined.of(document, document.at("/components/schemas/Tree")))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("refers to itself");
  }

  private static JsonNode inlined(JsonNode document, JsonNode schema) {
    return Inlined.of(document, schema).orElseThrow();
  }

  private static ObjectNode json(String text) {
    return (ObjectNode) JsonMapper.shared().readTree(text.replace('\'', '"'));
  }
}
