package dev.sallyport.gate;

import dev.sallyport.metrics.Metrics;
import dev.sallyport.respond.Answer;
import java.util.Map;

/// `GET /metrics`: the gate's numbers in Prometheus's text format.
///
/// @param needsKey whether reading them takes an API key
/// @param apart whether they are on a port of their own, and so not on the gate's
public record MetricsPage(Metrics metrics, boolean needsKey, boolean apart) {

  public Answer page() {
    return new Answer.Text(
        200, Metrics.CONTENT_TYPE, metrics.scrape(), Map.of("Cache-Control", "no-store"));
  }
}
