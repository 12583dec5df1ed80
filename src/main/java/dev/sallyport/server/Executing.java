package dev.sallyport.server;

import dev.sallyport.execute.Drain;
import dev.sallyport.execute.Executor;
import dev.sallyport.execute.Resolver;
import dev.sallyport.execute.Runs;
import dev.sallyport.execute.Settler;
import dev.sallyport.execute.Unheard;
import dev.sallyport.gate.Telemetry;
import dev.sallyport.respond.Envelopes;
import dev.sallyport.trace.Identifiers;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/// What runs executions in this gate, and settles those that were cut off.
///
/// @param threads one for each execution
record Executing(
    Drain drain,
    ExecutorService threads,
    Runs runs,
    Executor executor,
    Unheard unheard,
    Settler settler,
    Resolver resolver) {

  static Executing on(
      Ground ground, Envelopes envelopes, Identifiers identifiers, Telemetry telemetry) {
    Drain drain = new Drain();
    ExecutorService threads =
        Executors.newThreadPerTaskExecutor(Thread.ofVirtual().name("execution-", 0).factory());
    Runs runs =
        new Runs(
            ground.store(),
            ground.store().clock(),
            ground.ambient().nanos(),
            ground.config().server().lease(),
            threads);
    Executor executor =
        new Executor(
            ground.store().executions(),
            envelopes,
            identifiers,
            threads,
            drain,
            ground.ambient().nanos(),
            ground.checkpoints(),
            telemetry,
            runs);
    Unheard unheard =
        new Unheard(ground.store(), envelopes, executor, runs, ground.metrics()::executionSettled);
    Settler settler =
        new Settler(
            ground.store(),
            ground.targetsByName(),
            envelopes,
            runs,
            ground.ambient().nanos(),
            ground.metrics()::executionSettled);
    ground.metrics().executionsUnknown(settler::unknown);
    Resolver resolver =
        new Resolver(ground.store(), envelopes, runs, ground.metrics()::executionSettled);
    return new Executing(drain, threads, runs, executor, unheard, settler, resolver);
  }
}
