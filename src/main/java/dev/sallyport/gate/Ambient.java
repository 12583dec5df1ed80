package dev.sallyport.gate;

import java.security.SecureRandom;
import java.time.InstantSource;
import java.util.function.LongSupplier;

/// What a program otherwise takes from the air: the time and chance. It is made here and handed on,
/// so that a test can hand on its own.
///
/// @param nanos a clock for durations, from any start
public record Ambient(InstantSource clock, LongSupplier nanos, SecureRandom random) {
  /// The machine's own.
  public static Ambient system() {
    return new Ambient(InstantSource.system(), System::nanoTime, new SecureRandom());
  }
}
