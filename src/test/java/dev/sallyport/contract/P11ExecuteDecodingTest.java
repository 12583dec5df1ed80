package dev.sallyport.contract;

import static dev.sallyport.contract.Decoding.CONTRACT;
import static dev.sallyport.contract.Decoding.DECODER;
import static dev.sallyport.contract.Decoding.decode;
import static dev.sallyport.contract.Decoding.mistakes;
import static dev.sallyport.contract.Decoding.refused;
import static dev.sallyport.problem.ProblemType.INVALID_REQUEST;
import static dev.sallyport.problem.ProblemType.MALFORMED_JSON;
import static dev.sallyport.problem.ProblemType.PAYLOAD_TOO_LARGE;
import static dev.sallyport.problem.ProblemType.UNSUPPORTED_MEDIA_TYPE;
import static org.assertj.core.api.Assertions.assertThat;

import dev.sallyport.problem.FieldError;
import dev.sallyport.problem.Problem;
import dev.sallyport.problem.Step;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.regex.Matcher;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Assertions;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.NullSource;
import org.junit.jupiter.params.provider.ValueSource;

@Tag("validation")
class P11ExecuteDecodingTest {
  private static final Duration AT_MOST = Duration.ofSeconds(60);

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        " \n\t",
        "null",
        "true",
        "[]",
        "[{\"action\":\"status\"}]",
        "\"status\"",
        "1",
        "{",
        "{\"action\"",
        "{\"action\":",
        "{\"action\":\"sta",
        "{\"action\":\"status\"",
        "{\"action\":\"status\"}}",
        "{\"action\":\"status\"} {}",
        "{\"action\":\"status\"} x",
        "{\"action\":\"status\",}",
        "{'action':'status'}",
        "{action:\"status\"}",
        "{\"action\":\"status\"/*c*/}",
        "{\"action\":\"status\"}//c",
        "# c\n{\"action\":\"status\"}",
        "{\"action\":NaN}",
        "{\"action\":Infinity}",
        "{\"action\":01}",
        "{\"action\":+1}",
        "{\"action\":.5}",
        "{\"action\":5.}",
        "{\"action\":0x10}",
        "{\"action\":\"a\tb\"}",
        "{\"action\":\"\\x\"}",
        "{\"action\":\"\\u12\"}",
        "{\"\\ud800\":1}",
        "{\"\\udc00\":1}",
        "{\"action\":tru}",
        "\uFEFF{\"action\":\"status\"}",
        "{\"action\" \"status\"}",
        "\u0000",
      })
  void p11_what_is_not_one_json_object_is_malformed(String body) {
    Problem problem = refused(decode(body), MALFORMED_JSON);

    assertThat(problem.detail()).isNotBlank().hasSizeLessThan(200);
  }

  @Test
  void p11_other_encodings_than_utf8_are_malformed() {
    String body = "{\"action\":\"status\"}";

    refused(decode(body.getBytes(StandardCharsets.UTF_16LE), null), MALFORMED_JSON);
    refused(decode(body.getBytes(StandardCharsets.UTF_16BE), null), MALFORMED_JSON);
    refused(decode(body.getBytes(Charset.forName("UTF-32BE")), null), MALFORMED_JSON);
    refused(
        decode("{\"action\":\"stätus\"}".getBytes(StandardCharsets.ISO_8859_1), null),
        MALFORMED_JSON);
  }

  @Test
  void p11_surrogates_encoded_in_utf8_are_malformed() {
    byte[] body = "{\"action\":\"...\"}".getBytes(StandardCharsets.UTF_8);
    body[11] = (byte) 0xed;
    body[12] = (byte) 0xa0;
    body[13] = (byte) 0x80;

    refused(decode(body, null), MALFORMED_JSON);
  }

  @ParameterizedTest
  @ValueSource(strings = {"[", "{\"a\":", "[{\"a\":"})
  void p11_depth_100_000_is_a_cheap_refusal(String opening) {
    String body = "{\"action\":\"status\",\"parameters\":" + opening.repeat(100_000);

    Problem problem =
        Assertions.assertTimeoutPreemptively(AT_MOST, () -> refused(decode(body), MALFORMED_JSON));

    assertThat(problem.errors()).extracting(FieldError::code).containsExactly("too-deep");
    assertThat(problem.errors().getFirst().pointer())
        .startsWith("/parameters")
        .hasSizeLessThan(Pointer.MOST_CHARACTERS);
  }

  @Test
  void p11_nesting_is_counted_exactly() {
    refused(decode(nested(33)), MALFORMED_JSON);
    Decoding.accepted(decode(nested(32)));
  }

  private static String nested(int depth) {
    return "{\"action\":\"status\",\"parameters\":"
        + "{\"a\":".repeat(depth - 2)
        + "{}"
        + "}".repeat(depth - 1);
  }

  @Test
  void p11_two_megabytes_are_too_large_and_never_parsed() {
    refused(decode(new byte[2 << 20], null), PAYLOAD_TOO_LARGE);
  }

  @Test
  void p11_a_body_of_the_limit_is_read() {
    String start = "{\"action\":\"status\",\"parameters\":{\"a\":\"";
    String end = "\"}}";
    int filler = RequestDecoder.DEFAULT_MOST_BYTES - start.length() - end.length();

    Decoding.accepted(decode(start + "x".repeat(filler) + end));
    refused(decode(start + "x".repeat(filler + 1) + end), PAYLOAD_TOO_LARGE);
  }

  @Test
  void p11_a_megabyte_of_unknown_fields_names_twenty() {
    String fields =
        IntStream.range(0, 45_000)
            .mapToObj(i -> "\"f" + i + "\":0")
            .collect(Collectors.joining(","));

    Problem problem =
        Assertions.assertTimeoutPreemptively(
            AT_MOST,
            () -> refused(decode("{\"action\":\"status\"," + fields + "}"), INVALID_REQUEST));

    assertThat(problem.errors()).hasSize(Problem.MOST_ERRORS);
  }

  @Test
  void p11_more_values_than_any_request_needs_are_refused() {
    String values = "0,".repeat(StrictJson.MOST_TOKENS);

    Problem problem = refused(decode("{\"parameters\":{\"a\":[" + values + "0]}}"), MALFORMED_JSON);

    assertThat(problem.errors()).extracting(FieldError::code).containsExactly("too-many");
  }

  @Test
  void p11_overlong_names_and_numbers_are_refused() {
    String name = "n".repeat(StrictJson.MOST_NAME_CHARACTERS + 1);
    String number = "1".repeat(StrictJson.MOST_NUMBER_CHARACTERS + 1);

    assertThat(mistakes(refused(decode("{\"" + name + "\":1}"), MALFORMED_JSON)))
        .singleElement()
        .asString()
        .endsWith("too-long");
    assertThat(mistakes(refused(decode("{\"parameters\":{\"a\":" + number + "}}"), MALFORMED_JSON)))
        .singleElement()
        .asString()
        .endsWith("too-long");
  }

  @Test
  void p11_repeated_fields_are_named_wherever_they_stand() {
    Problem problem =
        refused(
            decode(
                """
                {"action":"status","action":"plan",
                 "parameters":{"a":[{"b":null,"b":1}],"c/d~":1,"c/d~":2}}"""),
            MALFORMED_JSON);

    assertThat(mistakes(problem))
        .containsExactly(
            "/action duplicate-field",
            "/parameters/a/0/b duplicate-field",
            "/parameters/c~1d~0 duplicate-field");
  }

  @Test
  void p11_nul_and_lone_surrogates_are_refused_where_they_stand() {
    Problem problem =
        refused(
            decode(
                """
                {"action":"plan","target":"blog","command":"a\\u0000b",
                 "parameters":{"edits":[{"path":"\\ud800","content":"\\udc00\\ud800"}],
                               "y\\u0000":1}}"""),
            INVALID_REQUEST);

    assertThat(mistakes(problem))
        .containsExactly(
            "/command nul",
            "/parameters/edits/0/path lone-surrogate",
            "/parameters/edits/0/content lone-surrogate",
            "/parameters field-name");
  }

  @Test
  void whole_surrogate_pairs_and_right_to_left_text_pass() {
    ExecuteRequest request =
        Decoding.accepted(
            """
            {"action":"plan","target":"blog","command":"\\ud83d\\ude00 😀 שלום"}""");

    assertThat(request.command()).isEqualTo("😀 😀 שלום");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "9007199254740993",
        "-9007199254740993",
        "9223372036854775807",
        "123456789012345678901234567890",
        "0.10000000000000001",
        "1e400",
        "-1e400",
        "1e-400",
        "1e999999999",
        "1e-999999999",
        "0e9999999199",
        "1e99999999999999999999",
        "1e-99999999999999999999",
        "0.1e2147483648",
        "-1.5E+2147483647",
      })
  void p11_numbers_that_no_double_carries_are_refused(String number) {
    Problem problem =
        Assertions.assertTimeoutPreemptively(
            AT_MOST,
            () ->
                refused(
                    decode("{\"action\":\"status\",\"parameters\":{\"n\":" + number + "}}"),
                    INVALID_REQUEST));

    assertThat(mistakes(problem)).containsExactly("/parameters/n number-not-interoperable");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"0", "-0", "0.1", "1e3", "9007199254740991", "9007199254740992", "1e23", "5e-324"})
  void numbers_that_a_double_carries_pass(String number) {
    Decoding.accepted("{\"action\":\"status\",\"parameters\":{\"n\":" + number + "}}");
  }

  @ParameterizedTest
  @ValueSource(strings = {"null", "1", "1.5", "true", "[]", "{}", "\"\"", "\"nonsense value\""})
  void p11_each_field_of_another_type_is_named(String value) {
    for (var field :
        CONTRACT.asJson().at("/components/schemas/ExecuteRequest/properties").properties()) {
      String body =
          """
          {"action":"preview","target":"blog","idempotencyKey":"key-1","command":"c"}"""
              .replaceFirst("\"" + field.getKey() + "\":\"[^\"]*\",?", "")
              .replaceFirst(",?}$", "");
      var step =
          decode(
              body + (body.equals("{") ? "" : ",") + "\"" + field.getKey() + "\":" + value + "}");

      if (step instanceof Step.Refused<ExecuteRequest>(Problem problem)) {
        assertThat(problem.type().status()).isEqualTo(400);
        assertThat(problem.errors())
            .extracting(FieldError::pointer)
            .allMatch(pointer -> pointer.startsWith("/" + field.getKey()));
      } else {
        assertThat(value).as(field.getKey()).isIn("{}", "\"\"", "\"nonsense value\"");
      }
    }
  }

  @Test
  void p11_unknown_fields_are_named_and_escaped() {
    Problem problem =
        refused(
            decode("{\"action\":\"status\",\"foo\":1,\"a/b~c\":{},\"Action\":1}"), INVALID_REQUEST);

    assertThat(mistakes(problem))
        .containsExactly("/foo unknown-field", "/a~1b~0c unknown-field", "/Action unknown-field");
  }

  @Test
  void p11_all_mistakes_are_told_at_once() {
    Problem problem =
        refused(
            decode(
                """
                {"action":"preview","idempotencyKey":"a b","safetyLevel":"none","actor":{"type":"x"},
                 "confirmToken":7,"extra":9007199254740993,"command":""}"""),
            INVALID_REQUEST);

    assertThat(mistakes(problem))
        .containsExactlyInAnyOrder(
            "/extra number-not-interoperable",
            "/extra unknown-field",
            "/target required",
            "/idempotencyKey pattern",
            "/safetyLevel enum",
            "/actor/id required",
            "/confirmToken type",
            "/command too-short");
    assertThat(problem.detail()).contains("8 things");
  }

  @Test
  void p11_messages_repeat_little_of_the_caller_and_no_control_characters() {
    String name = "\\u001b[31m\\u202e" + "x".repeat(200);

    Problem problem =
        refused(decode("{\"action\":\"status\",\"" + name + "\":1}"), INVALID_REQUEST);

    String message = problem.errors().getFirst().message();
    assertThat(message).contains("\\u001b[31m\\u202exxx").hasSizeLessThan(150);
    assertThat(message.chars()).noneMatch(Character::isISOControl);
  }

  @ParameterizedTest
  @NullSource
  @ValueSource(
      strings = {
        "",
        "text/plain",
        "application/jsonx",
        "application/json; charset=iso-8859-1",
        "application/json; charset=utf-8; x=y",
        "application/json;",
        "application/problem+json",
        "application/json, application/json",
      })
  void p11_other_content_types_are_unsupported(String contentType) {
    refused(
        DECODER.decode(
            "{\"action\":\"status\"}".getBytes(StandardCharsets.UTF_8), contentType, null),
        UNSUPPORTED_MEDIA_TYPE);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "application/json",
        "Application/JSON",
        "application/json;charset=utf-8",
        "application/json ; charset=\"UTF-8\" ",
      })
  void json_content_types_pass(String contentType) {
    Decoding.accepted(
        DECODER.decode(
            "{\"action\":\"status\"}".getBytes(StandardCharsets.UTF_8), contentType, null));
  }

  @ParameterizedTest
  @CsvSource({
    "target, 64",
    "command, 4000",
    "idempotencyKey, 128",
    "confirmToken, 4096",
    "actor, 200",
  })
  void p11_texts_are_bounded_exactly(String field, int most) {
    String body =
        """
        {"action":"preview","target":"blog","idempotencyKey":"key-1","command":"c","actor":"a",
         "confirmToken":"t"}""";

    Decoding.accepted(replace(body, field, "y".repeat(most)));
    Problem problem = refused(decode(replace(body, field, "y".repeat(most + 1))), INVALID_REQUEST);
    assertThat(mistakes(problem)).containsExactly("/" + field + " too-long");
  }

  private static String replace(String body, String field, String value) {
    return body.replaceFirst("\"" + field + "\":\"[^\"]*\"", "\"" + field + "\":\"" + value + "\"");
  }

  @ParameterizedTest
  @CsvSource({"target, bl\\nog", "target, blog\\n", "command, a\\u001bb", "actor, a\\u0007"})
  void p11_control_characters_are_refused_in_plain_texts(String field, String value) {
    String body = "{\"action\":\"plan\",\"target\":\"blog\",\"command\":\"c\",\"actor\":\"a\"}";

    Problem problem =
        refused(
            decode(
                body.replaceFirst(
                    "\"" + field + "\":\"[^\"]*\"",
                    Matcher.quoteReplacement("\"" + field + "\":\"" + value + "\""))),
            INVALID_REQUEST);

    assertThat(mistakes(problem)).containsExactly("/" + field + " pattern");
  }
}
