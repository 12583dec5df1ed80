package dev.sallyport.bench;

import dev.sallyport.server.StartException;
import java.time.Duration;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// Reads what the benchmarks' options have in common.
final class BenchOptions {
  static final Duration LONGEST = Duration.ofHours(1);

  private static final Pattern TIME = Pattern.compile("([1-9][0-9]{0,4})(ms|s|m)");

  private BenchOptions() {}

  static Duration duration(String text) throws StartException {
    Matcher time = TIME.matcher(text);
    if (time.matches()) {
      long number = Long.parseLong(time.group(1));
      Duration duration =
          switch (time.group(2)) {
            case "ms" -> Duration.ofMillis(number);
            case "s" -> Duration.ofSeconds(number);
            default -> Duration.ofMinutes(number);
          };
      if (duration.compareTo(LONGEST) <= 0) {
        return duration;
      }
    }
    throw new StartException("--duration must be a time up to 60m, such as 500ms, 60s or 5m.");
  }

  static void range(String option, int value, int most) throws StartException {
    if (value < 1 || value > most) {
      throw new StartException("%s must be 1 to %,d, not %d.".formatted(option, most, value));
    }
  }
}
