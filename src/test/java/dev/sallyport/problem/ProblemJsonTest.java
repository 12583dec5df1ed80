package dev.sallyport.problem;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.node.ObjectNode;

@Tag("schemas")
class ProblemJsonTest {
  private static final String TRACE = "4bf92f3577b34da6a3ce929d0e0e4736";

  @Test
  void writes_the_members_of_rfc_9457_and_no_empty_list() {
    ObjectNode json =
        ProblemJson.render(
            Problem.of(ProblemType.PLAN_STALE, "The head moved."), "/v1/execute", TRACE);

    assertThat(json.propertyNames())
        .containsExactly("type", "title", "status", "detail", "instance", "traceId");
    assertThat(json.get("type").stringValue()).isEqualTo("/problems/plan-stale");
    assertThat(json.get("status").intValue()).isEqualTo(409);
  }

  @Test
  void names_each_mistake() {
    Problem problem =
        Problem.of(ProblemType.INVALID_REQUEST, "One thing.")
            .withErrors(List.of(new FieldError("/foo", "unknown-field", "No such field.")));

    assertThat(ProblemJson.render(problem, "/v1/execute", TRACE).get("errors").toString())
        .isEqualTo(
            "[{\"pointer\":\"/foo\",\"code\":\"unknown-field\",\"message\":\"No such field.\"}]");
  }
}
