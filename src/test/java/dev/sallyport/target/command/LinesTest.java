package dev.sallyport.target.command;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/// What a tool prints, as text that any store can keep.
@Tag("validation")
class LinesTest {
  private static final byte[] PRINTED = "a\0b\r\n\0\n\u00fc\n".getBytes(StandardCharsets.UTF_8);

  @Test
  void noLineHasANul() {
    List<String> lines = new ArrayList<>();
    Lines splitter = new Lines((line, cut) -> lines.add(line));
    for (byte each : PRINTED) {
      splitter.take(new byte[] {each}, 1);
    }
    splitter.end();

    assertThat(lines).containsExactly("a\uFFFDb", "\uFFFD", "\u00fc");
  }

  @Test
  void noPlanHasANul() {
    Sink.Capture capture = new Sink.Capture(100);
    capture.take(PRINTED, PRINTED.length);

    assertThat(capture.text()).isEqualTo("a\uFFFDb\r\n\uFFFD\n\u00fc\n");
  }
}
