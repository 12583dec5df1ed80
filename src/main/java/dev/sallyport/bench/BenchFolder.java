package dev.sallyport.bench;

import dev.sallyport.config.Config;
import dev.sallyport.config.ConfigLoader;
import dev.sallyport.config.Loaded;
import dev.sallyport.gate.Ambient;
import dev.sallyport.server.Opening;
import dev.sallyport.server.StartException;
import dev.sallyport.store.Store;
import dev.sallyport.token.Secrets;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Stream;

/// The fresh folder that a benchmark keeps everything in. It goes with the benchmark, also where
/// that is ended before its turn.
final class BenchFolder implements AutoCloseable {
  /// What is still at work there while the process ends may make the folder anew, but begins
  /// nothing more.
  private static final int TRIES = 40;

  private static final int GONE_FOR_GOOD = 4;

  private static final Duration BETWEEN_TRIES = Duration.ofMillis(50);

  private final Path root;
  private final AtExit ended;

  private BenchFolder(Path root) {
    this.root = root;
    this.ended = AtExit.run(this::removeFromUnderThem);
  }

  static BenchFolder make() throws StartException {
    try {
      return new BenchFolder(Files.createTempDirectory("sallyport-bench-").toRealPath());
    } catch (IOException e) {
      throw new StartException(
          "No folder can be made in %s; name another place with SALLYPORT_JAVA_OPTS=-Djava.io.tmpdir=DIR."
              .formatted(System.getProperty("java.io.tmpdir")),
          e);
    }
  }

  Path root() {
    return root;
  }

  Path data() {
    return root.resolve("var");
  }

  Config config(String text) throws StartException, IOException {
    Path file = root.resolve("sallyport.yaml");
    Files.writeString(file, text);
    return switch (ConfigLoader.load(Optional.of(file), data())) {
      case Loaded.Ready(Config ready) -> ready.withPort(0);
      case Loaded.Mistaken mistaken ->
          throw new StartException("The benchmark's configuration: " + mistaken.mistakes());
    };
  }

  /// Opens a store in it, without a gate.
  Store store(Ambient ambient) throws StartException, IOException {
    Opening.dataFolder(data());
    Secrets secrets = new Secrets(Map.of(), data().resolve("keys"));
    return Opening.store(config("targets: {}\n"), secrets, ambient, new SimpleMeterRegistry());
  }

  @Override
  public void close() throws IOException {
    remove();
    ended.close();
  }

  private void remove() throws IOException {
    List<Path> inside;
    try (Stream<Path> files = Files.walk(root)) {
      inside = files.sorted(Comparator.reverseOrder()).toList();
    }
    for (Path file : inside) {
      Files.deleteIfExists(file);
    }
  }

  private void removeFromUnderThem() {
    int gone = 0;
    for (int tries = 0; tries < TRIES && gone < GONE_FOR_GOOD; tries++) {
      try {
        gone = Files.exists(root) ? 0 : gone + 1;
        if (gone == 0) {
          remove();
        }
      } catch (IOException | UncheckedIOException stillWrittenTo) {
        gone = 0;
      }
      LockSupport.parkNanos(BETWEEN_TRIES.toNanos());
    }
  }
}
