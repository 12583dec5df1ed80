package dev.sallyport.target.command;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.locks.LockSupport;
import java.util.concurrent.locks.ReentrantLock;

/// Whose turn it is to start something on a target, or to say what became of what was started,
/// among all processes of this machine. A gate that stood still in the middle keeps its turn
/// until it goes on or ends.
final class Turn {
  /// How often the lock is tried before it is given up, and how long each wait is.
  static final int TRIES = 200;

  private static final long WAIT_NANOS = 25_000_000;

  // A lock belongs to the process and goes with any channel on its file that is closed (POSIX), so
  // that inside of this process another lock has to come first.
  private static final Map<Path, ReentrantLock> IN_THIS_PROCESS = new ConcurrentHashMap<>();

  private final Path state;
  private final ReentrantLock inThisProcess;

  Turn(Path state) {
    this.state = state.toAbsolutePath().normalize();
    this.inThisProcess = IN_THIS_PROCESS.computeIfAbsent(this.state, path -> new ReentrantLock());
  }

  interface Taking<T> {
    T take() throws IOException;
  }

  /// Empty where somebody else has the turn all the time.
  <T> Optional<T> take(Taking<T> taking) throws IOException {
    for (int tried = 0; tried < TRIES; tried++) {
      if (inThisProcess.tryLock()) {
        try {
          Folders.make(state);
          try (FileChannel channel =
                  FileChannel.open(
                      state.resolve("lock"), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
              FileLock lock = channel.tryLock()) {
            if (lock != null) {
              return Optional.of(taking.take());
            }
          }
        } finally {
          inThisProcess.unlock();
        }
      }
      LockSupport.parkNanos(WAIT_NANOS);
    }
    return Optional.empty();
  }
}
