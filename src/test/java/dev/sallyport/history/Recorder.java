package dev.sallyport.history;

import dev.sallyport.history.History.Head;
import java.io.BufferedWriter;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;

/// Writes a history down while it happens, for any number of clients.
final class Recorder implements AutoCloseable {
  private final BufferedWriter out;
  private final long began = System.nanoTime();
  private final AtomicLong numbers = new AtomicLong();
  private final AtomicLong recorded = new AtomicLong();

  Recorder(Path file, Head head) {
    try {
      out = Files.newBufferedWriter(file);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    write("head", head);
  }

  /// Microseconds since the history began.
  long now() {
    return TimeUnit.NANOSECONDS.toMicros(System.nanoTime() - began);
  }

  long nextNumber() {
    return numbers.incrementAndGet();
  }

  /// How many requests are on record.
  long recorded() {
    return recorded.get();
  }

  void record(Op op) {
    write("op", op);
    recorded.incrementAndGet();
  }

  void record(Trouble trouble) {
    write("trouble", trouble);
  }

  private synchronized void write(String name, Record value) {
    try {
      out.write(History.JSON.writeValueAsString(Map.of(name, value)));
      out.newLine();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  public synchronized void close() {
    try {
      out.close();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
