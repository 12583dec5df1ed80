package dev.sallyport.gate;

import dev.sallyport.domain.PrincipalId;
import dev.sallyport.domain.TargetName;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/// How many requests of this gate wait for a busy target: so many in all, for each target and for
/// each principal.
public final class Waiting {
  private final Limits limits;
  private final Map<TargetName, Integer> onTargets = new HashMap<>();
  private final Map<PrincipalId, Integer> byPrincipals = new HashMap<>();
  private int all;

  /// @param inAll how many may wait in one gate
  /// @param perTarget how many of them for one target
  /// @param perPrincipal how many of them may be one principal's
  public record Limits(int inAll, int perTarget, int perPrincipal) {
    public static final Limits DEFAULT = new Limits(64, 16, 4);
  }

  public Waiting(Limits limits) {
    this.limits = limits;
  }

  /// Counts one in.
  ///
  /// @return the limit that it is over, in words
  synchronized Optional<String> enter(TargetName target, PrincipalId who) {
    if (all >= limits.inAll()) {
      return Optional.of("%d (waiting.inAll)".formatted(limits.inAll()));
    }
    if (onTargets.getOrDefault(target, 0) >= limits.perTarget()) {
      return Optional.of("%d for a target (waiting.perTarget)".formatted(limits.perTarget()));
    }
    if (byPrincipals.getOrDefault(who, 0) >= limits.perPrincipal()) {
      return Optional.of("%d of a key (waiting.perPrincipal)".formatted(limits.perPrincipal()));
    }
    all++;
    onTargets.merge(target, 1, Integer::sum);
    byPrincipals.merge(who, 1, Integer::sum);
    return Optional.empty();
  }

  synchronized void leave(TargetName target, PrincipalId who) {
    all--;
    onTargets.computeIfPresent(target, (same, count) -> count == 1 ? null : count - 1);
    byPrincipals.computeIfPresent(who, (same, count) -> count == 1 ? null : count - 1);
  }

  /// How many wait now.
  public synchronized int count() {
    return all;
  }
}
