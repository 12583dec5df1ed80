package dev.sallyport.log;

import java.io.Console;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;

/// Whether standard error is a terminal, and whether that terminal wants colour.
final class Terminal {
  private static final Path STANDARD_ERROR = Path.of("/proc/self/fd/2");

  private Terminal() {}

  /// Asks the kernel where it says (Linux); elsewhere takes the JDK's word on standard input and
  /// output.
  static boolean isStandardError() {
    if (Files.exists(STANDARD_ERROR, java.nio.file.LinkOption.NOFOLLOW_LINKS)) {
      try {
        String device = Files.readSymbolicLink(STANDARD_ERROR).toString();
        return device.startsWith("/dev/pts/")
            || device.startsWith("/dev/tty")
            || device.equals("/dev/console");
      } catch (IOException e) {
        return false;
      }
    }
    Console console = System.console();
    return console != null && console.isTerminal();
  }

  /// By the conventions of `NO_COLOR` (no-color.org) and `TERM=dumb`.
  static boolean wantsColour(Map<String, String> environment) {
    return environment.getOrDefault("NO_COLOR", "").isEmpty()
        && !environment.getOrDefault("TERM", "").equals("dumb");
  }
}
