package dev.sallyport.target.command;

import dev.sallyport.target.Run.Stop;
import java.io.IOException;
import java.io.InputStream;
import java.lang.ProcessBuilder.Redirect;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// A tool while it runs: in a session of its own where the machine has setsid(1), with nothing
/// on its standard input, and read from until it and everything that it started have ended.
final class Tool {
  /// The variable that everything which comes of a run inherits.
  static final String MARK = "SALLYPORT_RUN";

  /// How long its streams are read on once all of it has ended.
  private static final Duration LAST_WORDS = Duration.ofSeconds(5);

  /// What outlives the tool itself is asked to end, and given that long.
  private static final Duration LEFT_BEHIND = Duration.ofSeconds(1);

  private static final List<Path> SETSID =
      List.of(Path.of("/usr/bin/setsid"), Path.of("/bin/setsid"));
  private static final Path NULL = Path.of("/dev/null");
  private static final Logger LOG = LoggerFactory.getLogger(Tool.class);

  private final Process process;
  private final ProcessTree tree;
  private final Call call;
  private final CompletableFuture<?> read;

  /// What is to be run.
  ///
  /// @param arguments the program as an absolute path, and what it is given
  /// @param environment all of it
  /// @param mark the value of [#MARK], of this run alone
  record Call(
      List<String> arguments,
      Map<String, String> environment,
      String mark,
      Path directory,
      Duration timeout,
      Duration grace) {
    @Override
    public String toString() {
      return "Call[" + arguments.getFirst() + "]";
    }
  }

  /// How it ended.
  sealed interface End {
    record Exited(int code) implements End {}

    /// It was made to end.
    ///
    /// @param gone whether nothing of it is left
    record TimedOut(Duration after, boolean gone) implements End {}

    record Stopped(Stop why, boolean gone) implements End {}
  }

  private Tool(Process process, Call call, CompletableFuture<?> read) {
    this.process = process;
    this.call = call;
    this.read = read;
    this.tree = new ProcessTree(process.toHandle(), MARK + "=" + call.mark());
  }

  static Tool start(Call call, Sink out, Sink err) throws IOException {
    List<String> command = new ArrayList<>();
    setsid().ifPresent(command::add);
    command.addAll(call.arguments());
    ProcessBuilder builder = new ProcessBuilder(command).directory(call.directory().toFile());
    builder.environment().clear();
    builder.environment().putAll(call.environment());
    builder.environment().put(MARK, call.mark());
    if (Files.exists(NULL)) {
      builder.redirectInput(Redirect.from(NULL.toFile()));
    }
    Process process = builder.start();
    process.getOutputStream().close();
    return new Tool(
        process,
        call,
        CompletableFuture.allOf(
            reading(process.getInputStream(), out), reading(process.getErrorStream(), err)));
  }

  private static Optional<String> setsid() {
    return SETSID.stream().filter(Files::isExecutable).map(Path::toString).findFirst();
  }

  private static CompletableFuture<?> reading(InputStream stream, Sink sink) {
    CompletableFuture<Boolean> done = new CompletableFuture<>();
    Thread.ofVirtual()
        .name("tool-output")
        .start(
            () -> {
              byte[] bytes = new byte[8192];
              try (stream) {
                for (int count = stream.read(bytes); count >= 0; count = stream.read(bytes)) {
                  sink.take(bytes, count);
                }
              } catch (IOException closed) {
                LOG.debug("a tool's output was closed while it was read", closed);
              } catch (RuntimeException e) {
                LOG.error("what a tool says cannot be taken", e);
                drain(stream, bytes);
              } finally {
                sink.end();
                done.complete(true);
              }
            });
    return done;
  }

  /// A tool whose output nobody reads would stand still.
  private static void drain(InputStream stream, byte[] bytes) {
    try {
      while (stream.read(bytes) >= 0) {}
    } catch (IOException closed) {
      LOG.debug("a tool's output was closed while it was drained", closed);
    }
  }

  ProcessHandle handle() {
    return process.toHandle();
  }

  /// Waits until it ends, makes it end when its time is over or somebody asks, and lets nothing
  /// that it started outlive it.
  End await(CompletionStage<Stop> stop) {
    CompletableFuture<Stop> asked = stop.toCompletableFuture();
    End end;
    try {
      CompletableFuture.anyOf(ended(process), asked)
          .get(call.timeout().toMillis(), TimeUnit.MILLISECONDS);
      end = process.isAlive() ? stopped(asked.join()) : exited();
    } catch (TimeoutException e) {
      end = process.isAlive() ? new End.TimedOut(call.timeout(), tree.end(call.grace())) : exited();
    } catch (InterruptedException e) {
      end = stopped(Stop.GATE_STOPPING);
      Thread.currentThread().interrupt();
    } catch (ExecutionException e) {
      throw new IllegalStateException("neither a process nor a wish to stop fails", e);
    }
    lastWords();
    return end;
  }

  /// Not [Process#onExit], which is told by a thread of the pool that everything shares: while
  /// others hold those, a tool that has ended would go on until its time is over.
  private static CompletableFuture<?> ended(Process process) {
    CompletableFuture<Integer> ended = new CompletableFuture<>();
    Thread.ofVirtual()
        .name("tool-end")
        .start(
            () -> {
              try {
                ended.complete(process.waitFor());
              } catch (InterruptedException e) {
                LOG.warn("nobody interrupts who waits for a tool; its time will be over", e);
              }
            });
    return ended;
  }

  private End stopped(Stop why) {
    return new End.Stopped(why, tree.end(call.grace()));
  }

  private End exited() {
    if (!tree.living().isEmpty() && !tree.end(LEFT_BEHIND)) {
      LOG.warn("something that a tool started goes on after it and cannot be ended");
    }
    return new End.Exited(process.exitValue());
  }

  private void lastWords() {
    try {
      read.get(LAST_WORDS.toMillis(), TimeUnit.MILLISECONDS);
    } catch (TimeoutException e) {
      LOG.warn("a tool has ended, but something holds its output open; it is read no further");
    } catch (ExecutionException e) {
      throw new IllegalStateException("reading ends whatever happens", e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
