package dev.sallyport.gate;

import dev.sallyport.config.Retention;
import dev.sallyport.execute.Executor;
import dev.sallyport.execute.Runs;
import dev.sallyport.execute.Settler;
import dev.sallyport.execute.Unheard;
import dev.sallyport.limit.RateLimiter;
import dev.sallyport.store.Store;
import dev.sallyport.store.StoreUnavailableException;
import java.time.Duration;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// What a gate does from time to time without being asked: it says that it lives, settles
/// executions of gates that died, records tokens that expired, and forgets what is old.
public final class Housekeeping implements AutoCloseable {
  /// A gate says that it lives so many times within its lease, and at least every three seconds.
  static final int BEATS_WITHIN_LEASE = 5;

  static final Duration HEARTBEAT = Duration.ofSeconds(3);
  static final Duration SAVE = Duration.ofMillis(100);
  static final Duration STOPS = Duration.ofMillis(500);
  static final Duration SETTLE = Duration.ofSeconds(2);
  static final Duration SETTLE_FIRST = Duration.ofSeconds(5);
  static final Duration LOOK = Duration.ofSeconds(2);
  static final Duration EXPIRE = Duration.ofSeconds(5);
  static final Duration LET_GO = Duration.ofSeconds(5);
  static final Duration TIDY = Duration.ofMinutes(1);
  static final Duration FORGET = Duration.ofMinutes(10);
  static final int BATCH = 500;

  /// How many lines of output are forgotten at once, and how often at most in one round.
  static final int LINES = 2_000;

  static final int ROUNDS_OF_LINES = 50;

  /// How many changes are forgotten at once, and how often at most in one round.
  static final int CHANGES = 100;

  static final int ROUNDS_OF_CHANGES = 50;

  private static final Logger LOG = LoggerFactory.getLogger(Housekeeping.class);

  /// The heartbeat has a thread of its own: a slow target being asked must not cost the gate its
  /// life.
  private final ScheduledExecutorService heart =
      Executors.newSingleThreadScheduledExecutor(
          Thread.ofPlatform().daemon().name("heartbeat").factory());

  /// What runs here has one too: who wants it to end must not wait for anything else.
  private final ScheduledExecutorService runs =
      Executors.newSingleThreadScheduledExecutor(
          Thread.ofPlatform().daemon().name("runs").factory());

  /// And so has the settling, since a target takes its time to say what happened.
  private final ScheduledExecutorService settling =
      Executors.newSingleThreadScheduledExecutor(
          Thread.ofPlatform().daemon().name("settling").factory());

  private final ScheduledExecutorService rest =
      Executors.newSingleThreadScheduledExecutor(
          Thread.ofPlatform().daemon().name("housekeeping").factory());

  private final Store store;
  private final Executor executor;
  private final Runs live;
  private final Unheard unheard;
  private final Settler settler;
  private final RateLimiter limiter;
  private final AuditState audit;
  private final LeftPlans plans;
  private final Duration answers;
  private final Retention retention;
  private final Duration heartbeat;

  /// @param answers how long answers are kept
  /// @param retention how long what has ended is
  /// @param lease how long the store counts this gate as living without a sign of life
  public Housekeeping(
      Store store,
      Executor executor,
      Runs live,
      Unheard unheard,
      Settler settler,
      RateLimiter limiter,
      AuditState audit,
      LeftPlans plans,
      Duration answers,
      Retention retention,
      Duration lease) {
    this.live = live;
    Duration often = lease.dividedBy(BEATS_WITHIN_LEASE);
    this.heartbeat = often.compareTo(HEARTBEAT) < 0 ? often : HEARTBEAT;
    this.audit = audit;
    this.plans = plans;
    this.store = store;
    this.executor = executor;
    this.unheard = unheard;
    this.settler = settler;
    this.limiter = limiter;
    this.answers = answers;
    this.retention = retention;
  }

  /// Settles what a gate left behind before this one takes requests. What takes longer goes on
  /// beside them.
  public void settleFirst() {
    Future<Integer> first = settling.submit(settler::settle);
    try {
      first.get(SETTLE_FIRST.toMillis(), TimeUnit.MILLISECONDS);
    } catch (TimeoutException e) {
      LOG.warn("a target takes its time to say what became of an execution that was cut off");
    } catch (ExecutionException e) {
      LOG.warn("settling what was cut off has to wait", e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  public void start() {
    every(heart, heartbeat, "heartbeat", () -> store.executions().heartbeat());
    every(rest, SETTLE, "recording what ended", executor::recordLeftOver);
    every(rest, SETTLE, "looking for what began unheard", unheard::settle);
    every(rest, SETTLE, "giving keys back", store.requests()::releaseLeft);
    every(settling, SETTLE, "settling", settler::settle);
    every(runs, SAVE, "keeping what runs report", live::save);
    every(runs, STOPS, "looking who is to stop", live::look);
    every(rest, LOOK, "looking at the audit chain", audit::look);
    every(rest, EXPIRE, "expiring tokens", () -> store.changes().expire(BATCH));
    every(rest, EXPIRE, "expiring approvals", () -> store.approvals().expire(BATCH));
    every(rest, LET_GO, "letting go of plans", plans::sweep);
    every(rest, TIDY, "tidying limits", limiter::tidy);
    every(rest, FORGET, "forgetting answers", () -> store.requests().forget(answers, BATCH));
    every(rest, FORGET, "forgetting output", this::forgetOutput);
    every(rest, FORGET, "forgetting changes", this::forgetChanges);
  }

  private void forgetOutput() {
    for (int round = 0; round < ROUNDS_OF_LINES; round++) {
      if (store.outputs().forget(retention.output(), LINES) < LINES) {
        return;
      }
    }
  }

  private void forgetChanges() {
    for (int round = 0; round < ROUNDS_OF_CHANGES; round++) {
      if (store.changes().forget(retention.changes(), CHANGES) < CHANGES) {
        return;
      }
    }
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
    settling.shutdownNow();
    runs.shutdownNow();
    heart.shutdownNow();
  }
}
