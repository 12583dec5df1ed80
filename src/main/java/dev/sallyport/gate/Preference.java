package dev.sallyport.gate;

import java.time.Duration;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// How long a caller wants to wait, from its `Prefer` header (RFC 7240): `wait=N` in seconds, or
/// `respond-async` for not at all. What is not understood is ignored, as the RFC asks.
final class Preference {
  static final Duration LONGEST = Duration.ofMinutes(10);

  private static final Pattern WAIT = Pattern.compile("(?i)wait\\s*=\\s*\"?(\\d{1,5})\"?");
  private static final int MOST_CHARACTERS = 500;

  private Preference() {}

  static Duration patience(List<String> prefer, Duration usual) {
    Duration patience = usual;
    for (String line : prefer) {
      if (line.length() > MOST_CHARACTERS) {
        continue;
      }
      for (String preference : line.split("[,;]")) {
        String trimmed = preference.strip();
        Matcher wait = WAIT.matcher(trimmed);
        if (trimmed.equalsIgnoreCase("respond-async")) {
          return Duration.ZERO;
        }
        if (wait.matches()) {
          patience = Duration.ofSeconds(Long.parseLong(wait.group(1)));
        }
      }
    }
    return patience.compareTo(LONGEST) > 0 ? LONGEST : patience;
  }
}
