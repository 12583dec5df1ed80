package dev.sallyport.store.postgres;

import java.time.Instant;
import java.time.InstantSource;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/// The server's clock as this gate knows it: what it last said, and how long ago that was. What
/// decides something reads the server's clock itself, inside the statement that decides; this one
/// is for what only needs to be about right, and knows nothing of the machine's own clock.
final class ServerClock implements InstantSource {
  private final LongSupplier nanoTime;
  private final @Nullable InstantSource given;
  private volatile Reading last = new Reading(0, 0);

  private record Reading(long millis, long nanos) {}

  /// @param given a test's clock, which then stands in for the server's everywhere
  ServerClock(LongSupplier nanoTime, @Nullable InstantSource given) {
    this.nanoTime = nanoTime;
    this.given = given;
  }

  /// What the server's clock shows at this moment, which is somewhere between asking and hearing.
  void heard(long asked, long millis) {
    long heard = nanoTime.getAsLong();
    last = new Reading(millis, asked + (heard - asked) / 2);
  }

  long nanos() {
    return nanoTime.getAsLong();
  }

  @Nullable Long given() {
    return given == null ? null : given.millis();
  }

  @Override
  public Instant instant() {
    if (given != null) {
      return given.instant();
    }
    Reading reading = last;
    return Instant.ofEpochMilli(
        reading.millis() + TimeUnit.NANOSECONDS.toMillis(nanoTime.getAsLong() - reading.nanos()));
  }
}
