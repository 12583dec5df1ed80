package dev.sallyport.log;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

@Tag("validation")
class LogLinesTest {
  @Test
  void a_json_line_has_the_fields_that_are_promised() {
    try (var log = CapturedLog.json()) {
      log.logger()
          .atWarn()
          .addKeyValue("reason", "why")
          .addKeyValue("event.action", "test")
          .addKeyValue("count", 5)
          .addKeyValue("data", Map.of("a", List.of(1, true)))
          .log("hello {}", "there");

      JsonNode line = log.only();
      assertThat(line.propertyNames())
          .containsExactly(
              "@timestamp",
              "log.level",
              "message",
              "ecs.version",
              "service.name",
              "log.logger",
              "process.thread.name",
              "sallyport.reason",
              "event.action",
              "sallyport.count",
              "sallyport.data");
      assertThat(line.get("@timestamp").stringValue())
          .matches("\\d{4}-\\d\\d-\\d\\dT\\d\\d:\\d\\d:\\d\\d\\.\\d{3}Z");
      assertThat(line.get("message").stringValue()).isEqualTo("hello there");
      assertThat(line.get("log.level").stringValue()).isEqualTo("WARN");
      assertThat(line.get("sallyport.count").intValue()).isEqualTo(5);
      assertThat(line.get("sallyport.data").toString()).isEqualTo("{\"a\":[1,true]}");
    }
  }

  @Test
  void a_thread_is_named_where_it_has_a_name() throws InterruptedException {
    try (var log = CapturedLog.json()) {
      Thread.ofVirtual().name("checker").start(() -> log.logger().info("named")).join();
      Thread.ofVirtual().start(() -> log.logger().info("without a name")).join();

      List<JsonNode> lines = log.parsed();
      assertThat(lines.get(0).path("process.thread.name").asString("")).isEqualTo("checker");
      assertThat(lines.get(1).has("process.thread.name")).isFalse();
    }
  }

  /// A name that is known by now hides no less than it did the first time.
  @ParameterizedTest
  @ValueSource(
      strings = {
        "apiKey",
        "password",
        "http.cookie",
        "name",
        "key",
        "value",
        "spt_Zm9vYmFyYmF6",
        "reason",
        "tokens",
        "event.action",
        "a name with blanks",
        "token=x"
      })
  void a_field_is_redacted_alike_each_time(String name) {
    List<Object> values =
        List.of(
            "hunter2-hunter2",
            5,
            true,
            Map.of("password", "hunter2-hunter2"),
            "spk_hunter2hunter2");
    try (var log = CapturedLog.json()) {
      for (int time = 0; time < 2; time++) {
        for (Object value : values) {
          log.logger().atInfo().addKeyValue(name, value).log("a line");
        }
      }

      List<JsonNode> lines = log.parsed();
      for (int i = 0; i < values.size(); i++) {
        assertThat(fields(lines.get(i + values.size()))).isEqualTo(fields(lines.get(i)));
      }
      assertThat(lines.get(3).toString()).doesNotContain("hunter2");
      assertThat(lines.get(4).toString()).doesNotContain("hunter2");
      boolean secret = new Redactor().isSecretName(name);
      assertThat(lines.getFirst().toString().contains("hunter2")).isEqualTo(!secret);
    }
  }

  private static Map<String, JsonNode> fields(JsonNode line) {
    Map<String, JsonNode> fields = new HashMap<>();
    line.properties().forEach(field -> fields.put(field.getKey(), field.getValue()));
    fields.remove("@timestamp");
    return fields;
  }

  @Test
  void a_text_line_is_readable() {
    try (var log = CapturedLog.text()) {
      log.logger().atInfo().addKeyValue("target", "blog").addKeyValue("why", "a b").log("hello");

      assertThat(log.all())
          .matches("\\S+Z INFO  test\\.Subject  hello thread=\\S+ target=blog why=\"a b\"\n");
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "a\nb",
        "a\rb",
        "a\r\n2026-11-24T00:00:00.000Z INFO  gate.Gate  forged",
        "a\u001b[2Jb",
        "a\u0000b",
        "a\u2028b",
        "a\u2029b",
        "a\u202eb",
        "a\u2066b",
        "a\u200fb",
        "a\u0085b",
        "a\u009bb",
        "a\bb",
        "a\ufeffb",
        "a\u200bb",
        "a\ud800b",
        "a\udb40\udc41b",
        "a\u007fb"
      })
  void no_value_forges_a_line_or_hides_in_one(String value) {
    try (var text = CapturedLog.text();
        var json = CapturedLog.json()) {
      for (var log : List.of(text, json)) {
        log.logger()
            .atWarn()
            .addKeyValue("given", value)
            .addKeyValue("data", Map.of(value, List.of(value)))
            .setCause(new IllegalStateException(value, new IllegalArgumentException(value)))
            .log("message {}", value);
      }

      assertThat(text.lines().stream().filter(line -> !line.startsWith("\t"))).hasSize(1);
      assertThat(json.lines()).hasSize(1);
      assertThat(json.only().get("sallyport.given").stringValue())
          .isEqualTo(value.replace('\ud800', '\ufffd'));
      assertThat(strange(text.all())).isEmpty();
      assertThat(strange(json.all().replace("\u007f", ""))).isEmpty();
    }
  }

