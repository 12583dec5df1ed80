package dev.sallyport.contract;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.JsonNodeFactory;

@Tag("validation")
class CanonicalJsonTest {
  private static final JsonMapper MAPPER =
      JsonMapper.builder().enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS).build();

  private static String canonical(String json) {
    return new String(CanonicalJson.of(MAPPER.readTree(json)), StandardCharsets.UTF_8);
  }

  /// The example of RFC 8785 section 3.2.2, whose 26-digit number is written as its double here.
  @Test
  void writes_the_example_of_rfc_8785() {
    assertThat(
            canonical(
                """
                {"numbers":[333333333.3333333, 1E30, 4.50, 2e-3, 0.000000000000000000000000001],
                 "string":"\\u20ac$\\u000F\\u000aA'\\u0042\\u0022\\u005c\\\\\\"\\/",
                 "literals":[null, true, false]}"""))
        .isEqualTo(
            """
            {"literals":[null,true,false],\
            "numbers":[333333333.3333333,1e+30,4.5,0.002,1e-27],\
            "string":"€$\\u000f\\nA'B\\"\\\\\\\\\\"/"}""");
  }

  /// The order of RFC 8785 section 3.2.3: by UTF-16 code units, not by code points.
  @Test
  void sorts_members_by_utf16_code_units() {
    String sorted =
        canonical(
            """
            {"\\u20ac":1,"\\r":2,"\\ufb33":3,"1":4,"\\ud83d\\ude00":5,"\\u0080":6,"\\u00f6":7}""");

    assertThat(sorted)
        .isEqualTo("{\"\\r\":2,\"1\":4,\"\u0080\":6,\"ö\":7,\"€\":1,\"😀\":5,\"\ufb33\":3}");
  }

  /// From RFC 8785 appendix B.
  @ParameterizedTest
  @CsvSource({
    "0, 0",
    "-0, 0",
    "-0.0, 0",
    "5e-324, 5e-324",
    "-5e-324, -5e-324",
    "1.7976931348623157e308, 1.7976931348623157e+308",
    "9007199254740992, 9007199254740992",
    "-9007199254740992, -9007199254740992",
    "295147905179352830000, 295147905179352830000",
    "9.999999999999997e22, 9.999999999999997e+22",
    "1e23, 1e+23",
    "999999999999999700000, 999999999999999700000",
    "1e21, 1e+21",
    "9.999999999999997e-7, 9.999999999999997e-7",
    "0.000001, 0.000001",
    "333333333.33333325, 333333333.33333325",
    "-0.0000033333333333333333, -0.0000033333333333333333",
    "1424953923781206.2, 1424953923781206.2",
    "10, 10",
    "1.0, 1",
    "1E2, 100",
  })
  void writes_numbers_as_ecmascript_does(String number, String written) {
    assertThat(canonical("[" + number + "]")).isEqualTo("[" + written + "]");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "9007199254740993",
        "9223372036854775807",
        "-9223372036854775808",
        "0.10000000000000001",
        "1e309",
        "1e-400",
        "\"\\ud800\"",
        "\"\\udc00\\ud800\"",
      })
  void refuses_what_would_look_like_another_value(String json) {
    JsonNode value = MAPPER.readTree("[" + json + "]");

    assertThatIllegalArgumentException().isThrownBy(() -> CanonicalJson.of(value));
  }

  @Test
  void refuses_half_a_surrogate_pair_in_a_name() {
    JsonNode value = JsonNodeFactory.instance.objectNode().put("\ud800", 1);

    assertThatIllegalArgumentException().isThrownBy(() -> CanonicalJson.of(value));
  }

  @Test
  void refuses_what_is_nested_too_deep() {
    ArrayNode outer = JsonNodeFactory.instance.arrayNode();
    ArrayNode inner = outer;
    for (int i = 0; i <= CanonicalJson.MOST_DEPTH; i++) {
      inner = inner.addArray();
    }

    assertThatIllegalArgumentException().isThrownBy(() -> CanonicalJson.of(outer));
  }

  @Test
  void writes_empty_things_bare() {
    assertThat(canonical("{ \"a\" : { } , \"b\" : [ ] , \"\" : \"\" }"))
        .isEqualTo("{\"\":\"\",\"a\":{},\"b\":[]}");
  }

  @Test
  void hashes_the_canonical_bytes() {
    assertThat(CanonicalJson.sha256Hex(MAPPER.readTree("{ }")))
        .isEqualTo("44136fa355b3678a1146ad16f7e8649e94fb4fc21fe77e8310c060f61caaff8a");
  }
}
