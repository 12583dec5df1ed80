package dev.sallyport.action;

import dev.sallyport.checkpoint.Checkpoint;
import dev.sallyport.domain.Ids;
import dev.sallyport.execute.Executor;
import dev.sallyport.respond.Answer;
import dev.sallyport.respond.Envelopes;
import dev.sallyport.store.Store;
import dev.sallyport.token.ConfirmTokens;
import java.security.SecureRandom;
import java.time.Duration;

/// Every action on a target, by its name. A request gets here once it has been let through and its
/// key has no stored answer.
public final class Actions {
  private final ReadAction reads;
  private final PreviewAction previews;
  private final TokenAction tokenActions;
  private final AutoAction autos;

  /// @param tokenLifetime how long a confirm token stands
  /// @param approvalWait how long a change awaits others' approval
  public Actions(
      Store store,
      ConfirmTokens tokens,
      Duration tokenLifetime,
      Policies policies,
      ApprovalCheck approvals,
      Duration approvalWait,
      Executor executor,
      Replays replays,
      Envelopes envelopes,
      Ids ids,
      SecureRandom random,
      Checkpoint.Listener checkpoints,
      TokenObserver observer) {
    Planner planner = new Planner(ids, policies);
    Launch launch = new Launch(executor, store.executions(), replays, envelopes, checkpoints);
    TokenMint mint = new TokenMint(tokens, store.clock(), random, tokenLifetime);
    this.reads = new ReadAction(planner, envelopes);
    this.previews =
        new PreviewAction(
            store,
            planner,
            mint,
            replays,
            policies,
            new Rounds(policies, approvalWait, random),
            envelopes,
            checkpoints,
            observer);
    this.tokenActions =
        new TokenAction(
            store,
            new TokenCheck(store, tokens, approvals),
            new PlanCheck(store, policies, approvals),
            policies,
            ids,
            launch,
            new TokenRefusals(store, observer),
            observer);
    this.autos = new AutoAction(store, planner, policies, replays, launch);
  }

  public Answer run(Ask ask) {
    return switch (ask.request().action()) {
      case PLAN -> reads.plan(ask);
      case LIST -> reads.list(ask);
      case READ -> reads.read(ask);
      case PREVIEW -> previews.preview(ask);
      case APPLY, DEPLOY, ROLLBACK -> tokenActions.run(ask);
      case AUTO -> autos.run(ask);
      case STATUS -> throw new IllegalArgumentException("status is about the gate, not a target");
    };
  }
}
