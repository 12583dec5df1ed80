package dev.sallyport.contract;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.tuple;

import com.networknt.schema.SchemaException;
import dev.sallyport.problem.FieldError;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

@Tag("schemas")
class ParameterCheckTest {
  private final ParameterCheck check = new ParameterCheck();

  private static ObjectNode json(String text) {
    return (ObjectNode) JsonMapper.shared().readTree(text);
  }

  private List<String> mistakes(ObjectNode schema, String parameters) {
    return check.check("blog", schema, json(parameters)).stream()
        .map(error -> error.pointer() + " " + error.code())
        .toList();
  }

  @Test
  void names_each_mistake_under_parameters() {
    ObjectNode schema =
        json(
            """
            {"type":"object","additionalProperties":false,"required":["edits"],
             "properties":{"edits":{"type":"array","minItems":1,"items":{
               "type":"object","additionalProperties":false,"required":["path"],
               "properties":{"path":{"type":"string","maxLength":3}}}}}}""");

    assertThat(mistakes(schema, "{}")).containsExactly("/parameters/edits required");
    assertThat(mistakes(schema, "{\"edits\":[]}")).containsExactly("/parameters/edits too-few");
    assertThat(
            mistakes(
                schema,
                """
                {"edits":[{"path":"a"},{"path":"abcd","x/y":1},{}],"more":1}"""))
        .containsExactlyInAnyOrder(
            "/parameters/edits/1/path too-long",
            "/parameters/edits/1/x~1y unknown-field",
            "/parameters/edits/2/path required",
            "/parameters/more unknown-field");
  }

  @Test
  void a_schema_that_changed_under_its_name_is_taken_anew() {
    assertThat(mistakes(json("{\"maxProperties\":0}"), "{\"a\":1}")).hasSize(1);
    assertThat(mistakes(json("{\"maxProperties\":1}"), "{\"a\":1}")).isEmpty();
  }

  @Test
  void a_schema_that_points_outside_is_refused_and_nothing_is_fetched() {
    ObjectNode schema = json("{\"$ref\":\"http://127.0.0.1:9/schema.json\"}");

    assertThatThrownBy(() -> check.check("blog", schema, json("{}")))
        .isInstanceOf(SchemaException.class);
  }

  @Test
  void none_means_none() {
    assertThat(check.none(json("{}"))).isEmpty();
    assertThat(check.none(json("{\"a\":1}")))
        .extracting(FieldError::pointer, FieldError::code)
        .containsExactly(tuple("/parameters", "not-allowed"));
  }
}
