package dev.sallyport.cli.local;

import dev.sallyport.config.Config;
import dev.sallyport.config.ConfigLoader;
import dev.sallyport.config.ConfigMistake;
import dev.sallyport.config.Loaded;
import dev.sallyport.gate.Ambient;
import dev.sallyport.server.Opening;
import dev.sallyport.server.StartException;
import dev.sallyport.store.Store;
import dev.sallyport.token.Secrets;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/// The options of commands that open the store themselves: which configuration, which data folder.
final class Place {
  static final String DATA = "var";

  private static final Path USUAL = Path.of("sallyport.yaml");

  @Option(
      names = "--config",
      paramLabel = "FILE",
      description = "The configuration (default: ./sallyport.yaml where it exists).")
  private @Nullable Path file;

  @Option(
      names = "--data",
      paramLabel = "DIR",
      defaultValue = DATA,
      description =
          "The data folder, which stands for ./var in the configuration (default: ./var).")
  private Path data = Path.of(DATA);

  /// For picocli to fill in.
  Place() {}

  /// @param file the configuration that was named, or null
  Place(@Nullable Path file, Path data) {
    this.file = file;
    this.data = data;
  }

  /// The configuration that was named, where one was.
  Optional<Path> file() {
    return Optional.ofNullable(file);
  }

  Path data() {
    return data.toAbsolutePath().normalize();
  }

  Secrets secrets() {
    return new Secrets(System.getenv(), data().resolve("keys"));
  }

  /// The configuration, or every mistake in it as one message.
  Config config() throws StartException {
    Optional<Path> chosen = file().or(() -> Optional.of(USUAL).filter(Files::exists));
    return switch (ConfigLoader.load(chosen, data())) {
      case Loaded.Ready(Config config) -> config;
      case Loaded.Mistaken(List<ConfigMistake> mistakes) ->
          throw new StartException(
              mistakes.stream()
                  .map(mistake -> "\n  " + mistake)
                  .collect(
                      Collectors.joining(
                          "",
                          "The configuration %s has %s:"
                              .formatted(
                                  chosen.orElse(USUAL),
                                  mistakes.size() == 1
                                      ? "a mistake"
                                      : mistakes.size() + " mistakes"),
                          "\nMend it and start again.")));
    };
  }

  /// Opens the store; the caller closes it.
  Store open(Ambient ambient) throws StartException {
    Config config = config();
    Opening.dataFolder(data());
    return Opening.store(config, secrets(), ambient, new SimpleMeterRegistry());
  }
}
