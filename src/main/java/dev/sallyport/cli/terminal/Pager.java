package dev.sallyport.cli.terminal;

import java.io.BufferedWriter;
import java.io.IOException;
import java.io.OutputStreamWriter;
import java.io.Writer;
import java.util.List;
import java.util.Map;
import sun.misc.Signal;
import sun.misc.SignalHandler;

/// Shows long text a screen at a time where a person reads it, through `$PAGER` (`less -R` where it
/// is not set); elsewhere, and where there is no such program, prints it.
public final class Pager {
  /// What `less` is told unless the person told it something: to quit where all fits on the screen,
  /// to pass colours through, and to leave the text standing.
  private static final String USUAL_LESS = "FRX";

  private static final String USUAL = "less -R";

  private Pager() {}

  public static void show(List<Styled> lines, Output out, Surroundings surroundings) {
    String pager = surroundings.environment().getOrDefault("PAGER", USUAL).strip();
    boolean page =
        surroundings.terminals().out()
            && !pager.isEmpty()
            && !pager.equals("cat")
            && !surroundings.variable("TERM").equals("dumb");
    if (!page || !paged(pager, lines, out, surroundings.environment())) {
      lines.forEach(out::println);
    }
  }

  /// @return false where there is no such program
  private static boolean paged(
      String pager, List<Styled> lines, Output out, Map<String, String> environment) {
    out.writer().flush();
    // Ctrl-C is for the pager, which knows what to do with it.
    SignalHandler before = Signal.handle(new Signal("INT"), _ -> {});
    try {
      // PAGER is a command line, as everywhere; the shell takes it apart.
      ProcessBuilder builder = new ProcessBuilder("sh", "-c", pager);
      builder.redirectOutput(ProcessBuilder.Redirect.INHERIT);
      builder.redirectError(ProcessBuilder.Redirect.INHERIT);
      if (!environment.containsKey("LESS")) {
        builder.environment().put("LESS", USUAL_LESS);
      }
      // The pager has no use for what the command asks the gate with.
      builder.environment().keySet().removeIf(name -> name.startsWith("SALLYPORT_"));
      Process process = builder.start();
      try (Writer to =
          new BufferedWriter(
              new OutputStreamWriter(process.getOutputStream(), System.out.charset()))) {
        for (Styled line : lines) {
          to.write(line.rendered(out.isColoured()));
          to.write('\n');
        }
      } catch (IOException e) {
        // The reader has seen enough.
      }
      return process.waitFor() != NO_SUCH_PROGRAM;
    } catch (IOException e) {
      return false;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return true;
    } finally {
      Signal.handle(new Signal("INT"), before);
    }
  }

  /// What a shell says of a program that it does not find.
  private static final int NO_SUCH_PROGRAM = 127;
}
