package dev.sallyport.store.postgres;

import dev.sallyport.store.sql.Deadlines;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;

/// Every [Combiner] of a store; they start and close together. Whoever needs one makes it while the
/// store is put together.
final class Groups implements AutoCloseable {
  private final PostgresConfig config;
  private final MeterRegistry meters;
  private final Deadlines deadlines;
  private final List<Combiner<?, ?>> all = new ArrayList<>();

  Groups(PostgresConfig config, MeterRegistry meters) {
    this.config = config;
    this.meters = meters;
    this.deadlines = new Deadlines(() -> meters.config().clock().monotonicTime());
  }

  /// @param name of its threads and in metrics
  /// @param together as [Combiner] wants it
  <A extends Combiner.Asking, R> Combiner<A, R> make(
      String name, Function<List<A>, List<R>> together) {
    Combiner<A, R> combiner = new Combiner<>(name, config, deadlines, meters, together);
    all.add(combiner);
    return combiner;
  }

  void start() {
    deadlines.start();
    all.forEach(Combiner::start);
  }

  @Override
  public void close() {
    // All at once, so that none is waited for before the next is told.
    all.forEach(Combiner::end);
    all.forEach(Combiner::close);
    deadlines.close();
  }
}
