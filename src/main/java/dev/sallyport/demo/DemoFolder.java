package dev.sallyport.demo;

import dev.sallyport.server.StartException;
import java.io.IOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.json.JsonMapper;

/// The fresh folder that a demo keeps everything in, so that it touches nothing else.
record DemoFolder(Path root) {
  static final String TARGET = "site";

  /// Makes it in the system's folder for temporary files, with the configuration of a gate for a
  /// copy of that site.
  static DemoFolder make(Path site) throws StartException {
    try {
      DemoFolder folder = new DemoFolder(Files.createTempDirectory("sallyport-demo-").toRealPath());
      Files.writeString(folder.configuration(), text(site));
      return folder;
    } catch (IOException e) {
      throw new StartException(
          "The demo could not make its folder in %s; name another place with"
                  .formatted(System.getProperty("java.io.tmpdir"))
              + " SALLYPORT_JAVA_OPTS=-Djava.io.tmpdir=DIR.",
          e);
    }
  }

  Path configuration() {
    return root.resolve("sallyport.yaml");
  }

  Path data() {
    return root.resolve("var");
  }

  Path repository() {
    return data().resolve("site.git");
  }

  /// What a web server would serve.
  Path published() {
    return data().resolve("www/current");
  }

  Path log() {
    return root.resolve("gate.log");
  }

  /// Removes all of it.
  void delete() throws IOException {
    Files.walkFileTree(
        root,
        new SimpleFileVisitor<>() {
          @Override
          public FileVisitResult visitFile(Path file, BasicFileAttributes attributes)
              throws IOException {
            Files.delete(file);
            return FileVisitResult.CONTINUE;
          }

          @Override
          public FileVisitResult postVisitDirectory(Path folder, @Nullable IOException failed)
              throws IOException {
            if (failed != null) {
              throw failed;
            }
            Files.delete(folder);
            return FileVisitResult.CONTINUE;
          }
        });
  }

  private static String text(Path site) {
    return """
    # The demo's gate. Its limits are wider than the defaults, because fifty callers race in it.
    server: { host: 127.0.0.1, port: 0 }
    limits:
      default: { limit: 1000, window: 60s, block: 5s }
      token: { limit: 1000, window: 60s, block: 5s }
      heavy: { limit: 1000, window: 60s, block: 5s }
      auto: { limit: 1000, window: 60s, block: 5s }
      unauthenticated: { limit: 10000, window: 60s }
    targets:
      %s:
        kind: site
        repository: ./var/site.git
        import: %s
        publish: ./var/www
        policy: { apply: confirm, deploy: confirm, rollback: confirm, auto: low }
    """
        .formatted(TARGET, JsonMapper.shared().writeValueAsString(site.toString()));
  }
}
