package dev.sallyport.token;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sallyport.domain.Action;
import dev.sallyport.domain.ChangeId;
import dev.sallyport.domain.IdempotencyKey;
import dev.sallyport.domain.PlanHash;
import dev.sallyport.domain.PrincipalId;
import dev.sallyport.domain.TargetName;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.json.JsonMapper;

/// Claims are written and read without the JSON library wherever that says the same.
@Tag("tokens")
class ClaimsJsonTest {
  private static final String JTI = "c29tZS1iaXRzXzEyMw";
  private static final String TEXT =
      """
      {"jti":"c29tZS1iaXRzXzEyMw","sub":"docs-bot@ci","aud":"blog.v1","key":"head_line:1","chg":\
      "chg_01jd0000000000000000000000","act":"apply","pln":"sha256:%s","iat":1,"exp":1795000600}\
      """
          .formatted("0a".repeat(32));

  private static TokenClaims claims(String jti) {
    return new TokenClaims(
        jti,
        new PrincipalId("docs-bot@ci"),
        new TargetName("blog.v1"),
        new IdempotencyKey("head_line:1"),
        new ChangeId("chg_01jd0000000000000000000000"),
        Action.APPLY,
        new PlanHash("sha256:" + "0a".repeat(32)),
        Instant.ofEpochSecond(1),
        Instant.ofEpochSecond(1_795_000_600L));
  }

  private static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }

  @Test
  void what_is_written_is_what_was_always_written() {
    assertThat(new String(ClaimsJson.write(claims(JTI)), StandardCharsets.UTF_8)).isEqualTo(TEXT);
  }

  @ParameterizedTest
  @ValueSource(strings = {"", JTI, "a\"b", "back\\slash", "nul\0", "\u00e9\ud83d\ude00", "a/b+c="})
  void whatever_the_random_part_is_it_is_the_same_json_and_read_again(String jti) {
    byte[] written = ClaimsJson.write(claims(jti));

    assertThat(JsonMapper.shared().readTree(written).get("jti").asString()).isEqualTo(jti);
    assertThat(ClaimsJson.readOurs(written)).contains(claims(jti));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        " %s",
        "%s ",
        "{ %2$s",
        "{\"exp\":1795000600,%2$s",
        "{\"\\u006ati\":\"x\",%2$s",
        "{}",
        "",
        "[]",
        "nonsense",
        "{\"jti\":\"",
      })
  void another_spelling_is_read_as_the_library_reads_it(String shape) {
    byte[] json = bytes(shape.formatted(TEXT, TEXT.substring(1)));

    assertThat(ClaimsJson.readOurs(json)).isEqualTo(ClaimsJson.read(json));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "docs-bot@ci>docs\\u002dbot@ci",
        "docs-bot@ci>Docs",
        "blog.v1>",
        "head_line:1>a b",
        "chg_01jd>chg_81jd",
        "chg_01jd>chg_01ji",
        "apply>preview",
        "apply>nothing",
        "sha256:0a>sha256:0A",
        "\"iat\":1,>\"iat\":01,",
        "\"iat\":1,>\"iat\":+1,",
        "\"iat\":1,>\"iat\":1.5,",
        "\"iat\":1,>\"iat\":99999999999999999999,",
        "\"iat\":1,>\"iat\":9999999999999999,",
        "\"iat\":1,>\"iat\":\"1\",",
        "600}>600,\"exp\":7}",
        "600}>600",
        "600}>600}}",
        "600}>}",
      })
  void another_value_is_read_as_the_library_reads_it(String change) {
    String[] parts = change.split(">", 2);
    assertThat(TEXT).contains(parts[0]);
    byte[] json = bytes(TEXT.replace(parts[0], parts[1]));

    assertThat(ClaimsJson.readOurs(json)).isEqualTo(ClaimsJson.read(json));
  }
}
