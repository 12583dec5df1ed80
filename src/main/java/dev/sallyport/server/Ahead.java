package dev.sallyport.server;

import dev.sallyport.http.HttpServer;
import io.micrometer.core.instrument.Clock;
import io.micrometer.core.instrument.distribution.DistributionStatisticConfig;
import io.micrometer.core.instrument.distribution.TimeWindowPercentileHistogram;
import java.math.BigDecimal;
import java.util.concurrent.CompletableFuture;
import java.util.function.Supplier;
import tools.jackson.databind.json.JsonMapper;

/// What every gate needs a little later, begun on another core while its start has other things to
/// do. Whoever needs it meanwhile waits for it.
public final class Ahead {
  private Ahead() {}

  /// The JSON library, before anything else. Nothing of it logs, for which it is too early.
  public static void initialiseJson() {
    var _ = beside("json", JsonMapper::shared);
    // Its table of powers takes as long as the rest of the JSON library.
    var _ = beside("numbers", () -> BigDecimal.ONE);
  }

  /// Percentiles, which the store's meters keep. The first is made by reflection.
  static void initialiseMeters() {
    var _ =
        beside(
            "meters",
            () ->
                new TimeWindowPercentileHistogram(
                    Clock.SYSTEM,
                    DistributionStatisticConfig.builder()
                        .percentiles(0.5)
                        .build()
                        .merge(DistributionStatisticConfig.DEFAULT),
                    false));
  }

  /// The HTTP server's library, once something can be logged.
  static void initialiseHttp() {
    var _ = beside("http", () -> HttpServer.initialise());
  }

  static <T> CompletableFuture<T> beside(String what, Supplier<T> work) {
    return CompletableFuture.supplyAsync(
        work, task -> Thread.ofPlatform().daemon().name("start-" + what).start(task));
  }
}
