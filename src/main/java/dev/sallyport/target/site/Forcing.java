package dev.sallyport.target.site;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;

/// Has many files on disk in little time: several wait at once, because a file system that brings
/// one file to the disk takes along the others that wait (`docs/performance.md` has the figures).
final class Forcing {
  /// How many files are waited for at once.
  static final int AT_ONCE = 16;

  private final List<Path> paths;
  private final ReleaseFiles files;
  private final AtomicInteger next = new AtomicInteger();

  private Forcing(List<Path> paths, ReleaseFiles files) {
    this.paths = paths;
    this.files = files;
  }

  /// Returns when every one of them is on disk.
  ///
  /// @throws IOException when one is not, and then some others may not be either
  static void force(List<Path> paths, ReleaseFiles files) throws IOException {
    Forcing forcing = new Forcing(paths, files);
    if (paths.size() <= 1) {
      forcing.work();
    } else {
      forcing.together();
    }
  }

  private void together() throws IOException {
    int workers = Math.min(AT_ONCE, paths.size());
    try (ExecutorService threads =
        Executors.newFixedThreadPool(
            workers, Thread.ofPlatform().daemon().name("force-", 0).factory())) {
      Callable<Boolean> work = this::work;
      for (Future<Boolean> worker : threads.invokeAll(Collections.nCopies(workers, work))) {
        worker.get();
      }
    } catch (ExecutionException e) {
      if (e.getCause() instanceof IOException failed) {
        throw failed;
      }
      throw new IllegalStateException(e.getCause());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IOException("interrupted while files are brought to the disk", e);
    }
  }

  private boolean work() throws IOException {
    for (int at = next.getAndIncrement(); at < paths.size(); at = next.getAndIncrement()) {
      try {
        files.force(paths.get(at));
      } catch (IOException | RuntimeException failed) {
        next.set(paths.size());
        throw failed;
      }
    }
    return true;
  }
}
