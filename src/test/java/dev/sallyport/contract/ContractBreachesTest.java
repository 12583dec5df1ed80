package dev.sallyport.contract;

import static dev.sallyport.contract.Decoding.CONTRACT;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sallyport.contract.ResponseCheck.Finding;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.node.JsonNodeFactory;

@Tag("schemas")
class ContractBreachesTest {
  @Test
  void a_breach_fails_the_test_that_it_happened_in() throws InterruptedException {
    BlockingQueue<Finding> findings = new LinkedBlockingQueue<>();
    try (ResponseCheck check = new ResponseCheck(CONTRACT, (_, finding) -> findings.add(finding))) {
      check.observe("getLive", 200, JsonNodeFactory.instance.objectNode());
      assertThat(findings.poll(10, TimeUnit.SECONDS)).isEqualTo(Finding.BROKEN);
    }

    // The registered one stands behind this call: without it nothing would have been collected.
    assertThatThrownBy(() -> new ContractBreaches().afterEach(null))
        .isInstanceOf(AssertionError.class)
        .hasMessageContaining("getLive 200 /status required");
  }
}
