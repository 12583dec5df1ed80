package dev.sallyport.limit;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/// Whether the limits are decided by the store, as they should be, or by this instance's memory.
///
/// @param since when memory took over; null while the store decides
/// @param reason in a sentence for operators; null while the store decides
public record Degradation(@Nullable Instant since, @Nullable String reason) {
  static final Degradation NONE = new Degradation(null, null);

  public boolean isDegraded() {
    return since != null;
  }
}
