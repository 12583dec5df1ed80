package dev.sallyport.config;

import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Optional;

/// Loads a configuration: the defaults, over them the file, then a check of all of it. Either every
/// value is good or every mistake is named.
public final class ConfigLoader {
  /// How large a file may be, in bytes.
  public static final int MOST_BYTES = 256 << 10;

  private ConfigLoader() {}

  /// Loads that file, or the defaults without targets where none is given.
  ///
  /// @param data the folder that stands for `./var`
  public static Loaded load(Optional<Path> file, Path data) {
    Mistakes mistakes = new Mistakes();
    Path base = file.map(path -> path.toAbsolutePath().getParent()).orElse(Path.of(""));
    Places places = new Places(base == null ? Path.of("") : base, data);
    Optional<Yaml> document =
        file.flatMap(path -> text(path, mistakes)).flatMap(text -> YamlReader.read(text, mistakes));
    Section root = Section.root(document, mistakes);
    Config config = new ConfigReader(root, places).config();
    return mistakes.isEmpty() ? new Loaded.Ready(config) : new Loaded.Mistaken(mistakes.all());
  }

  private static Optional<String> text(Path file, Mistakes mistakes) {
    if (Files.isDirectory(file)) {
      mistakes.add("", 0, "is a folder: " + file);
      return Optional.empty();
    }
    try (InputStream in = Files.newInputStream(file)) {
      byte[] bytes = in.readNBytes(MOST_BYTES + 1);
      if (bytes.length > MOST_BYTES) {
        mistakes.add("", 0, "is larger than " + Quantities.show(MOST_BYTES));
        return Optional.empty();
      }
      String text = StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes)).toString();
      return Optional.of(text.startsWith("\uFEFF") ? text.substring(1) : text);
    } catch (CharacterCodingException e) {
      mistakes.add("", 0, "is not text in UTF-8");
    } catch (NoSuchFileException e) {
      mistakes.add("", 0, "does not exist: " + file);
    } catch (AccessDeniedException e) {
      mistakes.add("", 0, "may not be read by this user: " + file);
    } catch (IOException e) {
      mistakes.add("", 0, "cannot be read: " + file);
    }
    return Optional.empty();
  }
}
