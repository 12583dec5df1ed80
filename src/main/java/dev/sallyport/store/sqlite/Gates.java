package dev.sallyport.store.sqlite;

import dev.sallyport.store.StoreUnavailableException;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.security.SecureRandom;
import java.sql.SQLException;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.regex.Pattern;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Who lives among the gates on this file. A gate is dead when its lease in the table has passed,
/// or at once when the operating system has let go of the lock on its file `<id>.lock`.
final class Gates implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(Gates.class);
  private static final Pattern ID = Pattern.compile("[0-9a-f]{32}");

  // Locks belong to the process (POSIX): a gate of our own must not be probed, for closing the
  // probe would take its lock away.
  private static final Set<String> OURS = ConcurrentHashMap.newKeySet();

  /// How many dead gates are remembered.
  private static final int MOST_DEAD = 1_000;

  private final Path folder;
  private final String id;
  private final FileChannel channel;

  /// Those whose locks were free, for a unit that is run again; of the thread that writes. An id is
  /// never used again.
  private final Set<String> dead = new HashSet<>();

  private Gates(Path folder, String id, FileChannel channel) {
    this.folder = folder;
    this.id = id;
    this.channel = channel;
  }

  /// Makes this store a gate of its own.
  static Gates join(Path folder, SecureRandom random) throws IOException {
    byte[] bits = new byte[16];
    random.nextBytes(bits);
    String id = HexFormat.of().formatHex(bits);
    FileChannel channel =
        FileChannel.open(
            folder.resolve(id + ".lock"), StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE);
    OURS.add(id);
    try {
      FileLock lock = channel.tryLock();
      if (lock == null) {
        throw new StoreUnavailableException("the gate's own lock is held by another process");
      }
    } catch (IOException | RuntimeException e) {
      OURS.remove(id);
      channel.close();
      throw e;
    }
    return new Gates(folder, id, channel);
  }

  String id() {
    return id;
  }

  /// Takes a gate whose lock is free out of the table, so that the statements that ask for living
  /// gates no longer find it.
  ///
  /// @return whether it was seen to be dead
  boolean bury(Transaction transaction, String gate) throws SQLException {
    if (!dead.contains(gate)) {
      if (!hasLetGo(gate)) {
        return false;
      }
      if (dead.size() >= MOST_DEAD) {
        dead.clear();
      }
      dead.add(gate);
    }
    transaction.sql().update(GateSql.GATE_REMOVE, gate);
    return true;
  }

  /// Whether the process of that gate has ended; false also where the lock cannot tell, and then
  /// the lease must.
  private boolean hasLetGo(String gate) {
    if (OURS.contains(gate) || !ID.matcher(gate).matches()) {
      return false;
    }
    Path file = folder.resolve(gate + ".lock");
    try (FileChannel probe = FileChannel.open(file, StandardOpenOption.WRITE)) {
      try (FileLock lock = probe.tryLock()) {
        if (lock == null) {
          return false;
        }
        Files.deleteIfExists(file);
        return true;
      }
    } catch (IOException | OverlappingFileLockException e) {
      LOG.debug("the lock of gate {} cannot tell whether it lives", gate, e);
      return false;
    }
  }

  /// Lets go of the lock, as the operating system does when the process ends.
  void letGo() {
    try {
      channel.close();
    } catch (IOException e) {
      LOG.warn("the gate's lock could not be released", e);
    } finally {
      OURS.remove(id);
    }
  }

  @Override
  public void close() {
    try {
      Files.deleteIfExists(folder.resolve(id + ".lock"));
    } catch (IOException e) {
      LOG.warn("the gate's lock file could not be removed", e);
    }
    letGo();
  }
}
