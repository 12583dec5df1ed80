package dev.sallyport.demo;

import java.time.Duration;
import java.util.Locale;

/// Numbers in words.
final class Words {
  private Words() {}

  static String counted(long count, String noun) {
    return count + " " + noun + (count == 1 ? "" : "s");
  }

  static String seconds(Duration time) {
    return String.format(Locale.ROOT, "%.1f s", time.toMillis() / 1000.0);
  }
}
