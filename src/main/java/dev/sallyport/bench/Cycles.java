package dev.sallyport.bench;

import dev.sallyport.client.GateClient;
import dev.sallyport.client.Reply;
import dev.sallyport.client.UnreachableException;
import dev.sallyport.server.StartException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import java.util.function.LongFunction;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/// Changes as callers make them: preview, apply, deploy.
///
/// @param steps those that each change takes, in order
/// @param clients one for each caller
/// @param targets the target of each caller
/// @param run a word that no other run's keys begin with
/// @param parameters a proposal for the change of that number
record Cycles(
    List<String> steps,
    List<GateClient> clients,
    List<String> targets,
    String run,
    LongFunction<ObjectNode> parameters,
    AtomicLong numbers,
    LongSupplier nanos) {
  static final String WHOLE = "whole cycle";
  static final List<String> EVERY_STEP = List.of("preview", "apply", "deploy");

  /// What is timed of a change: each of its steps, and all of them.
  static final List<String> TIMED = List.of("preview", "apply", "deploy", WHOLE);

  Cycles(
      List<GateClient> clients,
      List<String> targets,
      String run,
      LongFunction<ObjectNode> parameters,
      LongSupplier nanos) {
    this(EVERY_STEP, clients, targets, run, parameters, new AtomicLong(), nanos);
  }

  /// The same changes, each left after that step.
  ///
  /// @param last apply or deploy
  Cycles until(String last) {
    return new Cycles(
        EVERY_STEP.subList(0, EVERY_STEP.indexOf(last) + 1),
        clients,
        targets,
        run,
        parameters,
        numbers,
        nanos);
  }

  /// Under this name stand those whose connection was lost or not made.
  static final String NO_ANSWER = "no answer";

  /// Under this name those that were planned, and no caller was free for.
  static final String NEVER_BEGUN = "never begun: no caller was free";

  /// Before a caller whose connection was lost goes on: a gate that is gone is not to be hammered.
  private static final Duration PAUSE = Duration.ofMillis(50);

  /// One change; what was refused ends it and is counted by its slug, and so is a lost connection.
  ///
  /// @param planned when it should have begun: a wait before the preview is the preview's
  void one(int caller, long planned, Latencies seen) {
    try {
      attempt(caller, planned, seen);
    } catch (UnreachableException e) {
      seen.failed(NO_ANSWER);
      LockSupport.parkNanos(PAUSE.toNanos());
    }
  }

  /// A change that was planned and never begun: how long it has waited is the least that its
  /// preview would have taken, and all of it.
  static void neverBegan(long waited, Latencies seen) {
    seen.failed(NEVER_BEGUN);
    seen.took("preview", waited);
    seen.took(WHOLE, waited);
  }

  /// The change before all others, without which there is nothing to measure.
  ///
  /// @throws StartException when it was refused, with the reason
  void first() throws UnreachableException, StartException {
    Reply refused = attempt(0, nanos.getAsLong(), new Latencies());
    if (refused != null) {
      throw new StartException(
          refused.isOk()
              ? "There is nothing to measure: %s wants an approval.".formatted(targets.getFirst())
              : "There is nothing to measure, the first change was refused: %s. %s"
                  .formatted(word(refused), refused.body().path("detail").asString(""))
                  .strip());
    }
  }

  /// @return the answer that ended the change before its last step; null where none did
  private @Nullable Reply attempt(int caller, long planned, Latencies seen)
      throws UnreachableException {
    long number = numbers.incrementAndGet();
    ObjectNode preview =
        request("preview", caller, number).put("command", "Measure change " + number);
    preview.set("parameters", parameters.apply(number));
    long mark = planned;
    String token = "";
    for (String step : steps) {
      ObjectNode request =
          token.isEmpty() ? preview : request(step, caller, number).put("confirmToken", token);
      Reply reply = clients.get(caller).execute(request);
      long now = nanos.getAsLong();
      if (!reply.isOk()) {
        seen.failed(word(reply));
        return reply;
      }
      seen.took(step, now - mark);
      mark = now;
      if (token.isEmpty()) {
        token = reply.result().path("confirmToken").asString("");
      }
      if (token.isEmpty()) {
        seen.failed("no token: the target wants an approval");
        return reply;
      }
    }
    seen.took(WHOLE, mark - planned);
    return null;
  }

  private static String word(Reply reply) {
    return reply.slug().isEmpty() ? "status " + reply.status() : reply.slug();
  }

  private ObjectNode request(String action, int caller, long number) {
    return JsonMapper.shared()
        .createObjectNode()
        .put("action", action)
        .put("target", targets.get(caller))
        .put("idempotencyKey", run + "-" + number);
  }

  void close() {
    clients.forEach(GateClient::close);
  }

  @Override
  public String toString() {
    return "Cycles[run=" + run + "]";
  }
}
