package dev.sallyport.contract;

import static dev.sallyport.contract.Decoding.accepted;
import static dev.sallyport.contract.Decoding.decode;
import static dev.sallyport.contract.Decoding.mistakes;
import static dev.sallyport.contract.Decoding.refused;
import static dev.sallyport.problem.ProblemType.IDEMPOTENCY_KEY_MISSING;
import static dev.sallyport.problem.ProblemType.INVALID_REQUEST;
import static org.assertj.core.api.Assertions.assertThat;

import dev.sallyport.domain.Action;
import dev.sallyport.domain.IdempotencyKey;
import dev.sallyport.domain.Operation;
import dev.sallyport.domain.SafetyLevel;
import dev.sallyport.domain.TargetName;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

@Tag("validation")
class ExecuteRequestTest {
  private static final String PREVIEW =
      """
      {"action":"preview","target":"blog","idempotencyKey":"key-1","command":"Do it",
       "parameters":{"edits":[]},"operation":"rollback","safetyLevel":"high","actor":"ada",
       "confirmToken":"spt_secret"}""";

  @Test
  void carries_every_field() {
    ExecuteRequest request = accepted(PREVIEW);

    assertThat(request.action()).isEqualTo(Action.PREVIEW);
    assertThat(request.target()).contains(new TargetName("blog"));
    assertThat(request.key()).isEqualTo(new IdempotencyKey("key-1"));
    assertThat(request.command()).isEqualTo("Do it");
    assertThat(request.parameters().has("edits")).isTrue();
    assertThat(request.operation()).isEqualTo(Operation.ROLLBACK);
    assertThat(request.safetyLevel()).isEqualTo(SafetyLevel.HIGH);
    assertThat(request.confirmToken()).isEqualTo(new PresentedToken("spt_secret"));
    assertThat(request.actor().stringValue()).isEqualTo("ada");
    assertThat(request.fingerprint()).matches("[0-9a-f]{64}");
  }

  @Test
  void status_needs_nothing_but_its_action() {
    ExecuteRequest request = accepted("{\"action\":\"status\"}");

    assertThat(request.target()).isEmpty();
    assertThat(request.key()).isNull();
    assertThat(request.operation()).isEqualTo(Operation.CHANGE);
    assertThat(request.parameters().isEmpty()).isTrue();
  }

  @Test
  void p7_neither_token_nor_contents_show_in_its_text() {
    assertThat(accepted(PREVIEW).toString()).contains("key-1").doesNotContain("secret", "edits");
    assertThat(new PresentedToken("spt_secret").toString()).doesNotContain("secret");
  }

  @Test
  void a_name_that_no_target_can_have_is_left_to_the_gate() {
    ExecuteRequest request = accepted("{\"action\":\"list\",\"target\":\"No_Such/Target\"}");

    assertThat(request.target()).isEmpty();
    assertThat(request.targetText()).isEqualTo("No_Such/Target");
  }

  @ParameterizedTest
  @EnumSource(Action.class)
  void every_action_but_status_needs_its_target_and_some_their_command(Action action) {
    var step = decode("{\"action\":\"" + action.wire() + "\",\"idempotencyKey\":\"key-1\"}");

    switch (action) {
      case PLAN, PREVIEW, AUTO ->
          assertThat(mistakes(refused(step, INVALID_REQUEST)))
              .containsExactlyInAnyOrder("/target required", "/command required");
      case APPLY, DEPLOY, ROLLBACK, LIST, READ ->
          assertThat(mistakes(refused(step, INVALID_REQUEST))).containsExactly("/target required");
      case STATUS -> accepted(step);
    }
  }

  @ParameterizedTest
  @EnumSource(Action.class)
  void p5_every_action_that_writes_needs_a_key(Action action) {
    var step =
        decode("{\"action\":\"" + action.wire() + "\",\"target\":\"blog\",\"command\":\"c\"}");

    if (action.writes()) {
      assertThat(mistakes(refused(step, IDEMPOTENCY_KEY_MISSING)))
          .containsExactly("/idempotencyKey required");
    } else {
      accepted(step);
    }
  }

