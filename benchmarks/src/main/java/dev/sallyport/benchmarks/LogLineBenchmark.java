package dev.sallyport.benchmarks;

import dev.sallyport.log.Logging;
import dev.sallyport.log.LoggingConfig;
import java.io.OutputStream;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Warmup;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// What a JSON log line costs its caller: one with nothing secret in it, and one from which an API
/// key is taken out.
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(1)
public class LogLineBenchmark {
  private static final String SECRET = "spk_abcdefghijkl_" + "Z9".repeat(21) + "z";
  private static final String PLAIN = "change 7 of 12 on the target called blog has been applied";

  private final Logger logger = LoggerFactory.getLogger("dev.sallyport.benchmark");
  private Logging logging;

  @Setup
  public void start() {
    logging =
        Logging.start(
            LoggingConfig.defaults().withFormat(LoggingConfig.Format.JSON),
            OutputStream.nullOutputStream());
  }

  @TearDown
  public void stop() {
    logging.close();
  }

  @Benchmark
  public void plainLine() {
    logger.info("{}", PLAIN);
  }

  @Benchmark
  public void redactedLine() {
    logger.info("called with {}", SECRET);
  }
}
