package dev.sallyport.store.sqlite;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sallyport.store.sql.Deadlines;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Instant;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Readers that meet what nobody thought of.
@Tag("integration")
class ReadersTest {
  /// A trouble that cannot even be looked at.
  private static final class Odd extends SQLException {
    private static final long serialVersionUID = 1;

    @Override
    public int getErrorCode() {
      throw new IllegalArgumentException("odd");
    }
  }

  @TempDir private Path folder;

  @Test
  void aReaderThatFailsSaysSoAndReadsOn() {
    Bench bench = Bench.in(folder);
    bench.open(() -> Instant.EPOCH).close();
    SqliteConfig config = bench.config();
    SimpleMeterRegistry meters = new SimpleMeterRegistry();
    try (Deadlines deadlines = new Deadlines(System::nanoTime);
        Readers readers = new Readers(config, new Connections(config, meters), deadlines, meters)) {
      deadlines.start();
      readers.start();
      for (int n = 0; n < config.readers(); n++) {
        assertThatThrownBy(
                () ->
                    readers.read(
                        sql -> {
                          throw new Odd();
                        }))
            .hasMessage("odd");
      }

      assertThat(readers.<Boolean>read(sql -> true)).isTrue();
    }
  }
}
