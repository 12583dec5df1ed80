package dev.sallyport.gate;

import dev.sallyport.action.ApprovalCheck;
import dev.sallyport.action.Policies;
import dev.sallyport.change.Change;
import dev.sallyport.change.ChangeState;
import dev.sallyport.change.Quorum;
import dev.sallyport.domain.Action;
import dev.sallyport.domain.Operation;
import dev.sallyport.domain.PrincipalId;
import dev.sallyport.domain.TargetName;
import dev.sallyport.respond.Approvals;
import dev.sallyport.respond.Results.Asked;
import dev.sallyport.respond.Results.Broken;
import dev.sallyport.store.ApprovalRound;
import dev.sallyport.store.Store;
import java.time.Instant;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/// How answers show what a change asks of others.
public final class ApprovalViews {
  private static final Set<ChangeState> WAITING =
      EnumSet.of(
          ChangeState.AWAITING_APPROVAL, ChangeState.AWAITING_CONFIRMATION, ChangeState.APPLIED);
  private static final Set<ChangeState> DEPLOYS =
      EnumSet.of(
          ChangeState.APPLIED,
          ChangeState.DEPLOYING,
          ChangeState.DEPLOYED,
          ChangeState.DEPLOY_FAILED);

  private final Store store;
  private final Policies policies;
  private final ApprovalCheck check;

  public ApprovalViews(Store store, Policies policies, ApprovalCheck check) {
    this.store = store;
    this.policies = policies;
    this.check = check;
  }

  /// What the target's policy asks for each action, such as `approve 2`.
  Map<Action, String> policy(TargetName target) {
    return policies.words(target);
  }

  /// What the change asks of others, by its rounds and the policy of now, for one who looks at it.
  ///
  /// @param viewer sees the number where it is the requester's own change
  public Asked asked(Change change, PrincipalId viewer) {
    List<Broken> broken = new ArrayList<>();
    @Nullable Integer number = null;
    for (Action action : List.of(Policies.confirming(change), Action.DEPLOY)) {
      Optional<ApprovalRound> round = store.approvals().round(change.id(), action);
      if (round.isPresent() && round.get().broken() != null) {
        ApprovalRound.Broken each = round.get().broken();
        broken.add(new Broken(action, each.by(), each.reason(), each.at()));
      }
      number = number == null ? round.map(ApprovalRound::number).orElse(null) : number;
    }
    return new Asked(
        policy(change),
        approvals(change),
        viewer.equals(change.requester()) ? number : null,
        broken);
  }

  /// What the policy asks of what the change can come to.
  private Map<Action, String> policy(Change change) {
    Map<Action, String> all = policies.words(change.target());
    Map<Action, String> those = new LinkedHashMap<>();
    for (Action action : actions(change.plan().operation())) {
      if (all.containsKey(action)) {
        those.put(action, all.get(action));
      }
    }
    return those;
  }

  private static List<Action> actions(Operation operation) {
    return switch (operation) {
      case CHANGE -> List.of(Action.APPLY, Action.DEPLOY);
      case ROLLBACK -> List.of(Action.ROLLBACK);
    };
  }

  Approvals approvals(Change change) {
    Action confirming = Policies.confirming(change);
    Optional<ApprovalRound> deploy = store.approvals().round(change.id(), Action.DEPLOY);
    Action action =
        DEPLOYS.contains(change.state()) && deploy.isPresent() ? Action.DEPLOY : confirming;
    Optional<ApprovalRound> round =
        action == Action.DEPLOY ? deploy : store.approvals().round(change.id(), action);
    Optional<Quorum> quorum = check.quorum(change, action);
    // What ran by `auto`, or was planned when nobody had to approve, has no round.
    boolean asks = round.isPresent() || change.state() == ChangeState.AWAITING_CONFIRMATION;
    if (quorum.isEmpty() || !asks) {
      return Approvals.NONE;
    }
    @Nullable Instant until =
        WAITING.contains(change.state()) ? round.map(ApprovalRound::until).orElse(null) : null;
    return Approvals.of(
        action, quorum.get(), quorum.get().tally(check.approvers(change, action)), until);
  }

  /// What a decision is answered with.
  ObjectNode view(Change change, ChangeState state) {
    ObjectNode node = JsonMapper.shared().createObjectNode();
    node.put("changeId", change.id().value());
    node.put("state", state.wire());
    node.put("planHash", change.planHash().value());
    node.set("approvals", approvals(change.inState(state)).node());
    return node;
  }
}
