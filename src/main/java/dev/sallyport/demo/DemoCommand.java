package dev.sallyport.demo;

import dev.sallyport.client.UnreachableException;
import dev.sallyport.config.Server;
import dev.sallyport.gate.Ambient;
import dev.sallyport.server.StartException;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Objects;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/// Plays the demo on a copy of a site.
@Command(
    name = "demo",
    mixinStandardHelpOptions = true,
    description = {
      "Shows a real change on a real site, over HTTP, from preview to rollback, and checks each step.",
      "Works on a copy in a fresh folder; the site itself is only read."
    })
public final class DemoCommand implements Callable<Integer> {
  private static final int BROKEN = 1;

  @Option(names = "--exit", description = "Ends after the last step and removes the folder.")
  private boolean exit;

  @Option(
      names = "--site",
      paramLabel = "DIR",
      description = "A folder or a local git repository to copy (default: examples/site).")
  private @Nullable Path site;

  @Option(
      names = "--port",
      paramLabel = "N",
      defaultValue = "0",
      description = "The gate's port (default: a free one).")
  private int port;

  @Option(
      names = "--json",
      description =
          "Prints a JSON object for each promise that is kept, a line each, and no story.")
  private boolean json;

  @Spec private @Nullable CommandSpec spec;

  @Override
  public Integer call() throws StartException {
    CommandSpec command = Objects.requireNonNull(spec, "picocli injects it");
    if (!Server.PORTS.contains(port)) {
      throw new StartException("--port must be from 0 to 65535; 0 picks a free one.");
    }
    Path source = source();
    DemoFolder folder = DemoFolder.make(source);
    PrintWriter out = command.commandLine().getOut();
    Screen screen =
        json
            ? Screen.forPrograms(out)
            : new Screen(out, isColoured(), System.out.charset().newEncoder().canEncode('✓'));
    screen.title("Sallyport: a change on a real site, from preview to rollback");
    screen.fact("site", source + " (only read: the demo works on a copy)");
    screen.fact("folder", folder.root() + (exit ? " (removed at the end)" : ""));
    screen.fact("limits", "wider than the defaults, because fifty callers race");
    try {
      play(folder, screen);
      if (exit) {
        folder.delete();
      }
      return 0;
    } catch (BrokenPromiseException | UnreachableException | StartException e) {
      return failed(String.valueOf(e.getMessage()), folder, command.commandLine().getErr());
    } catch (IOException e) {
      return failed(
          "a file could not be read or written: " + e, folder, command.commandLine().getErr());
    }
  }

  private void play(DemoFolder folder, Screen screen)
      throws BrokenPromiseException, UnreachableException, StartException, IOException {
    try (GateLog log = GateLog.start(folder.log());
        Demo demo = Demo.start(folder, port, screen, Ambient.system(), log.logging())) {
      demo.play(_ -> {});
      if (!exit) {
        stay(demo, folder);
      }
    }
  }

  private static int failed(String why, DemoFolder folder, PrintWriter err) {
    err.println("sallyport: demo: " + why);
    err.println("sallyport: demo: the gate's log and all else is kept in " + folder.root());
    return BROKEN;
  }

  private static void stay(Demo demo, DemoFolder folder) {
    Reader reader = Reader.start(folder.published());
    demo.invite(reader.url());
    CountDownLatch forever = new CountDownLatch(1);
    Runtime.getRuntime().addShutdownHook(Thread.ofPlatform().name("stop").unstarted(demo::close));
    try {
      forever.await();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private Path source() throws StartException {
    if (site == null) {
      return ExampleSite.find();
    }
    if (!Files.isDirectory(site)) {
      throw new StartException(
          "%s is %s. Name a folder or a local git repository with --site."
              .formatted(site, Files.exists(site) ? "not a folder" : "not there"));
    }
    try {
      return site.toRealPath();
    } catch (IOException e) {
      throw new StartException("%s cannot be read by this user.".formatted(site), e);
    }
  }

  /// By the conventions of `NO_COLOR` (no-color.org) and `TERM=dumb`.
  private static boolean isColoured() {
    return System.console() != null
        && System.console().isTerminal()
        && Objects.requireNonNullElse(System.getenv("NO_COLOR"), "").isEmpty()
        && !"dumb".equals(System.getenv("TERM"));
  }
}
