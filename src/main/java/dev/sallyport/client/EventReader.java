package dev.sallyport.client;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.Reader;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/// The events of an open stream, one by one; used by one thread. A gate says something every ten
/// seconds, so that a connection on which nothing comes for long is taken to be broken.
public final class EventReader implements AutoCloseable {
  /// How long nothing may come.
  public static final Duration LONGEST_SILENCE = Duration.ofSeconds(45);

  /// The longest line taken, in characters.
  public static final int LONGEST_LINE = 4 << 20;

  private final InputStream in;
  private final Reader reader;
  private final Semaphore heard = new Semaphore(0);
  private final Thread watch;

  EventReader(InputStream in) {
    this.in = in;
    this.reader = new BufferedReader(new InputStreamReader(in, StandardCharsets.UTF_8));
    this.watch = Thread.ofVirtual().name("event-reader").start(this::giveUpOnSilence);
  }

  private void giveUpOnSilence() {
    try {
      while (heard.tryAcquire(LONGEST_SILENCE.toMillis(), TimeUnit.MILLISECONDS)) {
        heard.drainPermits();
      }
      in.close();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } catch (IOException e) {
      // It is closed all the same.
      Thread.currentThread().interrupt();
    }
  }

  /// Waits for the next one.
  ///
  /// @return empty where the stream has ended, whether the gate ended it or the connection broke
  public Optional<ServerEvent> next() {
    String name = "";
    String id = "";
    StringBuilder data = new StringBuilder();
    try {
      while (true) {
        String line = line();
        if (line == null) {
          return Optional.empty();
        }
        heard.release();
        if (line.isEmpty()) {
          if (!data.isEmpty()) {
            return Optional.of(new ServerEvent(name, id, GateClient.parse(data.toString())));
          }
          name = "";
        } else if (line.startsWith("event:")) {
          name = value(line, "event:");
        } else if (line.startsWith("id:")) {
          id = value(line, "id:");
        } else if (line.startsWith("data:")) {
          data.append(data.isEmpty() ? "" : "\n").append(value(line, "data:"));
          if (data.length() > LONGEST_LINE) {
            return Optional.empty();
          }
        }
      }
    } catch (IOException e) {
      return Optional.empty();
    }
  }

  private static String value(String line, String field) {
    String value = line.substring(field.length());
    return value.startsWith(" ") ? value.substring(1) : value;
  }

  /// Null at the end.
  private @Nullable String line() throws IOException {
    StringBuilder line = new StringBuilder();
    while (true) {
      int read = reader.read();
      if (read < 0) {
        return null;
      }
      if (read == '\n') {
        return line.toString();
      }
      if (line.length() >= LONGEST_LINE) {
        throw new IOException("a line is over " + LONGEST_LINE + " characters");
      }
      if (read != '\r') {
        line.append((char) read);
      }
    }
  }

  @Override
  public void close() {
    watch.interrupt();
    try {
      in.close();
    } catch (IOException e) {
      // Nothing more was wanted of it.
      watch.interrupt();
    }
  }
}
