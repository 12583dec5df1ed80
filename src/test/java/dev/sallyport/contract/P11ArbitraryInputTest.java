package dev.sallyport.contract;

import static dev.sallyport.contract.Decoding.CONTRACT;
import static dev.sallyport.contract.Decoding.DECODER;
import static dev.sallyport.contract.Decoding.decode;
import static org.assertj.core.api.Assertions.assertThat;

import dev.sallyport.problem.FieldError;
import dev.sallyport.problem.Problem;
import dev.sallyport.problem.ProblemJson;
import dev.sallyport.problem.Step;
import java.nio.charset.StandardCharsets;
import java.util.List;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.Tag;
import net.jqwik.api.Tuple;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

@Tag("validation")
class P11ArbitraryInputTest {
  private static final String TRACE = "4bf92f3577b34da6a3ce929d0e0e4736";
  private static final List<String> FIELDS =
      List.copyOf(
          CONTRACT.asJson().at("/components/schemas/ExecuteRequest/properties").propertyNames());

  @Property(tries = 1000)
  void p11_any_bytes_are_a_request_or_a_4xx(@ForAll byte[] body) {
    expectRequestOr4xx(decode(body, null));
  }

  @Property(tries = 1000)
  void p11_any_pieces_of_json_are_a_request_or_a_4xx(@ForAll("pieces") String body) {
    expectRequestOr4xx(decode(body));
  }

  @Property(tries = 500)
  void p11_any_values_of_known_fields_are_a_request_or_a_4xx(@ForAll("bodies") ObjectNode body) {
    expectRequestOr4xx(decode(body.toString()));
  }

  @Property(tries = 500)
  void p11_any_headers_are_a_request_or_a_4xx(@ForAll String contentType, @ForAll String key) {
    byte[] body = "{\"action\":\"apply\",\"target\":\"blog\"}".getBytes(StandardCharsets.UTF_8);

    expectRequestOr4xx(DECODER.decode(body, contentType, key));
    expectRequestOr4xx(DECODER.decode(body, "application/json", key));
    expectRequestOr4xx(DECODER.decode(body, "application/json", '"' + key + '"'));
  }

  @Provide
  Arbitrary<String> pieces() {
    return Arbitraries.of(
            "{",
            "}",
            "[",
            "]",
            ",",
            ":",
            "\"",
            "\"action\"",
            "\"status\"",
            "\"parameters\"",
            "null",
            "true",
            "-",
            "0",
            "1e9",
            "9007199254740993",
            "\\",
            "\\u0000",
            "\\ud800",
            "\\n",
            " ",
            "\n",
            "\u0000",
            "\ufeff",
            "é",
            "😀",
            "/*",
            "{\"action\":\"status\"")
        .list()
        .ofMaxSize(20)
        .map(pieces -> String.join("", pieces));
  }

  @Provide
  Arbitrary<ObjectNode> bodies() {
    Arbitrary<String> names =
        Arbitraries.frequencyOf(
            Tuple.of(9, Arbitraries.of(FIELDS)), Tuple.of(1, Arbitraries.strings().ofMaxLength(5)));
    return Arbitraries.maps(names, JsonArbitraries.values())
        .ofMaxSize(9)
        .map(
            members -> {
              ObjectNode body = JsonNodeFactory.instance.objectNode();
              members.forEach((name, value) -> body.set(name, value));
              return body;
            });
  }

  private static void expectRequestOr4xx(Step<ExecuteRequest> step) {
    if (step instanceof Step.Refused<ExecuteRequest>(Problem problem)) {
      assertThat(problem.type().status()).isBetween(400, 499);
      assertThat(problem.errors()).hasSizeLessThanOrEqualTo(Problem.MOST_ERRORS);
      assertThat(problem.errors())
          .extracting(FieldError::message)
          .allMatch(P11ArbitraryInputTest::isPlain);
      JsonNode json = ProblemJson.render(problem, "/v1/execute", TRACE);
      assertThat(CONTRACT.validateResponse("execute", problem.type().status(), json)).isEmpty();
    } else {
      ExecuteRequest request = ((Step.Passed<ExecuteRequest>) step).value();
      assertThat(request.fingerprint()).hasSize(64);
    }
  }

  private static boolean isPlain(String message) {
    return message.length() <= 400 && message.chars().noneMatch(Character::isISOControl);
  }
}
