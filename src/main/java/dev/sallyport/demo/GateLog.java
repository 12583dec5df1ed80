package dev.sallyport.demo;

import dev.sallyport.log.Logging;
import dev.sallyport.log.LoggingConfig;
import dev.sallyport.server.StartException;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;

/// The log of the demo's gate, in a file, so that it does not drown the story.
record GateLog(OutputStream file, Logging logging) implements AutoCloseable {
  static GateLog start(Path path) throws StartException {
    try {
      OutputStream file = Files.newOutputStream(path);
      return new GateLog(
          file,
          Logging.start(LoggingConfig.defaults().withFormat(LoggingConfig.Format.TEXT), file));
    } catch (IOException e) {
      throw new StartException("The log %s cannot be written.".formatted(path), e);
    }
  }

  /// The file itself stays open: whatever the process still has to say goes there.
  @Override
  public void close() {
    logging.close();
  }
}
