package dev.sallyport.contract;

import static dev.sallyport.contract.Decoding.CONTRACT;
import static dev.sallyport.contract.Decoding.DECODER;
import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import dev.sallyport.problem.Problem;
import dev.sallyport.problem.ProblemJson;
import dev.sallyport.problem.Step;
import org.junit.jupiter.api.Tag;

/// P11 by coverage-guided fuzzing: any bytes as a body. How to run it long: CONTRIBUTING.md.
@Tag("validation")
class ExecuteDecodingFuzzTest {
  private static final String TRACE = "4bf92f3577b34da6a3ce929d0e0e4736";

  @FuzzTest(maxDuration = "3s")
  void p11_any_bytes_are_a_request_or_a_4xx(byte[] body) {
    expectRequestOr4xx(DECODER.decode(body, "application/json", null));
  }

  @Tag("long")
  @FuzzTest(maxDuration = "10m")
  void p11_any_bytes_are_a_request_or_a_4xx_for_long(byte[] body) {
    expectRequestOr4xx(DECODER.decode(body, "application/json", null));
  }

  private static void expectRequestOr4xx(Step<ExecuteRequest> step) {
    switch (step) {
      case Step.Passed<ExecuteRequest>(ExecuteRequest request) ->
          assertThat(request.fingerprint()).hasSize(64);
      case Step.Refused<ExecuteRequest>(Problem problem) ->
          assertThat(
                  CONTRACT.validateResponse(
                      "execute",
                      problem.type().status(),
                      ProblemJson.render(problem, "/v1/execute", TRACE)))
              .isEmpty();
    }
  }
}
