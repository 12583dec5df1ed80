package dev.sallyport.target.site;

import dev.sallyport.domain.ExecutionId;
import dev.sallyport.target.Effect;
import dev.sallyport.target.Settlement;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileTime;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.locks.LockSupport;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import tools.jackson.databind.node.JsonNodeFactory;

/// Whose turn it is to touch a site, among all processes of this machine.
///
/// A gate that was stopped for longer than its lease comes back in the middle of what it was doing,
/// when others have long said how it ended. So whoever touches the site holds its lock, which the
/// operating system takes back only from a process that has ended; and an execution about which a
/// definite word was spoken has its turn never again.
final class Turns {
  /// How often the lock is tried before it is given up, and how long each wait is.
  static final int TRIES = 200;

  private static final long WAIT_NANOS = 25_000_000;

  /// How many executions are known to be over; the oldest are forgotten.
  static final int MOST_OVER = 1_000;

  private static final Logger log = LoggerFactory.getLogger(Turns.class);

  // A lock belongs to the process and goes with any channel on its file that is closed (POSIX), so
  // that inside of this process another lock has to come first.
  private static final Map<Path, ReentrantLock> IN_THIS_PROCESS = new ConcurrentHashMap<>();

  private final Path folder;
  private final int tries;
  private final ReentrantLock inThisProcess;

  /// @param repository the git folder
  Turns(Path repository) {
    this(repository, TRIES);
  }

  Turns(Path repository, int tries) {
    this.tries = tries;
    this.folder = repository.toAbsolutePath().normalize().resolve("sallyport");
    this.inThisProcess = IN_THIS_PROCESS.computeIfAbsent(folder, path -> new ReentrantLock());
  }

  interface Touching {
    Effect touch();
  }

  interface Doing {
    void run() throws IOException;
  }

  interface Looking {
    Settlement look() throws IOException;
  }

  private interface Turn<T> {
    T take() throws IOException;
  }

  /// Lets an execution touch the site, unless it is over.
  Effect touch(ExecutionId execution, Touching touching) {
    try {
      Effect effect =
          locked(
              () -> {
                if (isOver(execution)) {
                  return failed(
                      "This execution was settled while its gate stood still; nothing was touched.");
                }
                return touching.touch();
              });
      return effect != null
          ? effect
          : failed("Another process is at work on the site and does not end; nothing was touched.");
    } catch (IOException unwritable) {
      log.warn("the site's lock cannot be taken", unwritable);
      return failed("The site's repository cannot be locked; nothing was touched.");
    }
  }

  private static Effect failed(String detail) {
    return new Effect.Failed(detail, JsonNodeFactory.instance.objectNode());
  }

  /// Does something that only one may do at a time; not at all where somebody else is at work on
  /// the site all the while.
  void alone(Doing doing) throws IOException {
    locked(
        () -> {
          doing.run();
          return true;
        });
  }

  /// Looks what became of an execution while nobody touches the site. Once it says that it happened
  /// or did not, that stays so.
  Settlement settle(ExecutionId execution, Looking looking) throws IOException {
    Settlement settlement =
        locked(
            () -> {
              Settlement found = looking.look();
              if (!(found instanceof Settlement.CannotTell)) {
                end(execution);
              }
              return found;
            });
    return settlement != null
        ? settlement
        : new Settlement.CannotTell("A process is still at work on the site.");
  }

  /// @return null where somebody else has the lock all the time
  private <T> @Nullable T locked(Turn<T> turn) throws IOException {
    for (int tried = 0; tried < tries; tried++) {
      if (inThisProcess.tryLock()) {
        try {
          makeFolder();
          try (FileChannel channel =
                  FileChannel.open(
                      folder.resolve("lock"), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
              FileLock lock = channel.tryLock()) {
            if (lock != null) {
              return turn.take();
            }
          }
        } finally {
          inThisProcess.unlock();
        }
      }
      LockSupport.parkNanos(WAIT_NANOS);
    }
    return null;
  }

  /// Only inside a repository that is there: making the way to it would hide that it is gone.
  private void makeFolder() throws IOException {
    if (!Files.isDirectory(folder)) {
      try {
        Files.createDirectory(folder);
      } catch (FileAlreadyExistsException _) {
        // Another process has just made it.
      }
    }
  }

  private boolean isOver(ExecutionId execution) {
    return Files.exists(over().resolve(execution.value()));
  }

  private void end(ExecutionId execution) throws IOException {
    Files.createDirectories(over());
    Path mark = over().resolve(execution.value());
    if (!Files.exists(mark)) {
      try (FileChannel channel =
          FileChannel.open(mark, StandardOpenOption.CREATE, StandardOpenOption.WRITE)) {
        channel.force(true);
      }
      forgetOldest();
    }
  }

  private void forgetOldest() throws IOException {
    record Mark(Path file, FileTime at) {}
    List<Mark> marks = new ArrayList<>();
    for (Path file : Releases.children(over())) {
      marks.add(new Mark(file, Files.getLastModifiedTime(file)));
    }
    marks.sort(Comparator.comparing(Mark::at));
    for (Mark mark : marks.subList(0, Math.max(0, marks.size() - MOST_OVER))) {
      Files.deleteIfExists(mark.file());
    }
  }

  private Path over() {
    return folder.resolve("over");
  }
}
