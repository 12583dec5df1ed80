package dev.sallyport.contract;

import static dev.sallyport.contract.Decoding.CONTRACT;
import static org.assertj.core.api.Assertions.assertThat;

import dev.sallyport.contract.ResponseCheck.Finding;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

@Tag("schemas")
@Timeout(120)
class ResponseCheckTest {
  private static final JsonNode UP = JsonMapper.shared().readTree("{\"status\":\"up\"}");
  private static final JsonNode BAD = JsonMapper.shared().readTree("{\"status\":\"sideways\"}");

  @Test
  void counts_what_it_finds() throws InterruptedException {
    BlockingQueue<Finding> findings = new LinkedBlockingQueue<>();
    try (ExpectedBreaches _ = ExpectedBreaches.open();
        ResponseCheck check = new ResponseCheck(CONTRACT, (_, finding) -> findings.add(finding))) {
      check.observe("getLive", 200, UP);
      check.observe("getLive", 200, BAD);
      check.observe("noSuchOperation", 200, UP);

      List<Finding> found = new ArrayList<>();
      for (int i = 0; i < 3; i++) {
        found.add(findings.poll(10, TimeUnit.SECONDS));
      }
      assertThat(found).containsExactly(Finding.KEPT, Finding.BROKEN, Finding.FAILED);
    }
  }

  @Test
  void logs_each_breach_once() throws InterruptedException {
    BlockingQueue<Finding> findings = new LinkedBlockingQueue<>();
    try (ExpectedBreaches breaches = ExpectedBreaches.open();
        ResponseCheck check = new ResponseCheck(CONTRACT, (_, finding) -> findings.add(finding))) {
      for (int i = 0; i < 5; i++) {
        check.observe("getLive", 200, BAD);
      }
      for (int i = 0; i < 5; i++) {
        assertThat(findings.poll(10, TimeUnit.SECONDS)).isEqualTo(Finding.BROKEN);
      }
      assertThat(breaches.messages())
          .singleElement()
          .asString()
          .contains("getLive 200 /status enum");
    }
  }

  @Test
  void p10_an_answer_never_waits_for_a_slow_check() throws InterruptedException {
    CountDownLatch busy = new CountDownLatch(1);
    CountDownLatch free = new CountDownLatch(1);
    AtomicInteger dropped = new AtomicInteger();
    ResponseCheck check =
        new ResponseCheck(
            CONTRACT,
            (_, finding) -> {
              if (finding == Finding.DROPPED) {
                dropped.incrementAndGet();
                return;
              }
              busy.countDown();
              await(free);
            });
    try (check) {
      check.observe("getLive", 200, UP);
      assertThat(busy.await(60, TimeUnit.SECONDS)).isTrue();

      for (int i = 0; i < ResponseCheck.MOST_WAITING + 7; i++) {
        check.observe("getLive", 200, UP);
      }

      assertThat(dropped).hasValue(7);
      free.countDown();
    }
  }

  private static void await(CountDownLatch latch) {
    try {
      latch.await();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
