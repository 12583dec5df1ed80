package dev.sallyport.gate;

import static dev.sallyport.problem.ProblemType.DRAINING;
import static dev.sallyport.problem.ProblemType.EXECUTION_FAILED;
import static dev.sallyport.problem.ProblemType.FORBIDDEN;
import static dev.sallyport.problem.ProblemType.FROZEN;
import static dev.sallyport.problem.ProblemType.IDEMPOTENCY_IN_PROGRESS;
import static dev.sallyport.problem.ProblemType.INTERNAL;
import static dev.sallyport.problem.ProblemType.OUTCOME_UNKNOWN;
import static dev.sallyport.problem.ProblemType.STORE_UNAVAILABLE;
import static dev.sallyport.problem.ProblemType.TARGET_BUSY;
import static dev.sallyport.problem.ProblemType.UNKNOWN_TARGET;
import static dev.sallyport.problem.ProblemType.WRONG_STATE;
import static org.awaitility.Awaitility.await;

import dev.sallyport.domain.Role;
import dev.sallyport.fixture.TestCaller;
import dev.sallyport.fixture.TestCaller.Reply;
import dev.sallyport.fixture.TestGate;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import tools.jackson.databind.node.ObjectNode;

/// Refusals and failures that are met once something is to run, runs, or has run; and those of a
/// gate that cannot.
final class RefusalsOfRuns {
  private static final String RESOLUTION = "{\"outcome\":\"failed\",\"reason\":\"looked\"}";
  private static final long LONGEST_SECONDS = 60;

  private RefusalsOfRuns() {}

  static List<Refusal> ofRuns() {
    return List.of(
        new Refusal(
            FROZEN,
            "the target",
            "has been frozen since",
            at -> {
              ObjectNode apply = at.confirmation("apply", at.previewed("blog"));
              at.operator.post("/v1/freeze", "{\"target\":\"blog\",\"reason\":\"incident\"}");
              Reply frozen = at.agent.execute(apply);
              at.operator.post("/v1/unfreeze", "{\"target\":\"blog\"}");
              return frozen;
            }),
        new Refusal(
            FORBIDDEN,
            "everything, by who has one target",
            "This key is not for every target",
            at -> at.only("blog", "oscar", Role.OPERATOR).post("/v1/freeze", "{\"reason\":\"x\"}")),
        new Refusal(
            UNKNOWN_TARGET,
            "a target outside the key is frozen",
            "There is no target of that name for this key",
            at ->
                at.only("blog", "oscar", Role.OPERATOR)
                    .post("/v1/freeze", "{\"target\":\"asked\",\"reason\":\"x\"}")),
        new Refusal(
            WRONG_STATE,
            "unfreezes what is not frozen",
            "Just that is not frozen",
            at -> at.operator.post("/v1/unfreeze", "{}")),
        new Refusal(
            TARGET_BUSY,
            "another execution",
            "send the same request again in a moment, or let it",
            at ->
                at.whileHeld(
                    held -> at.agent.execute(at.tool.proposal("auto", at.name(), "other")))),
        new Refusal(
            IDEMPOTENCY_IN_PROGRESS,
            "a copy",
            "The first request with this key is still running",
            at -> at.whileHeld(at.other::execute)),
        new Refusal(
            WRONG_STATE,
            "resolved while it runs",
            "",
            at -> at.whileHeld(held -> resolve(at, at.execution()))),
        new Refusal(
            WRONG_STATE,
            "resolved though its end is known",
            "",
            at -> {
              at.applied("blog");
              return resolve(at, at.execution());
            }),
        new Refusal(
            EXECUTION_FAILED,
            "the tool fails",
            "",
            at -> {
              at.tool.tell("fail", "");
              Reply failed = at.agent.execute(at.tool.proposal("auto", at.name(), "failing"));
              at.tool.untell("fail");
              return failed;
            }),
        new Refusal(
            OUTCOME_UNKNOWN,
            "the tool cannot tell",
            "cannot tell whether it took effect",
            at -> unknown(at, at.name())),
        new Refusal(
            OUTCOME_UNKNOWN,
            "asked again, where the gate that ran it never answered",
            "The execution was cut off",
            at -> {
              String key =
                  at.store().text("SELECT idempotency_key FROM executions WHERE state = 'unknown'");
              at.store()
                  .update(
                      "UPDATE requests SET status = NULL, body = NULL, answered_at = NULL"
                          + " WHERE idempotency_key = ?",
                      key);
              return unknown(at, key);
            }),
        new Refusal(
            EXECUTION_FAILED,
            "a repository that is away",
            "The target cannot be reached or read",
            at ->
                at.withoutRepository(
                    "groups", () -> at.agent.execute(at.edit("preview", "groups", at.name())))));
  }

  /// What each leaves behind is not for others to find, so they come last.
  static List<Refusal> ofGatesThatCannot() {
    return List.of(
        new Refusal(
            STORE_UNAVAILABLE,
            "another process has the store",
            "send the same request again.",
            at -> {
              ObjectNode apply = at.confirmation("apply", at.previewed("blog"));
              return at.withoutStore(() -> at.agent.execute(apply));
            }),
        new Refusal(
            STORE_UNAVAILABLE,
            "and whether the gate is ready is asked",
            "The gate",
            at ->
                at.withoutStore(
                    () ->
                        await()
                            .atMost(RefusalGates.SOON)
                            .until(
                                () -> at.agent.get("/health/ready"),
                                reply -> reply.status() == 503))),
        new Refusal(
            INTERNAL,
            "a fault inside",
            "Something went wrong inside the gate",
            at -> faulty(at.temporary())),
        new Refusal(DRAINING, "the gate stops", "", at -> stopping(at.temporary())));
  }

  private static Reply resolve(RefusalGates at, String execution) {
    return at.operator.post("/v1/executions/" + execution + "/resolve", RESOLUTION);
  }

  private static Reply unknown(RefusalGates at, String key) {
    at.blind.tell("fail", "");
    return at.agent.execute(at.blind.proposal("auto", key, "unknown"));
  }

  private static Reply faulty(Path folder) throws Exception {
    try (TestGate gate =
        TestGate.start(
            Files.createDirectories(folder),
            TestGate.WIDE_LIMITS + TestGate.BLOG,
            Ambient.system(),
            checkpoint -> {
              throw new IllegalStateException("told to fail at " + checkpoint);
            })) {
      return gate.caller("docs-bot", Role.REQUESTER).preview("one-1", "index.html", "<p>1</p>\n");
    }
  }

  private static Reply stopping(Path folder) throws Exception {
    Blocker blocker = new Blocker(Blocker.IN_TARGET);
    var gate = blocker.start(Files.createDirectories(folder));
    TestCaller agent = gate.caller("docs-bot", Role.REQUESTER);
    String token = agent.token("one-1", "index.html", "<p>1</p>\n");
    blocker.arm();
    CompletableFuture<Reply> applying =
        CompletableFuture.supplyAsync(
            () -> agent.confirm("apply", "one-1", token), Thread::startVirtualThread);
    blocker.awaitReached();
    CompletableFuture<Void> closed =
        CompletableFuture.runAsync(gate::close, Thread::startVirtualThread);
    try {
      return await()
          .atMost(RefusalGates.SOON)
          .until(
              () -> agent.preview("key-" + System.nanoTime(), "about.html", "<p>2</p>\n"),
              reply -> reply.status() == 503);
    } finally {
      blocker.release();
      applying.get(LONGEST_SECONDS, TimeUnit.SECONDS);
      closed.get(LONGEST_SECONDS, TimeUnit.SECONDS);
    }
  }
}