  /// The characters of the lines that are neither plain ASCII nor the mark of something left out.
  private static List<String> strange(String lines) {
    return lines
        .codePoints()
        .filter(c -> (c < ' ' || c > '~') && "\n\t…\ufffd".indexOf(c) < 0)
        .mapToObj(Integer::toHexString)
        .toList();
  }

  @Test
  void no_key_forges_what_only_the_encoder_says() {
    try (var log = CapturedLog.json()) {
      log.logger().atInfo().addKeyValue("trace.id", "x").addKeyValue("message", "y").log("real");

      JsonNode line = log.only();
      assertThat(line.has("trace.id")).isFalse();
      assertThat(line.get("message").stringValue()).isEqualTo("real");
      assertThat(line.get("sallyport.message").stringValue()).isEqualTo("y");
    }
  }

  @Test
  void long_messages_values_and_traces_are_cut() {
    try (var log = CapturedLog.json()) {
      Exception deep = new IllegalStateException("x".repeat(100_000));
      for (int i = 0; i < 100; i++) {
        deep = new IllegalStateException("level " + i, deep);
      }
      log.logger()
          .atError()
          .addKeyValue("big", "v".repeat(100_000))
          .setCause(deep)
          .log("m".repeat(100_000));

      JsonNode line = log.only();
      assertThat(line.get("message").stringValue())
          .hasSizeLessThan(LogLines.MAX_MESSAGE + 100)
          .endsWith("… (cut, 100000 characters)");
      assertThat(line.get("sallyport.big").stringValue()).endsWith("… (cut, 100000 characters)");
      assertThat(line.get("error.stack_trace").stringValue())
          .contains("level 99", "Caused by: ", "further exceptions left out")
          .doesNotContain("level 80");
    }
  }

  @Test
  void frames_are_counted_where_they_are_left_out() {
    try (var log = CapturedLog.json()) {
      log.logger().error("deep", recursed(500));

      assertThat(log.only().get("error.stack_trace").stringValue().lines().toList())
          .hasSize(2 + Failure.MAX_FRAMES)
          .last()
          .asString()
          .matches("\t… \\(\\d{3} more\\)");
    }
  }

  private static Exception recursed(int depth) {
    return depth == 0 ? new IllegalStateException("deep") : recursed(depth - 1);
  }

  @Test
  void what_cannot_be_read_costs_no_more_than_its_line() {
    var own = new HashMap<String, Object>();
    own.put("self", own);
    var bad =
        new Object() {
          @Override
          public String toString() {
            throw new IllegalStateException("no");
          }
        };
    try (var log = CapturedLog.json()) {
      log.logger().atInfo().addKeyValue("own", own).addKeyValue("bad", bad).log("a {}", own);
      log.logger().info("b {}", bad);
      log.logger().info("c");

      assertThat(log.parsed()).hasSize(3);
      assertThat(log.lines().getFirst()).hasSizeLessThan(10_000).contains("\"message\":\"a ");
    }
  }

  @Test
  void many_fields_are_bounded() {
    try (var log = CapturedLog.json()) {
      var line = log.logger().atInfo();
      for (int i = 0; i < 1_000; i++) {
        line.addKeyValue("f" + i, i);
      }
      line.log("many");

      assertThat(log.only().size()).isLessThan(LogLines.MAX_FIELDS + 10);
    }
  }

  @Test
  void an_argument_that_the_message_calls_secret_does_not_become_text() {
    try (var log = CapturedLog.json()) {
      log.logger()
          .info("user {} has password={} and {}", "al", "two words", Map.of("token", "a b"));

      assertThat(log.only().get("message").stringValue())
          .isEqualTo("user al has password=*** and {\"token\":***}");
    }
  }

  @Test
  void other_scripts_are_kept() {
    String text = "Grüße, 世界 🎉";
    try (var json = CapturedLog.json();
        var plain = CapturedLog.text()) {
      json.logger().info(text);
      plain.logger().info(text);

      assertThat(JsonMapper.shared().readTree(json.all()).get("message").stringValue())
          .isEqualTo(text);
      assertThat(plain.all()).contains(text);
    }
  }
}
