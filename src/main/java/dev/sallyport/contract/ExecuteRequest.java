package dev.sallyport.contract;

import dev.sallyport.domain.Action;
import dev.sallyport.domain.IdempotencyKey;
import dev.sallyport.domain.Operation;
import dev.sallyport.domain.SafetyLevel;
import dev.sallyport.domain.TargetName;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/// A `POST /v1/execute` body that keeps the contract.
///
/// @param targetText what the caller names as its target, there for every action but `status`;
/// perhaps no name that a target can have
/// @param key there for every action that writes
/// @param command there for plan, preview and auto
/// @param parameters empty where left out
/// @param confirmToken whatever text was sent as one
/// @param actor a text or `{type,id}`, as the caller says
/// @param echo the body without its confirm token and without large parameters, for the answer
/// @param fingerprint what makes two requests the same: SHA-256 over the RFC 8785 form of the body
/// without `confirmToken` and `actor`, its key filled in
public record ExecuteRequest(
    Action action,
    @Nullable String targetText,
    @Nullable IdempotencyKey key,
    @Nullable String command,
    ObjectNode parameters,
    Operation operation,
    @Nullable SafetyLevel safetyLevel,
    @Nullable PresentedToken confirmToken,
    @Nullable JsonNode actor,
    ObjectNode echo,
    String fingerprint) {

  /// The target's name, where the text is one that a target can have; otherwise there is no such
  /// target.
  public Optional<TargetName> target() {
    return Optional.ofNullable(targetText)
        .filter(text -> TargetName.PATTERN.matcher(text).matches())
        .map(TargetName::new);
  }

  /// Says which request it is and nothing of what it carries.
  @Override
  public String toString() {
    return "ExecuteRequest[action=%s, target=%s, key=%s]".formatted(action, target(), key);
  }
}
