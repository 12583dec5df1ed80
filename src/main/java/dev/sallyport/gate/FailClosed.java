package dev.sallyport.gate;

import dev.sallyport.problem.Problem;
import dev.sallyport.problem.ProblemType;
import dev.sallyport.respond.Answer;
import dev.sallyport.store.StoreUnavailableException;
import dev.sallyport.target.TargetException;
import java.time.Duration;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Fails closed: whatever goes wrong inside is a problem too, and its cause is in the log only.
final class FailClosed {
  private static final Logger LOG = LoggerFactory.getLogger(FailClosed.class);
  private static final Duration STORE_RETRY = Duration.ofSeconds(2);

  private FailClosed() {}

  static Answer guarded(Supplier<Answer> way) {
    try {
      return way.get();
    } catch (StoreUnavailableException e) {
      LOG.error("the store is unavailable", e);
      return Answer.of(
          Problem.of(
                  ProblemType.STORE_UNAVAILABLE,
                  StoreTrouble.sentence(e.why()) + "; send the same request again.")
              .withRetryAfter(STORE_RETRY));
    } catch (TargetException e) {
      LOG.error("the target cannot be reached", e);
      return Answer.of(
          Problem.of(
              ProblemType.EXECUTION_FAILED,
              "The target cannot be reached or read; the gate's operator finds the cause in its log"
                  + " by the trace id. Nothing was done."));
    } catch (RuntimeException e) {
      LOG.error("a request failed inside the gate", e);
      return Answer.of(
          Problem.of(
              ProblemType.INTERNAL,
              "Something went wrong inside the gate; its log tells by the trace id."));
    }
  }
}
