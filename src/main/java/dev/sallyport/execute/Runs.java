package dev.sallyport.execute;

import dev.sallyport.domain.ExecutionId;
import dev.sallyport.domain.TargetName;
import dev.sallyport.execute.Endings.Subject;
import dev.sallyport.store.Executions;
import dev.sallyport.store.Executions.Held;
import dev.sallyport.store.Outputs;
import dev.sallyport.store.Outputs.Line;
import dev.sallyport.store.Store;
import dev.sallyport.store.StoreUnavailableException;
import dev.sallyport.target.Run.Stop;
import dev.sallyport.trace.RequestScope;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executor;
import java.util.function.LongSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// The executions that run in this gate: what they report is brought to the store from here, and
/// who wants one to end reaches it here.
public final class Runs {
  /// The most lines that are brought to the store at once.
  static final int BATCH = 500;

  private static final Logger LOG = LoggerFactory.getLogger(Runs.class);

  private final Executions executions;
  private final Outputs outputs;
  private final InstantSource clock;
  private final LongSupplier nanos;
  private final Duration lease;
  private final Executor threads;
  private final Map<ExecutionId, LiveRun> live = new ConcurrentHashMap<>();

  /// Those of which the store is asked just now whether they begin.
  private final Set<ExecutionId> beginning = ConcurrentHashMap.newKeySet();

  private final Bells<ExecutionId> news = new Bells<>();
  private final Bells<TargetName> free = new Bells<>();
  private volatile long heard;

  /// @param clock for the times of what is reported
  /// @param nanos a clock for durations
  /// @param lease how long the store counts this gate as living without a sign of life
  /// @param threads run what targets do when they are asked to end
  public Runs(
      Store store, InstantSource clock, LongSupplier nanos, Duration lease, Executor threads) {
    this.executions = store.executions();
    this.outputs = store.outputs();
    this.clock = clock;
    this.nanos = nanos;
    this.lease = lease;
    this.threads = threads;
    this.heard = nanos.getAsLong();
  }

  /// The store is about to be asked whether it begins; whatever comes of it, [#asked] follows.
  void asking(ExecutionId execution) {
    beginning.add(execution);
  }

  /// The store was asked; where it began, it is among those that run by now.
  void asked(ExecutionId execution) {
    beginning.remove(execution);
  }

  /// Whether it begins or runs in this gate.
  boolean knows(ExecutionId execution) {
    // In this order: one that begins is among those that run before it no longer begins.
    return beginning.contains(execution) || has(execution);
  }

  LiveRun begin(Subject subject, long fence, Optional<RequestScope> scope) {
    LiveRun run = new LiveRun(subject, fence, scope, new Transcript(clock));
    live.put(subject.execution(), run);
    return run;
  }

  void end(ExecutionId execution) {
    LiveRun run = live.remove(execution);
    if (run != null) {
      ended(execution, run.subject().change().target());
    }
  }

  /// Tells whoever waits in this gate that the execution has ended.
  public void ended(ExecutionId execution, TargetName target) {
    news.ring(execution);
    free.ringFirst(target);
  }

  /// Rings when an execution of this gate has said something, or has ended.
  public Bells<ExecutionId> news() {
    return news;
  }

  /// Rings when an execution of this gate has given its target back.
  public Bells<TargetName> free() {
    return free;
  }

  /// Whether it runs in this gate.
  public boolean has(ExecutionId execution) {
    return live.containsKey(execution);
  }

  Collection<LiveRun> all() {
    return live.values();
  }

  /// Brings what was reported since the last time to the store. What it does not take now is
  /// brought again.
  public void save() {
    for (LiveRun run : live.values()) {
      List<Line> lines = run.transcript().unsaved(BATCH);
      if (!lines.isEmpty()) {
        // Refused: it ends just now, with its last lines, or is lost.
        outputs.append(run.execution(), lines);
        run.transcript().kept(lines.getLast().seq());
        news.ring(run.execution());
      }
    }
  }

  /// Looks in the store who wants an execution of this gate to end, and whether another gate has
  /// found this one dead. Where the store cannot be asked for as long as the lease, all are taken
  /// to be lost.
  public void look() {
    // The ones known before: what begins while the store is asked cannot be in its answer.
    Set<ExecutionId> mine = new HashSet<>(live.keySet());
    long asked = nanos.getAsLong();
    if (mine.isEmpty()) {
      heard = asked;
      return;
    }
    Map<ExecutionId, Held> held = new HashMap<>();
    try {
      executions.held().forEach(one -> held.put(one.id(), one));
      heard = asked;
    } catch (StoreUnavailableException e) {
      if (asked - heard > lease.toNanos()) {
        stopAll(Stop.LEASE_LOST);
      }
      throw e;
    }
    for (ExecutionId id : mine) {
      LiveRun run = live.get(id);
      Held known = held.get(id);
      if (run == null) {
        continue;
      }
      if (known == null && run.isEnding()) {
        // Its ending is on record, or about to be.
        continue;
      }
      if (known == null) {
        LOG.warn("execution {} is no longer this gate's as the store has it", id);
        run.ask(Stop.LEASE_LOST, threads);
      } else if (known.stop() != null) {
        run.ask(known.stop(), threads);
      }
    }
  }

  /// Asks every execution of this gate to end early.
  public void stopAll(Stop why) {
    live.values().forEach(run -> run.ask(why, threads));
  }
}
