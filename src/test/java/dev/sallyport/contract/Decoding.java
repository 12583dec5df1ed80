package dev.sallyport.contract;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sallyport.problem.FieldError;
import dev.sallyport.problem.Problem;
import dev.sallyport.problem.ProblemType;
import dev.sallyport.problem.Step;
import java.nio.charset.StandardCharsets;

/// What the decoding tests share: the real contract, loaded once, and short ways to ask and to
/// expect.
final class Decoding {
  static final Contract CONTRACT = Contract.load();
  static final RequestDecoder DECODER =
      new RequestDecoder(CONTRACT, RequestDecoder.DEFAULT_MOST_BYTES);

  private Decoding() {}

  static Step<ExecuteRequest> decode(String body) {
    return decode(body.getBytes(StandardCharsets.UTF_8), null);
  }

  static Step<ExecuteRequest> decode(String body, String keyHeader) {
    return decode(body.getBytes(StandardCharsets.UTF_8), keyHeader);
  }

  static Step<ExecuteRequest> decode(byte[] body, String keyHeader) {
    return DECODER.decode(body, "application/json", keyHeader);
  }

  static ExecuteRequest accepted(String body) {
    return accepted(decode(body));
  }

  static ExecuteRequest accepted(Step<ExecuteRequest> step) {
    if (step instanceof Step.Refused<ExecuteRequest>(Problem problem)) {
      throw new AssertionError("refused: " + problem);
    }
    return ((Step.Passed<ExecuteRequest>) step).value();
  }

  static Problem refused(Step<?> step, ProblemType type) {
    assertThat(step).isInstanceOf(Step.Refused.class);
    Problem problem = ((Step.Refused<?>) step).problem();
    assertThat(problem.type()).as(problem.toString()).isEqualTo(type);
    return problem;
  }

  /// The mistakes as `pointer code`, in the order given.
  static String[] mistakes(Problem problem) {
    return problem.errors().stream().map(Decoding::mistake).toArray(String[]::new);
  }

  private static String mistake(FieldError error) {
    return error.pointer() + " " + error.code();
  }
}
