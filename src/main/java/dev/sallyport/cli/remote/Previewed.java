package dev.sallyport.cli.remote;

import dev.sallyport.cli.terminal.CommandException;
import dev.sallyport.cli.terminal.ExitStatus;
import dev.sallyport.cli.terminal.Surroundings;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// Changes that were previewed, and the token that confirms each: kept here, or fetched once others
/// have approved.
final class Previewed {
  private final Conversation gate;
  private final KeptChanges kept;

  Previewed(Conversation gate, Surroundings surroundings) {
    this.gate = gate;
    this.kept = KeptChanges.of(surroundings, gate.gate());
  }

  /// Keeps what a preview answered.
  Kept keep(String target, String key, boolean rollback, JsonNode result) {
    JsonNode token = result.path("confirmToken");
    Kept change =
        kept.fresh(
            target,
            key,
            rollback ? "rollback" : "change",
            result.path("changeId").asString(""),
            token.isString() ? token.asString() : null);
    kept.keep(change);
    return change;
  }

  /// @throws CommandException when nothing of that key was previewed from here
  Kept find(String key, @Nullable String target) {
    return kept.find(key, target)
        .orElseThrow(
            () ->
                new CommandException(
                    "Nothing of the key %s was previewed from here with this API key%s. Preview it, or hand in its token: --target TARGET --token -"
                        .formatted(key, target == null ? "" : " on " + target)));
  }

  /// The change with the token that confirms it, which is fetched where it is not kept yet.
  Kept confirmable(Kept change) {
    if (change.done() || change.confirmToken() != null) {
      return change;
    }
    String path = "/v1/changes/" + change.changeId();
    JsonNode state = gate.get(path);
    JsonNode approvals = state.path("approvals");
    if (state.path("state").asString("").equals("awaiting_approval")) {
      throw new CommandException(
          ExitStatus.TRY_AGAIN,
          "%s awaits approval (%d of %d given). Others approve it with: sallyport approve %s --plan-hash %s. Run the same command after that."
              .formatted(
                  change.changeId(),
                  approvals.path("given").asInt(0),
                  approvals.path("required").asInt(0),
                  change.changeId(),
                  state.path("plan").path("hash").asString("?")));
    }
    return withFreshToken(change);
  }

  /// The change with a token of the gate's making now: its first where others have approved it, or
  /// the deploy's own where the policy wants that approved by itself.
  Kept withFreshToken(Kept change) {
    JsonNode minted =
        gate.post(
            "/v1/changes/" + change.changeId() + "/token", JsonMapper.shared().createObjectNode());
    Kept with = change.withToken(minted.path("confirmToken").asString(""));
    kept.keep(with);
    return with;
  }

  /// Forgets the token of a change of which nothing is left to confirm.
  void finish(Kept change) {
    kept.keep(change.finished());
  }
}
