package dev.sallyport.gate;

import dev.sallyport.execute.Executor;
import dev.sallyport.execute.Settler;
import dev.sallyport.limit.RateLimiter;
import dev.sallyport.store.Store;
import dev.sallyport.store.StoreUnavailableException;
import java.time.Duration;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// What a gate does from time to time without being asked: it says that it lives, settles
/// executions of gates that died, records tokens that expired, and forgets old answers.
public final class Housekeeping implements AutoCloseable {
  static final Duration HEARTBEAT = Duration.ofSeconds(3);
  static final Duration SETTLE = Duration.ofSeconds(2);
  static final Duration LOOK = Duration.ofSeconds(2);
  static final Duration EXPIRE = Duration.ofSeconds(5);
  static final Duration TIDY = Duration.ofMinutes(1);
  static final Duration FORGET = Duration.ofMinutes(10);
  static final int BATCH = 500;

  private static final Logger LOG = LoggerFactory.getLogger(Housekeeping.class);

  /// The heartbeat has a thread of its own: a slow target being asked must not cost the gate its
  /// life.
  private final ScheduledExecutorService heart =
      Executors.newSingleThreadScheduledExecutor(
          Thread.ofPlatform().daemon().name("heartbeat").factory());

  private final ScheduledExecutorService rest =
      Executors.newSingleThreadScheduledExecutor(
          Thread.ofPlatform().daemon().name("housekeeping").factory());

  private final Store store;
  private final Executor executor;
  private final Settler settler;
  private final RateLimiter limiter;
  private final AuditState audit;
  private final Duration retention;

  public Housekeeping(
      Store store,
      Executor executor,
      Settler settler,
      RateLimiter limiter,
      AuditState audit,
      Duration retention) {
    this.audit = audit;
    this.store = store;
    this.executor = executor;
    this.settler = settler;
    this.limiter = limiter;
    this.retention = retention;
  }

  public void start() {
    every(heart, HEARTBEAT, "heartbeat", () -> store.executions().heartbeat());
    every(rest, SETTLE, "recording what ended", executor::recordLeftOver);
    every(rest, SETTLE, "settling", settler::settle);
    every(rest, LOOK, "looking at the audit chain", audit::look);
    every(rest, EXPIRE, "expiring tokens", () -> store.changes().expire(BATCH));
    every(rest, TIDY, "tidying limits", limiter::tidy);
    every(rest, FORGET, "forgetting answers", () -> store.requests().forget(retention, BATCH));
  }

  private static void every(
      ScheduledExecutorService thread, Duration period, String name, Runnable work) {
    var unused =
        thread.scheduleWithFixedDelay(
            () -> {
              try {
                work.run();
              } catch (StoreUnavailableException e) {
                LOG.warn("{} has to wait: the store is unavailable", name);
              } catch (RuntimeException e) {
                LOG.error("{} failed; it is tried again", name, e);
              }
            },
            0,
            period.toMillis(),
            TimeUnit.MILLISECONDS);
  }

  @Override
  public void close() {
    rest.shutdownNow();
    heart.shutdownNow();
  }
}
