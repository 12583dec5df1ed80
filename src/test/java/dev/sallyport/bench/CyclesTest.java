package dev.sallyport.bench;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sallyport.client.GateClient;
import dev.sallyport.client.UnreachableException;
import java.net.URI;
import java.util.List;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.json.JsonMapper;

/// Changes that a benchmark plays at a gate that is gone.
class CyclesTest {
  /// Where nobody listens, whatever else this machine does.
  private static final URI CLOSED = URI.create("http://127.0.0.1:1");

  private static Cycles cycles() {
    return new Cycles(
        List.of(new GateClient(CLOSED, "key")),
        List.of("blog"),
        "run",
        number -> JsonMapper.shared().createObjectNode(),
        System::nanoTime);
  }

  @Test
  void aLostConnectionIsCountedAndDoesNotEndTheRun() throws Exception {
    Cycles cycles = cycles();
    Latencies seen = new Latencies();

    cycles.one(0, System.nanoTime(), seen);
    cycles.one(0, System.nanoTime(), seen);

    assertThat(seen.errors()).containsEntry(Cycles.NO_ANSWER, 2L);
    assertThat(seen.count(Cycles.WHOLE)).isZero();
    cycles.close();
  }

  @Test
  void aGateThatWasNeverThereEndsIt() throws Exception {
    Cycles cycles = cycles();

    assertThatThrownBy(() -> cycles.attempt(0, System.nanoTime(), new Latencies()))
        .isInstanceOf(UnreachableException.class);
    cycles.close();
  }
}
