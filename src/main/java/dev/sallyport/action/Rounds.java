package dev.sallyport.action;

import dev.sallyport.action.Planner.Planned;
import dev.sallyport.domain.Action;
import dev.sallyport.domain.Operation;
import dev.sallyport.domain.SafetyLevel;
import dev.sallyport.domain.TargetName;
import dev.sallyport.store.ApprovalRound;
import dev.sallyport.store.Approvals.NewRound;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// Says which rounds of approval a previewed change goes through, and which number its requester is
/// shown where it is risky.
final class Rounds {
  private final Policies policies;
  private final Duration wait;
  private final SecureRandom random;

  /// @param wait how long each takes decisions
  Rounds(Policies policies, Duration wait, SecureRandom random) {
    this.policies = policies;
    this.wait = wait;
    this.random = random;
  }

  List<NewRound> of(TargetName target, Planned planned) {
    Operation operation = planned.plan().operation();
    List<Action> actions =
        Stream.of(Policies.confirming(operation), Action.DEPLOY)
            .filter(action -> action != Action.DEPLOY || operation == Operation.CHANGE)
            .filter(action -> policies.quorum(target, action).isPresent())
            .toList();
    @Nullable Integer number =
        planned.safety().assessed() == SafetyLevel.HIGH
            ? Integer.valueOf(
                random.nextInt(ApprovalRound.LEAST_NUMBER, ApprovalRound.MOST_NUMBER + 1))
            : null;
    return actions.stream().map(action -> new NewRound(action, wait, number)).toList();
  }

  /// The number that the requester is shown, if approvers need it.
  static @Nullable Integer number(List<NewRound> rounds) {
    return rounds.isEmpty() ? null : rounds.getFirst().number();
  }
}