  @Test
  void a_missing_key_among_other_mistakes_is_one_of_them() {
    assertThat(mistakes(refused(decode("{\"action\":\"apply\",\"x\":1}"), INVALID_REQUEST)))
        .containsExactlyInAnyOrder(
            "/x unknown-field", "/target required", "/idempotencyKey required");
  }

  @Test
  void the_key_may_stand_in_the_header() {
    String body = "{\"action\":\"apply\",\"target\":\"blog\"}";

    ExecuteRequest request = accepted(decode(body, " \"key-1\" "));

    assertThat(request.key()).isEqualTo(new IdempotencyKey("key-1"));
    assertThat(request.fingerprint())
        .isEqualTo(
            accepted("{\"target\":\"blog\",\"idempotencyKey\":\"key-1\",\"action\":\"apply\"}")
                .fingerprint());
    accepted(
        decode(
            "{\"action\":\"apply\",\"target\":\"blog\",\"idempotencyKey\":\"key-1\"}",
            "\"key-1\""));
  }

  @Test
  void two_different_keys_are_refused() {
    var step =
        decode(
            "{\"action\":\"apply\",\"target\":\"blog\",\"idempotencyKey\":\"key-1\"}", "\"key-2\"");

    assertThat(mistakes(refused(step, INVALID_REQUEST)))
        .containsExactly("/idempotencyKey conflict");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "key-1",
        "\"key-1",
        "\"",
        "\"\"",
        "\"ke\\\"y\"",
        "\"key 1\"",
        "\"key-1\", \"key-2\"",
        "\"key-1\";a=b",
        "'key-1'",
        ":a2V5:",
        "\t\"key-1\"",
      })
  void p11_a_header_that_is_no_quoted_key_is_refused(String header) {
    var step = decode("{\"action\":\"apply\",\"target\":\"blog\"}", header);

    assertThat(mistakes(refused(step, INVALID_REQUEST))).containsExactly("/idempotencyKey pattern");
  }

  @Test
  void the_echo_lacks_the_token_and_large_parameters() {
    assertThat(accepted(PREVIEW).echo().propertyNames())
        .containsExactly(
            "action",
            "target",
            "idempotencyKey",
            "command",
            "parameters",
            "operation",
            "safetyLevel",
            "actor");
    // {"a":"…"} around the filler is eight bytes.
    assertThat(accepted(withParameters(4096 - 8)).echo().has("parameters")).isTrue();
    assertThat(accepted(withParameters(4096 - 7)).echo().has("parameters")).isFalse();
    assertThat(accepted(withParameters(4096 - 7)).parameters().has("a")).isTrue();
  }

  private static String withParameters(int filler) {
    return "{\"action\":\"status\",\"parameters\":{\"a\":\"" + "x".repeat(filler) + "\"}}";
  }

  @Test
  void a_previews_body_may_be_sent_again_with_its_token() {
    accepted(PREVIEW.replace("preview", "rollback"));
    accepted(PREVIEW.replace("preview", "apply").replace("\"rollback\"", "\"change\""));
  }

  @ParameterizedTest
  @ValueSource(strings = {"apply", "deploy", "auto"})
  void a_rollback_cannot_be_asked_of_what_changes(String action) {
    assertThat(mistakes(refused(decode(PREVIEW.replace("preview", action)), INVALID_REQUEST)))
        .containsExactly("/operation conflict");
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "nonsense", "spt_a.b.c", "\\n"})
  void any_text_passes_as_a_token(String token) {
    accepted(
        "{\"action\":\"apply\",\"target\":\"blog\",\"idempotencyKey\":\"key-1\",\"confirmToken\":\""
            + token
            + "\"}");
  }

  @Test
  void an_actor_may_be_a_type_and_an_id() {
    assertThat(
            accepted("{\"action\":\"status\",\"actor\":{\"type\":\"person\",\"id\":\"ada\"}}")
                .actor())
        .isNotNull();
  }
}
