package dev.sallyport.log;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class SecurityLogTest {
  @ParameterizedTest
  @EnumSource
  void the_documentation_lists_every_event_with_its_level_and_meaning(SecurityEvent event)
      throws IOException {
    assertThat(Files.readString(Path.of("docs/logging.md")))
        .contains("| `%s` | %s | %s |".formatted(event.wire(), event.level(), event.meaning()));
  }

  @Test
  void names_are_distinct_and_of_one_form() {
    assertThat(Arrays.stream(SecurityEvent.values()).map(SecurityEvent::wire))
        .doesNotHaveDuplicates()
        .allMatch(name -> name.matches("[a-z_]+\\.[a-z_]+"));
  }

  @Test
  void an_event_is_found_by_its_action() {
    try (var log = CapturedLog.json()) {
      new SecurityLog(log.logger())
          .event(
              SecurityEvent.TOKEN_REFUSED,
              Map.of("reason", "used", "confirmToken", "spt_abc.def.ghi", "header", "a\nb"));

      var line = log.only();
      assertThat(line.get("event.action").stringValue()).isEqualTo("token.refused");
      assertThat(line.get("event.kind").stringValue()).isEqualTo("event");
      assertThat(line.get("sallyport.reason").stringValue()).isEqualTo("used");
      assertThat(line.get("sallyport.confirmToken").stringValue()).isEqualTo("***");
      assertThat(log.all()).doesNotContain("abc.def");
    }
  }
}
