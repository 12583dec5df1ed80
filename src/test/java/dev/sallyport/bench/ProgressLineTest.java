package dev.sallyport.bench;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class ProgressLineTest {
  private final StringWriter err = new StringWriter();
  private final AtomicLong now = new AtomicLong();

  private Progress progress(boolean terminal) {
    return new Progress(new PrintWriter(err), terminal, now::get);
  }

  private void passes(Duration time) {
    now.addAndGet(time.toNanos());
  }

  @Test
  void aTerminalCutsTheLineOffAndHasNothingLeftOfIt() {
    Progress progress = progress(true);

    progress.begins("p".repeat(500));
    progress.ends();
    progress.goesOn(Duration.ofSeconds(1), Duration.ofSeconds(2));

    assertThat(err.toString())
        .startsWith("\r\u001b[K\u001b[?7lppp")
        .endsWith("ppp\u001b[?7h\r\u001b[K")
        .doesNotContain("\n");
  }

  @Test
  void somethingElseGetsALineNowAndThenForWhateverGoesOn() {
    Progress progress = progress(false);

    progress.begins("filling");
    for (int i = 1; i <= 25; i++) {
      passes(Duration.ofSeconds(1));
      progress.counts(i * 1_000L, 30_000);
    }
    progress.ends();

    assertThat(err.toString().lines())
        .containsExactly(
            "bench: filling",
            "bench: filling: 10,000 of 30,000",
            "bench: filling: 20,000 of 30,000");
  }

  @Test
  void aShortPartIsToldInTenthsOfASecond() {
    Progress progress = progress(true);

    progress.begins("warming up");
    passes(Duration.ofMillis(300));
    progress.goesOn(Duration.ofMillis(300), Duration.ofMillis(700));

    assertThat(err.toString()).contains("warming up: 0.3 of 0.7 s");
  }
}
