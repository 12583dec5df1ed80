package dev.sallyport.server;

import dev.sallyport.action.ApprovalCheck;
import dev.sallyport.action.Policies;
import dev.sallyport.action.TokenIssue;
import dev.sallyport.config.Config;
import dev.sallyport.config.Policy;
import dev.sallyport.contract.RequestDecoder;
import dev.sallyport.domain.TargetName;
import dev.sallyport.gate.ApprovalViews;
import dev.sallyport.gate.BreakingGlass;
import dev.sallyport.gate.Decisions;
import dev.sallyport.gate.OwnChanges;
import dev.sallyport.gate.Telemetry;
import dev.sallyport.gate.WaitingChanges;
import dev.sallyport.token.ConfirmTokens;
import java.util.LinkedHashMap;
import java.util.Map;

/// What policies ask of a change, and what its requester and others do about it.
///
/// @param own what a requester does with a change of theirs
/// @param waiting the changes that wait for a person
record Approving(
    Policies policies,
    ApprovalCheck check,
    ApprovalViews views,
    Decisions decisions,
    OwnChanges own,
    BreakingGlass glass,
    WaitingChanges waiting) {

  static Approving on(
      Ground ground, ConfirmTokens tokens, RequestDecoder decoder, Telemetry telemetry) {
    Config config = ground.config();
    Policies policies = new Policies(policies(config));
    ApprovalCheck check =
        new ApprovalCheck(ground.store(), policies, config.approvals().lifetime());
    ApprovalViews views = new ApprovalViews(ground.store(), policies, check);
    TokenIssue issue =
        new TokenIssue(
            ground.store(),
            tokens,
            config.tokens().lifetime(),
            ground.ambient().random(),
            telemetry);
    return new Approving(
        policies,
        check,
        views,
        new Decisions(
            ground.store(), policies, check, views, decoder, ground.checkpoints(), telemetry),
        new OwnChanges(ground.store(), policies, check, views, issue, decoder, telemetry),
        new BreakingGlass(
            ground.store(),
            policies,
            check,
            views,
            decoder,
            config.tokens().lifetime(),
            ground.checkpoints(),
            telemetry),
        new WaitingChanges(ground.store(), policies, check));
  }

  private static Map<TargetName, Policy> policies(Config config) {
    Map<TargetName, Policy> policies = new LinkedHashMap<>();
    config.targets().forEach((name, target) -> policies.put(name, target.policy()));
    return policies;
  }
}
