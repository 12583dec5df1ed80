package dev.sallyport.limit;

import dev.sallyport.domain.ActionClass;
import dev.sallyport.domain.Principal;
import dev.sallyport.domain.TargetName;
import dev.sallyport.store.Windows;
import dev.sallyport.store.Windows.ActiveBlock;
import dev.sallyport.window.Decision;
import dev.sallyport.window.Window;
import dev.sallyport.window.WindowKey;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/// The limits of a request by the class of its action: its principal's window and its address's
/// must both admit it, and a refusal by one costs nothing at the other (P9).
public final class RateLimiter implements AutoCloseable {
  /// The most blocks that are listed.
  public static final int MOST_LISTED = 1_000;

  /// The most rows that one call of [#tidy] removes.
  private static final int MOST_PURGED = 1_000;

  private final LimitsConfig config;
  private final Windows store;
  private final InMemoryWindows memory;
  private final FallbackWindows windows;
  private final InstantSource clock;
  private final LimitListener listener;

  /// @param clock for what callers are told, and for memory; the store decides by its own
  public RateLimiter(
      LimitsConfig config, Windows store, InstantSource clock, LimitListener listener) {
    this(config, store, clock, listener, FallbackWindows.PATIENCE);
  }

  /// @param patience how long a request waits for the store before memory decides it
  public RateLimiter(
      LimitsConfig config,
      Windows store,
      InstantSource clock,
      LimitListener listener,
      Duration patience) {
    this(
        config,
        store,
        clock,
        listener,
        patience,
        CompletableFuture.delayedExecutor(
            FallbackWindows.PROBE_EVERY.toMillis(),
            TimeUnit.MILLISECONDS,
            task -> Thread.ofVirtual().name("limit-probe").start(task)));
  }

  RateLimiter(
      LimitsConfig config,
      Windows store,
      InstantSource clock,
      LimitListener listener,
      Duration patience,
      Executor later) {
    this.config = config;
    this.store = store;
    this.clock = clock;
    this.listener = listener;
    this.memory =
        new InMemoryWindows(
            clock, InMemoryWindows.DEFAULT_MOST_KEYS, InMemoryWindows.DEFAULT_MOST_SLOTS);
    this.windows = new FallbackWindows(store, memory, clock, listener, patience, later);
  }

  /// Counts the request, or refuses it and counts nothing. Answers within about 100 ms whatever the
  /// store does.
  ///
  /// @param principal null where nobody is known to call; then the address alone counts
  /// @param target null where the action has none
  /// @param traceId for the record of a block
  public Verdict check(
      ActionClass actionClass,
      @Nullable Principal principal,
      ClientAddress address,
      @Nullable TargetName target,
      String traceId) {
    NamedPolicy policy = policyFor(actionClass, principal, target);
    Decision decision =
        windows.decide(
            windowsOf(policy, principal, address),
            blocked -> LimitAudit.blocked(blocked, traceId, principal, target));
    Verdict verdict = Verdict.of(decision, clock.instant());
    listener.decided(actionClass, policy.name(), verdict);
    if (decision instanceof Decision.Full full) {
      full.readings().stream()
          .filter(reading -> reading.refused() && reading.blockedFor() > 0)
          .forEach(listener::blocked);
    }
    return verdict;
  }

  /// How a request of that kind would find its windows; charges nothing.
  public LimitState peek(
      ActionClass actionClass,
      @Nullable Principal principal,
      ClientAddress address,
      @Nullable TargetName target) {
    NamedPolicy policy = policyFor(actionClass, principal, target);
    return LimitState.tightest(
        windows.peek(windowsOf(policy, principal, address)), clock.instant());
  }

  /// How each class stands for a caller, without any target's own limits; charges nothing.
  public List<ClassState> overview(Principal principal, ClientAddress address) {
    return Arrays.stream(ActionClass.values())
        .map(each -> new ClassState(each, peek(each, principal, address, null)))
        .toList();
  }

  /// One class in an overview.
  public record ClassState(ActionClass actionClass, LimitState state) {}

  /// The blocks that hold now, in every gate on the store. Unlike a request it needs the store, and
  /// throws [dev.sallyport.store.StoreUnavailableException] without it.
  public List<ActiveBlock> list() {
    return store.blocks(MOST_LISTED);
  }

  /// Forgets what was counted and blocked of a principal, on the record; needs the store.
  ///
  /// @return how many windows and blocks were forgotten
  public int clear(WindowKey.Scope scope, String subject, String traceId, Principal operator) {
    int cleared =
        store.clear(scope, subject, LimitAudit.cleared(scope, subject, traceId, operator));
    memory.clear(scope, subject);
    return cleared;
  }

  /// Whether the store decides, for health and metrics.
  public Status status() {
    return new Status(windows.degradation(), memory.keys(), memory.slots());
  }

  /// @param keys how many keys this instance holds in memory
  /// @param slots how many events it has room for, eight bytes each
  public record Status(Degradation degradation, int keys, long slots) {
    /// One sentence for the details of `/health/ready`.
    public String health() {
      return degradation.isDegraded()
          ? "decided in memory since " + degradation.since() + ": " + degradation.reason()
          : "decided in the store";
    }
  }

  /// Removes what no decision needs any more from the store; to be called now and then.
  ///
  /// @return how many rows went
  public int tidy() {
    return store.purge(MOST_PURGED);
  }

  /// Ends the search for a store that is away.
  @Override
  public void close() {
    windows.close();
  }

  private NamedPolicy policyFor(
      ActionClass actionClass, @Nullable Principal principal, @Nullable TargetName target) {
    return config.policyFor(actionClass, principal == null ? null : principal.kind(), target);
  }

  private List<Window> windowsOf(
      NamedPolicy policy, @Nullable Principal principal, ClientAddress address) {
    List<Window> windows = new ArrayList<>(InMemoryWindows.MOST_TOGETHER);
    if (principal != null) {
      windows.add(policy.windowOf(WindowKey.Scope.PRINCIPAL, principal.id().value()));
    }
    windows.add(
        policy.times(config.addressFactor()).windowOf(WindowKey.Scope.ADDRESS, address.value()));
    return windows;
  }
}
