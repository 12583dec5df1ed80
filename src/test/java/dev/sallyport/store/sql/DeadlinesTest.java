package dev.sallyport.store.sql;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

@Tag("integration")
class DeadlinesTest {
  private static final Duration SHORT = Duration.ofMillis(1);
  private static final Duration LONG = Duration.ofDays(1);
  private static final long SOON_SECONDS = 30;

  private final CompletableFuture<Boolean> told = new CompletableFuture<>();

  private @Nullable Duration tell() {
    told.complete(true);
    return null;
  }

  private void assertTold() throws Exception {
    assertThat(told.get(SOON_SECONDS, TimeUnit.SECONDS)).isTrue();
  }

  @Test
  void aWaitIsToldAlsoWhereNobodyHadWaitedForLong() throws Exception {
    try (Deadlines deadlines = new Deadlines(System::nanoTime)) {
      deadlines.start();
      deadlines.mark(() -> null, SHORT).close();
      deadlines.mark(this::tell, SHORT);
      assertTold();
    }
  }

  @Test
  void itIsToldOnceUnlessItAsksForMore() {
    AtomicInteger times = new AtomicInteger();
    Deadlines deadlines = new Deadlines(() -> 0);
    deadlines.mark(() -> times.incrementAndGet() < 3 ? Duration.ZERO : null, Duration.ZERO);

    for (int look = 0; look < 10; look++) {
      deadlines.look();
    }

    assertThat(times).hasValue(3);
    assertThat(deadlines.waiting()).isZero();
  }

  @Test
  void twoWaitsOfOneThreadAreTwo() {
    Deadlines deadlines = new Deadlines(() -> 0);
    try (Deadlines.Mark _ = deadlines.mark(() -> null, LONG);
        Deadlines.Mark _ = deadlines.mark(() -> null, LONG)) {
      assertThat(deadlines.waiting()).isEqualTo(2);
    }
    assertThat(deadlines.waiting()).isZero();
  }

  @Test
  void whatStillWaitsAtTheEndIsToldOnceItIsLate() throws Exception {
    Deadlines deadlines = new Deadlines(System::nanoTime);
    deadlines.mark(this::tell, SHORT);
    deadlines.close();
    deadlines.start();
    assertTold();
  }

  @Test
  void whoComesAfterTheEndIsToldAtOnce() {
    Deadlines deadlines = new Deadlines(() -> 0);
    deadlines.close();
    deadlines.mark(this::tell, LONG);
    assertThat(told).isCompleted();
  }
}
