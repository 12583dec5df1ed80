package dev.sallyport.gate;

import dev.sallyport.metrics.Metrics;
import dev.sallyport.respond.Answer;
import java.util.Map;

/// `GET /metrics`: the gate's numbers in Prometheus's text format.
///
/// @param needsKey whether reading them takes an API key
public record MetricsPage(Metrics metrics, boolean needsKey) {

  public Answer page() {
    return new Answer.Text(
        200, Metrics.CONTENT_TYPE, metrics.scrape(), Map.of("Cache-Control", "no-store"));
  }
}
