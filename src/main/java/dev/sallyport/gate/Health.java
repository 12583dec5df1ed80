package dev.sallyport.gate;

import dev.sallyport.execute.Drain;
import dev.sallyport.problem.Problem;
import dev.sallyport.problem.ProblemType;
import dev.sallyport.respond.Answer;
import dev.sallyport.store.Store;
import dev.sallyport.store.StoreUnavailableException.Why;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/// What a load balancer asks: whether the process lives, and whether it should be sent work.
public final class Health {
  private static final Duration RETRY = Duration.ofSeconds(5);

  private final Store store;
  private final Drain drain;
  private final Supplier<Map<String, String>> degradations;

  /// @param degradations what works in a lesser way, by its name; empty when all is well
  public Health(Store store, Drain drain, Supplier<Map<String, String>> degradations) {
    this.store = store;
    this.drain = drain;
    this.degradations = degradations;
  }

  public Answer live() {
    return Answer.ok(JsonMapper.shared().createObjectNode().put("status", "up"));
  }

  public Answer ready() {
    if (drain.isDraining()) {
      return Answer.of(Drain.PROBLEM);
    }
    Optional<Why> trouble = store.trouble();
    Map<String, String> lesser = degradations.get();
    if (trouble.isPresent()) {
      return Answer.of(
          Problem.of(
                  ProblemType.STORE_UNAVAILABLE,
                  StoreTrouble.sentence(trouble.get()) + "." + sentences(lesser))
              .withRetryAfter(RETRY));
    }
    ObjectNode health = JsonMapper.shared().createObjectNode();
    health.put("status", lesser.isEmpty() ? "up" : "degraded");
    ObjectNode checks = health.putObject("checks");
    checks.put("store", "up");
    lesser.forEach(checks::put);
    return Answer.ok(health);
  }

  private static String sentences(Map<String, String> lesser) {
    return lesser.entrySet().stream()
        .map(each -> " %s: %s.".formatted(each.getKey(), each.getValue()))
        .collect(Collectors.joining());
  }
}
