package dev.sallyport.target.command;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;

/// The record of what one execution has started: a line before a step's tool begins, one with
/// its process, one when it has ended. Whoever comes after a gate that died reads here what may
/// still run and what came of the rest.
///
/// `start STEP`, `process STEP PID MILLIS`, `end STEP CODE`, `ended STEP` for an end that says
/// nothing
record Started(Path file) {
  /// Two processes of one number do not begin within that time; clocks are set by less.
  private static final Duration SAME_START = Duration.ofSeconds(10);

  void start(Step step) throws IOException {
    append("start " + step.setting());
  }

  void process(Step step, ProcessHandle handle) throws IOException {
    long since = handle.info().startInstant().map(Instant::toEpochMilli).orElse(0L);
    append("process %s %d %d".formatted(step.setting(), handle.pid(), since));
  }

  void end(Step step, Tool.End end) throws IOException {
    append(
        switch (end) {
          case Tool.End.Exited(int code) -> "end %s %d".formatted(step.setting(), code);
          case Tool.End.TimedOut _, Tool.End.Stopped _ -> "ended " + step.setting();
        });
  }

  private void append(String line) throws IOException {
    try (FileChannel channel =
        FileChannel.open(
            file, StandardOpenOption.CREATE, StandardOpenOption.WRITE, StandardOpenOption.APPEND)) {
      ByteBuffer bytes = ByteBuffer.wrap((line + "\n").getBytes(StandardCharsets.US_ASCII));
      while (bytes.hasRemaining()) {
        channel.write(bytes);
      }
      channel.force(true);
    }
  }

  /// What is known of one step.
  sealed interface Known {
    /// It never began.
    record Nothing() implements Known {}

    /// It began, and how it ended is not known.
    record Begun() implements Known {}

    record Ended(int code) implements Known {}
  }

  Known of(Step step) throws IOException {
    Known known = new Known.Nothing();
    for (String[] line : lines()) {
      if (line.length > 1 && line[1].equals(step.setting())) {
        OptionalInt code = line[0].equals("end") ? code(line) : OptionalInt.empty();
        known = code.isPresent() ? new Known.Ended(code.getAsInt()) : new Known.Begun();
      }
    }
    return known;
  }

  private static OptionalInt code(String[] line) {
    try {
      return line.length == 3 ? OptionalInt.of(Integer.parseInt(line[2])) : OptionalInt.empty();
    } catch (NumberFormatException torn) {
      return OptionalInt.empty();
    }
  }

  /// The processes that were started and are still the same.
  List<ProcessHandle> processes() throws IOException {
    List<ProcessHandle> living = new ArrayList<>();
    for (String[] line : lines()) {
      if (line[0].equals("process") && line.length == 4) {
        process(line).ifPresent(living::add);
      }
    }
    return living;
  }

  private static Optional<ProcessHandle> process(String[] line) {
    try {
      long since = Long.parseLong(line[3]);
      return ProcessHandle.of(Long.parseLong(line[2]))
          .filter(ProcessHandle::isAlive)
          .filter(
              handle ->
                  handle
                      .info()
                      .startInstant()
                      .map(start -> Math.abs(start.toEpochMilli() - since))
                      .map(apart -> apart < SAME_START.toMillis())
                      .orElse(true));
    } catch (NumberFormatException torn) {
      return Optional.empty();
    }
  }

  /// The numbers of the processes that were started, whatever has become of them.
  List<Long> numbers() throws IOException {
    return lines().stream()
        .filter(line -> line[0].equals("process") && line.length == 4)
        .map(line -> Long.valueOf(line[2]))
        .toList();
  }

  private List<String[]> lines() throws IOException {
    try {
      return Files.readString(file, StandardCharsets.US_ASCII)
          .lines()
          .map(line -> line.split(" ", -1))
          .toList();
    } catch (NoSuchFileException nothingStarted) {
      return List.of();
    }
  }
}
