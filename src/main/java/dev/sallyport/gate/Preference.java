package dev.sallyport.gate;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// How long a caller wants to wait, from its `Prefer` header (RFC 7240): `wait=N` in seconds, or
/// `respond-async` for not at all. What is not understood is ignored, as the RFC asks.
final class Preference {
  static final Duration LONGEST = Duration.ofMinutes(10);

  private static final Pattern WAIT = Pattern.compile("(?i)wait\\s*=\\s*\"?(\\d{1,5})\"?");
  private static final int MOST_CHARACTERS = 500;

  private Preference() {}

  /// Empty where the caller says nothing about it.
  static Optional<Duration> asked(List<String> prefer) {
    @Nullable Duration patience = null;
    for (String line : prefer) {
      if (line.length() > MOST_CHARACTERS) {
        continue;
      }
      for (String preference : line.split("[,;]")) {
        String trimmed = preference.strip();
        Matcher wait = WAIT.matcher(trimmed);
        if (trimmed.equalsIgnoreCase("respond-async")) {
          return Optional.of(Duration.ZERO);
        }
        if (wait.matches()) {
          patience = Duration.ofSeconds(Long.parseLong(wait.group(1)));
        }
      }
    }
    return Optional.ofNullable(patience).map(wait -> wait.compareTo(LONGEST) > 0 ? LONGEST : wait);
  }
}
