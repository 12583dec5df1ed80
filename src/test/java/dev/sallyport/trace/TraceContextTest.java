package dev.sallyport.trace;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.security.SecureRandom;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.NullAndEmptySource;
import org.junit.jupiter.params.provider.ValueSource;

@Tag("validation")
class TraceContextTest {
  private static final String TRACE = "4bf92f3577b34da6a3ce929d0e0e4736";
  private static final String SPAN = "00f067aa0ba902b7";
  private static final String HEADER = "00-" + TRACE + "-" + SPAN + "-01";

  private final Identifiers identifiers = new Identifiers(new SecureRandom());

  @Test
  void reads_and_writes_the_header() {
    var context = TraceContext.parse(HEADER).orElseThrow();

    assertThat(context).isEqualTo(new TraceContext(TRACE, SPAN, TraceContext.SAMPLED));
    assertThat(context.traceparent()).isEqualTo(HEADER);
  }

  @ParameterizedTest
  @CsvSource({"00,0", "01,1", "02,2", "03,3", "ff,3", "f1,1", "fc,0"})
  void keeps_the_flags_that_are_defined_and_drops_the_others(String sent, int kept) {
    var context = TraceContext.parse("00-" + TRACE + "-" + SPAN + "-" + sent).orElseThrow();

    assertThat(context.flags()).isEqualTo(kept);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "01-" + TRACE + "-" + SPAN + "-01",
        "cc-" + TRACE + "-" + SPAN + "-01-what-the-future-will-be-like",
        "fe-" + TRACE + "-" + SPAN + "-01-"
      })
  void reads_a_later_version_by_its_first_fields_and_answers_in_its_own(String header) {
    var context = TraceContext.parse(header).orElseThrow();

    assertThat(context.traceparent()).isEqualTo(HEADER);
  }

  @ParameterizedTest
  @NullAndEmptySource
  @ValueSource(
      strings = {
        "ff-" + TRACE + "-" + SPAN + "-01",
        HEADER + "-extra",
        HEADER + "-",
        HEADER + ".",
        HEADER + ", " + HEADER,
        " " + HEADER,
        "01-" + TRACE + "-" + SPAN + "-01.what",
        "0-" + TRACE + "-" + SPAN + "-01",
        "00-00000000000000000000000000000000-" + SPAN + "-01",
        "00-" + TRACE + "-0000000000000000-01",
        "00-4BF92F3577B34DA6A3CE929D0E0E4736-" + SPAN + "-01",
        "00-" + TRACE + "-00F067AA0BA902B7-01",
        "0A-" + TRACE + "-" + SPAN + "-01",
        "00-" + TRACE + "-" + SPAN + "-0A",
        "00-" + TRACE + "-" + SPAN + "-1",
        "00-" + TRACE + "-" + SPAN,
        "00-4bf92f3577b34da6a3ce929d0e0e473-" + SPAN + "-010",
        "00_" + TRACE + "_" + SPAN + "_01",
        "00-4bf92f3577b34da6a3ce929d0e0e473g-" + SPAN + "-01",
        "00-４bf92f3577b34da6a3ce929d0e0e4736-" + SPAN + "-01",
        "\r\n"
      })
  void an_invalid_header_is_as_none(String header) {
    assertThat(TraceContext.parse(header)).isEmpty();
    var made = identifiers.accept(header);
    assertThat(made.traceId()).isNotEqualTo(TRACE);
    assertThat(TraceContext.parse(made.traceparent())).contains(made);
  }

  @Test
  void a_header_over_the_limit_is_as_none() {
    String longest = "01-" + TRACE + "-" + SPAN + "-01-";
    String fits = longest + "x".repeat(TraceContext.MAX_HEADER - longest.length());

    assertThat(TraceContext.parse(fits)).isPresent();
    assertThat(TraceContext.parse(fits + "x")).isEmpty();
  }

  @Test
  void the_gate_is_a_span_of_its_own_in_the_callers_trace() {
    var accepted = identifiers.accept(HEADER);

    assertThat(accepted.traceId()).isEqualTo(TRACE);
    assertThat(accepted.spanId()).isNotEqualTo(SPAN);
    assertThat(accepted.flags()).isEqualTo(TraceContext.SAMPLED);
  }

  @Test
  void a_child_stays_in_the_trace_under_a_new_span() {
    var parent = identifiers.begin();
    var child = identifiers.child(parent);

    assertThat(child.traceId()).isEqualTo(parent.traceId());
    assertThat(child.spanId()).isNotEqualTo(parent.spanId());
  }

  @Test
  void random_bits_that_are_all_zero_make_no_invalid_id() {
    var zeros =
        new SecureRandom() {
          @Override
          public void nextBytes(byte[] bytes) {
            java.util.Arrays.fill(bytes, (byte) 0);
          }
        };

    var made = new Identifiers(zeros).begin();

    assertThat(TraceContext.parse(made.traceparent())).contains(made);
  }

  @Test
  void cannot_be_made_of_anything_else() {
    assertThatIllegalArgumentException().isThrownBy(() -> new TraceContext("1", SPAN, 0));
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new TraceContext(TRACE, "0".repeat(16), 0));
  }
}
