package dev.sallyport.demo;

import dev.sallyport.server.StartException;
import java.io.IOException;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// The site that ships with Sallyport: `examples/site` in the folder of the jar or a folder above.
final class ExampleSite {
  /// How many folders up from the program: a build's jar is in `target`, its classes one lower.
  private static final int MOST_UP = 3;

  private static final Path SITE = Path.of("examples", "site");

  private ExampleSite() {}

  static Path find() throws StartException {
    try {
      return above(
              Path.of(
                  ExampleSite.class.getProtectionDomain().getCodeSource().getLocation().toURI()))
          .orElseThrow(
              () ->
                  new StartException(
                      "The example site is not beside the program; name a site of your own with"
                          + " --site DIR."))
          .toRealPath();
    } catch (URISyntaxException | IOException e) {
      throw new StartException("The example site cannot be read; name one with --site DIR.", e);
    }
  }

  private static Optional<Path> above(Path program) {
    @Nullable Path folder = program.getParent();
    for (int up = 0; up < MOST_UP && folder != null; up++) {
      if (Files.isDirectory(folder.resolve(SITE))) {
        return Optional.of(folder.resolve(SITE));
      }
      folder = folder.getParent();
    }
    return Optional.empty();
  }
}
