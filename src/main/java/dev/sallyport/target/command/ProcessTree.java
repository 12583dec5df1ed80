package dev.sallyport.target.command;

import java.time.Duration;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/// A tool's process and everything that came of it: its descendants, and on Linux whoever is in
/// its session or bears the mark of its run, even after its parent has ended.
final class ProcessTree {
  /// How often the tree is looked at again until everything in it has ended.
  static final int ROUNDS = 250;

  private static final long ROUND_NANOS = 20_000_000;

  private final ProcessHandle root;
  private final String mark;
  private final Set<ProcessHandle> seen = new HashSet<>();

  /// @param mark an entry of the environment that the whole tree has inherited, `NAME=value`
  ProcessTree(ProcessHandle root, String mark) {
    this.root = root;
    this.mark = mark;
  }

  /// Whoever of it lives.
  synchronized Set<ProcessHandle> living() {
    root.descendants().forEach(seen::add);
    seen.add(root);
    Set<Long> members = new HashSet<>();
    seen.stream().filter(ProcessHandle::isAlive).map(ProcessHandle::pid).forEach(members::add);
    Map<Long, LinuxProcess> all = LinuxProcess.all();
    Map<Long, LinuxProcess> others = new HashMap<>(all);
    others.remove(ProcessHandle.current().pid());
    boolean found = true;
    while (found) {
      Set<Long> more =
          others.values().stream()
              .filter(
                  one ->
                      one.session() == root.pid()
                          || one.group() == root.pid()
                          || members.contains(one.parent())
                          || one.bears(mark))
              .map(LinuxProcess::pid)
              .collect(Collectors.toSet());
      others.keySet().removeAll(more);
      found = members.addAll(more);
    }
    for (long pid : members) {
      ProcessHandle.of(pid).ifPresent(seen::add);
    }
    return seen.stream()
        .filter(ProcessHandle::isAlive)
        .filter(one -> !isZombie(all.get(one.pid())))
        .collect(Collectors.toSet());
  }

  private static boolean isZombie(@Nullable LinuxProcess known) {
    return known != null && known.isZombie();
  }

  /// Asks all of it to end, and after the grace makes it.
  ///
  /// @return whether nothing of it is left
  boolean end(Duration grace) {
    living().forEach(ProcessHandle::destroy);
    long rounds = Math.max(1, grace.toNanos() / ROUND_NANOS);
    for (long round = 0; round < rounds; round++) {
      if (living().isEmpty()) {
        return true;
      }
      LockSupport.parkNanos(ROUND_NANOS);
    }
    return kill();
  }

  /// Makes all of it end.
  boolean kill() {
    for (int round = 0; round < ROUNDS; round++) {
      Set<ProcessHandle> left = living();
      if (left.isEmpty()) {
        return true;
      }
      left.forEach(ProcessHandle::destroyForcibly);
      LockSupport.parkNanos(ROUND_NANOS);
    }
    return living().isEmpty();
  }
}
