package dev.sallyport.log;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.UnsynchronizedAppenderBase;
import ch.qos.logback.core.encoder.Encoder;
import java.io.IOException;
import java.io.OutputStream;
import java.util.concurrent.atomic.LongAdder;
import java.util.concurrent.locks.ReentrantLock;

/// Encodes in the thread that logs and collects the bytes, which reach the stream when the buffer
/// is full, with a line of WARN or above, on [#flush] (a timer calls it) and at stop. A stream that
/// fails costs the lines it failed on and never the request that logged them.
final class BufferedAppender extends UnsynchronizedAppenderBase<ILoggingEvent> {
  /// The buffer, in bytes. A longer line is written past it.
  static final int BUFFER = 64 * 1024;

  private final Encoder<ILoggingEvent> encoder;
  private final OutputStream out;
  private final byte[] buffer = new byte[BUFFER];
  private final LongAdder lost = new LongAdder();
  private final ReentrantLock lock = new ReentrantLock();
  private int held;
  private boolean buffering;

  BufferedAppender(Encoder<ILoggingEvent> encoder, OutputStream out, boolean buffering) {
    this.encoder = encoder;
    this.out = out;
    this.buffering = buffering;
    setName("log");
  }

  @Override
  protected void append(ILoggingEvent event) {
    byte[] line = encoder.encode(event);
    lock.lock();
    try {
      if (held + line.length > BUFFER) {
        write();
      }
      if (line.length > BUFFER) {
        writeThrough(line);
      } else {
        System.arraycopy(line, 0, buffer, held, line.length);
        held += line.length;
      }
      if (!buffering || event.getLevel().isGreaterOrEqual(Level.WARN)) {
        write();
      }
    } finally {
      lock.unlock();
    }
  }

  void flush() {
    lock.lock();
    try {
      write();
    } finally {
      lock.unlock();
    }
  }

  /// From now on every line is written at once, as befits a process that is ending.
  void stopBuffering() {
    lock.lock();
    try {
      buffering = false;
      write();
    } finally {
      lock.unlock();
    }
  }

  Encoder<ILoggingEvent> encoder() {
    return encoder;
  }

  /// How many writes failed since the start.
  long lost() {
    return lost.sum();
  }

  @Override
  public void stop() {
    flush();
    super.stop();
  }

  private void write() {
    int length = held;
    held = 0;
    if (length == 0) {
      return;
    }
    try {
      out.write(buffer, 0, length);
      out.flush();
    } catch (IOException e) {
      lost.increment();
    }
  }

  private void writeThrough(byte[] line) {
    try {
      out.write(line);
      out.flush();
    } catch (IOException e) {
      lost.increment();
    }
  }
}
