package dev.sallyport.contract;

import dev.sallyport.problem.FieldError;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import tools.jackson.databind.JsonNode;

/// Holds every answer against the contract, after the fact: answers wait in a bounded queue for one
/// virtual thread, and one that finds the queue full goes unchecked. Whatever is found, the answer
/// itself was neither held up nor changed.
public final class ResponseCheck implements AutoCloseable {
  /// The most answers that wait to be checked; each may hold a whole plan.
  public static final int MOST_WAITING = 64;

  /// The most different breaches that are logged; all are counted.
  public static final int MOST_LOGGED = 1_000;

  private static final Duration LAST_CHECK = Duration.ofSeconds(1);
  private static final Logger LOG = LoggerFactory.getLogger(ResponseCheck.class);

  /// What became of one answer's check.
  public enum Finding {
    KEPT,
    BROKEN,
    /// The queue was full.
    DROPPED,
    /// The check itself failed.
    FAILED
  }

  /// Is told of every finding, for metrics.
  @FunctionalInterface
  public interface Count {
    void found(String operationId, Finding finding);
  }

  private record Answer(String operationId, int status, JsonNode body) {}

  private record Breach(String operationId, int status, String pointer, String code) {}

  private final Contract contract;
  private final Count count;
  private final BlockingQueue<Answer> waiting = new ArrayBlockingQueue<>(MOST_WAITING);
  private final Set<Breach> logged = new HashSet<>();
  private final Thread checker;

  /// @param count called by the checking thread, and by an answering one for [Finding#DROPPED]
  public ResponseCheck(Contract contract, Count count) {
    this.contract = contract;
    this.count = count;
    this.checker = Thread.ofVirtual().name("response-check").start(this::run);
  }

  /// Takes an answer to be checked some time. The body must not be changed any more.
  public void observe(String operationId, int status, JsonNode body) {
    if (!waiting.offer(new Answer(operationId, status, body))) {
      count.found(operationId, Finding.DROPPED);
    }
  }

  /// Ends the checking; what still waits goes unchecked.
  @Override
  public void close() {
    checker.interrupt();
    try {
      checker.join(LAST_CHECK);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private void run() {
    try {
      while (!Thread.currentThread().isInterrupted()) {
        Answer answer = waiting.take();
        count.found(answer.operationId(), check(answer));
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private Finding check(Answer answer) {
    try {
      List<FieldError> errors =
          contract.validateResponse(answer.operationId(), answer.status(), answer.body());
      errors.forEach(error -> log(answer, error));
      return errors.isEmpty() ? Finding.KEPT : Finding.BROKEN;
    } catch (RuntimeException e) {
      LOG.error("an answer of {} could not be checked", answer.operationId(), e);
      return Finding.FAILED;
    }
  }

  /// Each different breach once: one that every answer repeats must not flood the log.
  private void log(Answer answer, FieldError error) {
    Breach breach =
        new Breach(answer.operationId(), answer.status(), error.pointer(), error.code());
    if (logged.size() < MOST_LOGGED && logged.add(breach)) {
      LOG.warn(
          "an answer breaks the contract: {} {} {} {}: {}",
          breach.operationId(),
          breach.status(),
          breach.pointer(),
          breach.code(),
          error.message());
    }
  }
}
