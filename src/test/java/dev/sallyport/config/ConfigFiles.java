package dev.sallyport.config;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/// Loads configurations from texts, for tests.
final class ConfigFiles {
  private final Path folder;

  ConfigFiles(Path folder) {
    this.folder = folder;
  }

  Path data() {
    return folder.resolve("data");
  }

  Loaded load(byte[] content) {
    try {
      return ConfigLoader.load(
          Optional.of(Files.write(folder.resolve("sallyport.yaml"), content)), data());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  Loaded load(String text) {
    return load(text.getBytes(java.nio.charset.StandardCharsets.UTF_8));
  }

  Config ready(String text) {
    return ready(load(text));
  }

  static Config ready(Loaded loaded) {
    assertThat(loaded).isInstanceOf(Loaded.Ready.class);
    return ((Loaded.Ready) loaded).config();
  }

  List<ConfigMistake> mistakes(String text) {
    return mistakes(load(text));
  }

  static List<ConfigMistake> mistakes(Loaded loaded) {
    assertThat(loaded).isInstanceOf(Loaded.Mistaken.class);
    return ((Loaded.Mistaken) loaded).mistakes();
  }
}
