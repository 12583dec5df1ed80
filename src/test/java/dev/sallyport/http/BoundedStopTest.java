package dev.sallyport.http;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(120)
class BoundedStopTest {
  private static final Duration SOON = Duration.ofSeconds(60);

  @Test
  void whatNeverStopsIsLeftAndToldSo() throws Exception {
    CountDownLatch never = new CountDownLatch(1);
    CountDownLatch told = new CountDownLatch(1);

    boolean stopped =
        BoundedStop.within(
            Duration.ofMillis(1),
            () -> {
              try {
                never.await();
              } catch (InterruptedException e) {
                told.countDown();
              }
            });

    assertThat(stopped).isFalse();
    assertThat(told.await(SOON.toSeconds(), TimeUnit.SECONDS)).isTrue();
  }

  @Test
  void whatStopsIsWaitedFor() {
    CountDownLatch done = new CountDownLatch(1);

    assertThat(BoundedStop.within(SOON, done::countDown)).isTrue();
    assertThat(done.getCount()).isZero();
  }
}
