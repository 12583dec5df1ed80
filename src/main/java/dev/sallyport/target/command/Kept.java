package dev.sallyport.target.command;

import dev.sallyport.domain.ChangeId;
import dev.sallyport.domain.Ids;
import dev.sallyport.target.Target.KeptPlan;
import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.atomic.AtomicReference;

/// Keeps a folder for every change whose plan may still be carried out or whose executions may
/// still be asked about. One goes when it is older than any confirmation or approval may wait,
/// or when there are too many; its plan goes as soon as it is carried out, or its change has
/// ended without that.
final class Kept {
  static final Duration KEPT_FOR = Duration.ofDays(30);

  /// The most changes of a target that are kept.
  static final int MOST = 1_000;

  /// A folder of planning that nobody keeps is left over from a crash when it is that old.
  static final Duration PASSING = Duration.ofHours(1);

  private static final Duration BETWEEN_CLEANINGS = Duration.ofHours(1);

  private final Path changes;
  private final Path passing;
  private final InstantSource clock;
  private final AtomicReference<Instant> nextCleaning = new AtomicReference<>(Instant.MIN);

  Kept(Path state, InstantSource clock) {
    this.changes = state.resolve("changes");
    this.passing = state.resolve("passing");
    this.clock = clock;
  }

  /// Makes a folder to plan a change in.
  ///
  /// @param kept whether it is the change's for good
  KeptChange begin(ChangeId change, boolean kept) throws IOException {
    cleanNowAndThen();
    KeptChange begun = new KeptChange((kept ? changes : passing).resolve(change.value()));
    Folders.make(begun.planFolder());
    return begun;
  }

  KeptChange of(ChangeId change) {
    return new KeptChange(changes.resolve(change.value()));
  }

  List<KeptChange> all() throws IOException {
    return children(changes).stream().map(KeptChange::new).toList();
  }

  /// The plans that lie there now.
  List<KeptPlan> plans() throws IOException {
    List<KeptPlan> plans = new ArrayList<>();
    for (KeptChange change : all()) {
      String name = change.folder().getFileName().toString();
      if (Ids.isValid(ChangeId.PREFIX, name)
          && Files.isDirectory(change.planFolder(), LinkOption.NOFOLLOW_LINKS)) {
        Instant since = Files.getLastModifiedTime(change.planFolder()).toInstant();
        plans.add(new KeptPlan(new ChangeId(name), since));
      }
    }
    return plans;
  }

  private void cleanNowAndThen() throws IOException {
    Instant now = clock.instant();
    Instant next = nextCleaning.get();
    if (now.isBefore(next) || !nextCleaning.compareAndSet(next, now.plus(BETWEEN_CLEANINGS))) {
      return;
    }
    clean(changes, now.minus(KEPT_FOR), MOST);
    clean(passing, now.minus(PASSING), MOST);
  }

  private static void clean(Path folder, Instant oldest, int most) throws IOException {
    record Found(Path path, FileTime since) {}
    List<Found> found = new ArrayList<>();
    for (Path path : children(folder)) {
      found.add(new Found(path, Files.getLastModifiedTime(path)));
    }
    found.sort(Comparator.comparing(Found::since).reversed());
    for (int at = 0; at < found.size(); at++) {
      if (at >= most || found.get(at).since().toInstant().isBefore(oldest)) {
        Folders.delete(found.get(at).path());
      }
    }
  }

  private static List<Path> children(Path folder) throws IOException {
    if (!Files.isDirectory(folder)) {
      return List.of();
    }
    List<Path> children = new ArrayList<>();
    try (DirectoryStream<Path> stream = Files.newDirectoryStream(folder)) {
      stream.forEach(children::add);
    }
    return children;
  }
}
