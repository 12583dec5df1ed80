package dev.sallyport.cli;

import static org.awaitility.Awaitility.await;

import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/// The command line as a process of its own in a pseudo-terminal, made by `script` of util-linux.
final class Pty implements AutoCloseable {
  private static final Duration LONGEST = Duration.ofSeconds(60);

  private final Process process;
  private final StringBuilder seen = new StringBuilder();
  private final Thread reader;

  private Pty(Path folder, Map<String, String> environment, List<String> command) {
    ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(true);
    builder.directory(folder.toFile());
    builder
        .environment()
        .keySet()
        .removeIf(name -> name.matches("NO_COLOR|PAGER|LESS|SALLYPORT_.*"));
    builder.environment().put("TERM", "xterm");
    builder.environment().put("SHELL", "/bin/sh");
    builder.environment().putAll(environment);
    try {
      process = builder.start();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    reader = Thread.ofVirtual().start(this::read);
  }

  static Pty of(Path folder, Map<String, String> environment, String... arguments) {
    List<String> words = new ArrayList<>(command());
    words.addAll(List.of(arguments));
    String line =
        String.join(
            " ", words.stream().map(word -> "'" + word.replace("'", "'\\''") + "'").toList());
    return new Pty(folder, environment, List.of("script", "-qec", line, "/dev/null"));
  }

  /// The same with pipes instead of a terminal.
  static Pty piped(Path folder, Map<String, String> environment, String... arguments) {
    List<String> words = new ArrayList<>(command());
    words.addAll(List.of(arguments));
    return new Pty(folder, environment, words);
  }

  private static List<String> command() {
    return List.of(
        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
        "-XX:TieredStopAtLevel=1",
        "-cp",
        absolute(System.getProperty("java.class.path")),
        "dev.sallyport.cli.Main");
  }

  /// The process runs in a folder of its own.
  static String absolute(String classPath) {
    return Stream.of(classPath.split(File.pathSeparator))
        .map(entry -> Path.of(entry).toAbsolutePath().toString())
        .collect(Collectors.joining(File.pathSeparator));
  }

  private void read() {
    byte[] buffer = new byte[8192];
    try (InputStream out = process.getInputStream()) {
      for (int n = out.read(buffer); n >= 0; n = out.read(buffer)) {
        synchronized (seen) {
          seen.append(new String(buffer, 0, n, StandardCharsets.UTF_8));
        }
      }
    } catch (IOException e) {
      // A terminal whose program has ended reads as broken.
    }
  }

  String seen() {
    synchronized (seen) {
      return seen.toString();
    }
  }

  void awaitText(String text) {
    await().atMost(LONGEST).until(() -> seen().contains(text) || !process.isAlive());
  }

  void type(String keys) {
    try {
      process.getOutputStream().write(keys.getBytes(StandardCharsets.UTF_8));
      process.getOutputStream().flush();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /// The exit status, once it has ended and everything it printed is there.
  int ended() throws InterruptedException {
    if (!process.waitFor(LONGEST.toSeconds(), TimeUnit.SECONDS)) {
      throw new IllegalStateException("it does not end; so far: " + seen());
    }
    if (!reader.join(LONGEST)) {
      throw new IllegalStateException("something holds its output open; so far: " + seen());
    }
    return process.exitValue();
  }

  @Override
  public void close() {
    process.destroyForcibly();
  }
}
