package dev.sallyport.cli;

import static org.assertj.core.api.Assumptions.assumeThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/// Ctrl-C as the programs that tests start have it: whoever started the tests may ignore it, as a
/// shell does for what it starts in the background, and then so do they.
final class CtrlC {
  private static final int SIGINT = 2;
  private static final String IGNORED = "SigIgn:";

  private CtrlC() {}

  /// Passes a test over where nobody would heed it. Linux alone can tell.
  static void assumeHeeded() throws IOException {
    String ignored =
        Files.readAllLines(Path.of("/proc/self/status")).stream()
            .filter(line -> line.startsWith(IGNORED))
            .findFirst()
            .orElseThrow();
    long mask = Long.parseUnsignedLong(ignored.substring(IGNORED.length()).strip(), 16);
    assumeThat(mask >> (SIGINT - 1) & 1).as("whoever started the tests ignores Ctrl-C").isZero();
  }
}
