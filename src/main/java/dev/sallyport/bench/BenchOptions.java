package dev.sallyport.bench;

import java.time.Duration;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import picocli.CommandLine;
import picocli.CommandLine.ParameterException;

/// Reads what the benchmarks' options have in common; what is wrong with one is wrong usage.
///
/// @param command whose options they are
record BenchOptions(CommandLine command) {
  static final Duration LONGEST = Duration.ofHours(1);

  /// The most that is begun a second, far above what one machine's callers reach.
  static final int MOST_PER_SECOND = 100_000;

  private static final Pattern PLAIN = Pattern.compile("[A-Za-z0-9._:/@%+=,-]+");
  private static final Pattern TIME = Pattern.compile("([1-9][0-9]{0,4})(ms|s|m)");

  Duration duration(String text) {
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
    throw wrong("--duration must be a time up to 60m, such as 500ms, 60s or 5m.");
  }

  void range(String option, int value, int most) {
    if (value < 1 || value > most) {
      throw wrong("%s must be 1 to %,d, not %d.".formatted(option, most, value));
    }
  }

  void rate(double perSecond) {
    if (!(perSecond > 0 && perSecond <= MOST_PER_SECOND)) {
      throw wrong("--rate must be more than 0 and at most %,d.".formatted(MOST_PER_SECOND));
    }
  }

  /// A word of a command line that a shell takes as it is.
  static String quoted(String word) {
    return PLAIN.matcher(word).matches() ? word : "'" + word.replace("'", "'\\''") + "'";
  }

  ParameterException wrong(String message) {
    return new ParameterException(command, message);
  }
}
