package dev.sallyport.log;

import java.io.Console;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.Map;

/// Whether a standard stream is a terminal, and whether that terminal wants colour.
public final class Terminal {
  public static final int STANDARD_INPUT = 0;
  public static final int STANDARD_OUTPUT = 1;
  public static final int STANDARD_ERROR = 2;

  private static final Path DESCRIPTORS = Path.of("/proc/self/fd");

  private Terminal() {}

  /// Asks the kernel where it says (Linux); elsewhere takes the JDK's word on standard input and
  /// output.
  public static boolean is(int descriptor) {
    Path stream = DESCRIPTORS.resolve(Integer.toString(descriptor));
    if (Files.exists(stream, LinkOption.NOFOLLOW_LINKS)) {
      try {
        String device = Files.readSymbolicLink(stream).toString();
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
  public static boolean wantsColour(Map<String, String> environment) {
    return environment.getOrDefault("NO_COLOR", "").isEmpty()
        && !environment.getOrDefault("TERM", "").equals("dumb");
  }
}
