package dev.sallyport.bench;

import dev.sallyport.audit.AuditEvent;
import dev.sallyport.bench.StoreValues.Previewed;
import dev.sallyport.store.Executions.Beginning;
import dev.sallyport.store.Executions.Intent;
import dev.sallyport.store.RequestKey;
import dev.sallyport.store.Requests.Claim;
import dev.sallyport.store.Store;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicLong;

/// Times whole units of work as a gate hands them to its store, one after the other: each step's
/// callers take up what the step before has left.
final class StoreSteps {
  private static final Duration CLAIM = Duration.ofHours(1);

  private final Store store;
  private final StoreValues values;
  private final String targetWord;
  private final int concurrent;
  private final BenchRun.Going run;
  private final ConcurrentLinkedQueue<Claimed> claimed = new ConcurrentLinkedQueue<>();
  private final ConcurrentLinkedQueue<Previewed> previewed = new ConcurrentLinkedQueue<>();
  private final ConcurrentLinkedQueue<Intent> begun = new ConcurrentLinkedQueue<>();
  private final AtomicLong targets = new AtomicLong();

  private record Claimed(RequestKey key, long number) {}

  /// @param targetWord a word that no other's targets in this store begin with
  StoreSteps(
      Store store, StoreValues values, String targetWord, int concurrent, BenchRun.Going run) {
    this.store = store;
    this.values = values;
    this.targetWord = targetWord;
    this.concurrent = concurrent;
    this.run = run;
  }

  /// @param suffix of each row's name
  List<Table.Row> rows(String suffix, Duration howLong) throws Exception {
    List<Table.Row> rows = new ArrayList<>();
    rows.add(row("claim" + suffix, howLong, Long.MAX_VALUE, this::claim));
    rows.add(row("record the preview" + suffix, howLong, claimed.size(), this::preview));
    rows.add(row("consume and begin" + suffix, howLong, previewed.size(), this::begin));
    rows.add(row("finish" + suffix, howLong, begun.size(), this::finish));
    rows.add(row("audit" + suffix, howLong, Long.MAX_VALUE, this::audit));
    return rows;
  }

  private Table.Row row(String name, Duration howLong, long most, Runnable step) throws Exception {
    run.progress().begins("store: " + name);
    Latencies seen = new Latencies();
    Callers.Done done =
        run.callers(concurrent)
            .asFastAsPossible(
                howLong,
                most,
                (_, start) -> {
                  step.run();
                  seen.took(name, run.ambient().nanos().getAsLong() - start);
                });
    List<Double> figures = new ArrayList<>(List.of(done.perSecond()));
    figures.addAll(seen.row(name, name).values());
    return new Table.Row(name, figures);
  }

  private void claim() {
    RequestKey key = values.key(targetWord + "-" + targets.incrementAndGet());
    if (store.requests().claim(key, StoreValues.FINGERPRINT, CLAIM)
        instanceof Claim.Claimed(long number)) {
      claimed.add(new Claimed(key, number));
    }
  }

  private void preview() {
    Claimed claim = claimed.remove();
    Previewed one = values.previewed(claim.key());
    boolean done =
        store
            .requests()
            .complete(
                claim.key(),
                claim.number(),
                one.change(),
                one.token(),
                StoreValues.ANSWER,
                List.of(
                    values.draft(AuditEvent.CHANGE_PREVIEWED),
                    values.draft(AuditEvent.TOKEN_MINTED)));
    if (done) {
      previewed.add(one);
    }
  }

  private void begin() {
    Intent intent = values.apply(previewed.remove());
    if (!(store.executions().begin(intent) instanceof Beginning.Begun)) {
      throw new IllegalStateException("a change that nobody has begun did not begin");
    }
    begun.add(intent);
  }

  private void finish() {
    if (!store.executions().finish(begun.remove().execution(), values.ending())) {
      throw new IllegalStateException("an execution that runs did not end");
    }
  }

  private void audit() {
    store.audit().append(List.of(values.draft(AuditEvent.CHANGE_PREVIEWED)));
  }
}
