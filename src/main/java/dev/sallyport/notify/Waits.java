package dev.sallyport.notify;

import java.security.SecureRandom;
import java.time.Duration;

/// How long to leave an endpoint alone that could not be told, and when to give a record up.
final class Waits {
  static final Duration FIRST = Duration.ofSeconds(1);
  static final Duration LONGEST = Duration.ofMinutes(15);

  /// With the waits between them, about three hours.
  static final int MOST_ATTEMPTS = 20;

  /// Of an endpoint that says no.
  static final int MOST_REFUSALS = 3;

  /// A wait is longer or shorter by up to so many per cent, so that what failed together is not
  /// tried together.
  static final int JITTER_PERCENT = 20;

  private Waits() {}

  /// @param attempts how many have failed, this one included
  static Duration after(int attempts, SecureRandom random) {
    long seconds =
        attempts > MOST_ATTEMPTS
            ? LONGEST.toSeconds()
            : Math.min(FIRST.toSeconds() << (attempts - 1), LONGEST.toSeconds());
    int percent = 100 - JITTER_PERCENT + random.nextInt(2 * JITTER_PERCENT + 1);
    return Duration.ofSeconds(seconds).multipliedBy(percent).dividedBy(100);
  }
}
