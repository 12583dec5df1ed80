package dev.sallyport.target.site;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// Knows a site's published folder from one that only stands in its place, such as the empty mount
/// point of a disk that is away, or what was made anew after it: the folder and the repository bear
/// the same mark. Where they do not, the folder's silence about a deployment means nothing.
final class Belonging {
  /// A mark of a folder that took another one's place, and the fence since which it knows.
  private static final Pattern SINCE = Pattern.compile(" anew(?: (\\d{1,18}))?\\s*$");

  private final Path repository;
  private final Path inRepository;
  private final Path inFolder;
  private final ReleaseFiles files;
  private final InstantSource clock;

  /// @param repository the git folder
  Belonging(Path repository, Path publish, ReleaseFiles files, InstantSource clock) {
    this.repository = repository.resolve("sallyport");
    this.inRepository = this.repository.resolve("published");
    this.inFolder = publish.resolve(".site");
    this.files = files;
    this.clock = clock;
  }

  boolean holds() throws IOException {
    Optional<String> folder = mark(inFolder);
    return folder.isPresent() && folder.equals(mark(inRepository));
  }

  /// Whether both are new, as far as this knows.
  boolean isUnmarked() throws IOException {
    return mark(inFolder).isEmpty() && mark(inRepository).isEmpty();
  }

  /// Marks both where neither is; for one at a time.
  void begin() throws IOException {
    if (isUnmarked()) {
      mark("");
    }
  }

  /// Makes the folder the one that counts, since something is published to it now; for one at a
  /// time.
  ///
  /// @param fence of the execution that publishes to it
  void renew(long fence) throws IOException {
    mark(" anew " + fence);
  }

  /// Whether the folder took another one's place after the execution with that fence had begun: it
  /// knows nothing of what was published until then. Fences come from the store, so that no gate's
  /// clock decides what was first.
  boolean isNewerThan(long fence) throws IOException {
    Matcher since = SINCE.matcher(mark(inFolder).orElse(""));
    // Where a mark does not say since when, it is taken to know nothing.
    return since.find() && (since.group(1) == null || fence < Long.parseLong(since.group(1)));
  }

  private void mark(String kind) throws IOException {
    String mark = clock.instant() + kind + "\n";
    write(inFolder, mark);
    try {
      Files.createDirectory(repository);
    } catch (FileAlreadyExistsException _) {
      // Another part of the gate has made it.
    }
    write(inRepository, mark);
  }

  private void write(Path file, String mark) throws IOException {
    Path writing = file.resolveSibling(file.getFileName() + ".writing");
    files.delete(writing);
    files.write(writing, new ByteArrayInputStream(mark.getBytes(StandardCharsets.US_ASCII)), false);
    files.force(writing);
    files.rename(writing, file);
  }

  private static Optional<String> mark(Path file) throws IOException {
    try {
      return Optional.of(Files.readString(file, StandardCharsets.US_ASCII));
    } catch (NoSuchFileException none) {
      return Optional.empty();
    }
  }
}
