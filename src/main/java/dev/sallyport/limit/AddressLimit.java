package dev.sallyport.limit;

import dev.sallyport.window.Window;
import dev.sallyport.window.WindowKey;
import java.time.InstantSource;
import java.util.List;

/// The limit that stands before authentication: every request counts, for its address, in this
/// instance's memory alone. It keeps guessing of keys and floods away from what costs more.
///
/// Every request counts, not only those whose authentication fails, because the limit comes before
/// it is known which will fail; so failed ones count in it, too. It has no block: a refusal lasts
/// until the window has room again, because strangers may share the address.
public final class AddressLimit {
  static final String POLICY = "unauthenticated";

  private final InMemoryWindows windows;
  private final LimitPolicy policy;
  private final InstantSource clock;

  public AddressLimit(LimitsConfig config, InstantSource clock) {
    this(
        config.unauthenticated(),
        new InMemoryWindows(
            clock, InMemoryWindows.DEFAULT_MOST_KEYS, InMemoryWindows.DEFAULT_MOST_SLOTS),
        clock);
  }

  AddressLimit(LimitPolicy policy, InMemoryWindows windows, InstantSource clock) {
    this.policy = policy;
    this.windows = windows;
    this.clock = clock;
  }

  /// Counts the request; call once for each, before anything else is known of it.
  public Verdict check(ClientAddress address) {
    Window window =
        policy.windowOf(new WindowKey(WindowKey.Scope.ADDRESS, POLICY, address.value()));
    return Verdict.of(windows.decide(List.of(window)), clock.instant());
  }
}
