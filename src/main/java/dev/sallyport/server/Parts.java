package dev.sallyport.server;

import dev.sallyport.contract.ResponseCheck;
import dev.sallyport.execute.Drain;
import dev.sallyport.execute.Executor;
import dev.sallyport.execute.Runs;
import dev.sallyport.gate.Housekeeping;
import dev.sallyport.gate.Streams;
import dev.sallyport.http.HttpServer;
import dev.sallyport.limit.RateLimiter;
import dev.sallyport.metrics.Metrics;
import dev.sallyport.notify.Couriers;
import dev.sallyport.store.Store;
import dev.sallyport.store.StoreUnavailableException;
import dev.sallyport.target.Run.Stop;
import dev.sallyport.target.Target;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.ExecutorService;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// What a running gate has to let go of again, and in which order.
///
/// @param stopWait how long running executions are waited for before they are asked to end
record Parts(
    Store store,
    List<Target> targets,
    ExecutorService threads,
    Executor executor,
    Runs runs,
    Housekeeping housekeeping,
    Couriers couriers,
    Drain drain,
    Streams streams,
    RateLimiter limiter,
    ResponseCheck responses,
    Metrics metrics,
    Duration stopWait) {
  /// How long executions that were asked to end have for it.
  static final Duration LAST_WAIT = Duration.ofSeconds(10);

  private static final Logger LOG = LoggerFactory.getLogger(Parts.class);

  /// Turns new work away, waits for what runs, asks what still runs to end, records what does not,
  /// and lets go of everything.
  void stop(List<HttpServer> servers) {
    try {
      if (!drain.drain(stopWait)) {
        LOG.warn("executions still run after {}; they are asked to end", stopWait);
        runs.stopAll(Stop.GATE_STOPPING);
        if (!drain.await(LAST_WAIT)) {
          abandon();
        }
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    streams.close();
    servers.forEach(HttpServer::close);
    couriers.close();
    housekeeping.close();
    threads.shutdownNow();
    limiter.close();
    responses.close();
    for (Target target : targets) {
      if (target instanceof AutoCloseable closeable) {
        close(closeable);
      }
    }
    store.close();
    metrics.close();
  }

  private void abandon() {
    try {
      LOG.warn(
          "{} executions did not end within {} either; they are unknown until their targets are asked",
          executor.abandon(),
          LAST_WAIT);
    } catch (StoreUnavailableException e) {
      LOG.warn("executions that did not end could not be recorded; other gates will find them", e);
    }
  }

  private static void close(AutoCloseable closeable) {
    try {
      closeable.close();
    } catch (Exception e) {
      LOG.warn("a target could not be closed", e);
    }
  }
}
