package dev.sallyport.target.site;

import static dev.sallyport.target.site.Sites.edits;
import static dev.sallyport.target.site.Sites.put;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sallyport.target.Effect;
import dev.sallyport.target.PlanMaterial;
import dev.sallyport.target.TargetException;
import dev.sallyport.target.site.Sites.Planned;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.node.ObjectNode;

@Tag("integration")
class SitePublishTest {
  private static final int FILES = 40;

  @TempDir Path folder;

  private static ObjectNode everyFile(int version) {
    return edits(
        IntStream.range(0, FILES)
            .mapToObj(n -> put("d" + n % 4 + "/f" + n, "version " + version + "\n"))
            .toArray(ObjectNode[]::new));
  }

  @Test
  void a_reader_sees_whole_releases_only() throws Exception {
    try (Sites site =
            Sites.with(folder, config -> Sites.with(config, null, "main", List.of(), 50));
        ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      site.published(everyFile(0));
      AtomicBoolean done = new AtomicBoolean();
      CountDownLatch reading = new CountDownLatch(2);
      List<Future<Integer>> readers =
          Stream.<Future<Integer>>generate(
                  () -> threads.submit(() -> readUntil(done, site.current(), reading)))
              .limit(2)
              .toList();
      try {
        assertThat(reading.await(60, TimeUnit.SECONDS)).isTrue();
        for (int version = 1; version <= 30; version++) {
          site.published(everyFile(version));
        }
      } finally {
        done.set(true);
      }
      for (Future<Integer> reader : readers) {
        assertThat(reader.get()).isPositive();
      }
    }
  }

  /// Reads a release as a web server does that opens `current` for one page with all that belongs
  /// to it, and each file alone through the link, which must always be there and whole.
  private static int readUntil(AtomicBoolean done, Path current, CountDownLatch reading)
      throws IOException {
    int rounds = 0;
    while (!done.get()) {
      for (int n = 0; n < FILES; n++) {
        assertThat(Files.readString(current.resolve("d" + n % 4 + "/f" + n)))
            .matches("version \\d+\n");
      }
      Path release = current.toRealPath();
      Set<String> versions = new HashSet<>();
      for (int n = 0; n < FILES; n++) {
        versions.add(Files.readString(release.resolve("d" + n % 4 + "/f" + n)));
      }
      assertThat(versions).hasSize(1);
      rounds++;
      reading.countDown();
    }
    return rounds;
  }

  @Test
  void the_last_releases_and_the_current_one_are_kept() throws IOException {
    try (Sites site =
        Sites.with(folder, config -> Sites.with(config, null, "main", List.of(), 2))) {
      Planned last = null;
      for (int version = 0; version < 5; version++) {
        last = site.published(edits(put("a", "version " + version)));
        site.now.updateAndGet(now -> now.plusSeconds(1));
      }

      assertThat(releases(site)).hasSize(2).contains(last.commit());
      assertThat(site.published("a")).isEqualTo("version 4");
    }
  }

  private static List<String> releases(Sites site) throws IOException {
    try (var names = Files.list(site.config.publish().resolve("releases"))) {
      return names.map(path -> path.getFileName().toString()).toList();
    }
  }

  @Test
  void deploying_again_is_done_and_records_the_execution() throws IOException {
    try (Sites site = Sites.empty(folder)) {
      Planned change = site.published(edits(put("a", "1")));

      Effect again = site.deploy(change);

      assertThat(again).isInstanceOf(Effect.Done.class);
      ObjectNode output = ((Effect.Done) again).output();
      assertThat(output.path("release").asString()).isEqualTo(change.commit());
      assertThat(output.path("published").asBoolean()).isTrue();
      assertThat(output.toString()).doesNotContain(folder.toString());
      try (var records = Files.list(site.config.publish().resolve("deployments"))) {
        assertThat(records).hasSize(2);
      }
    }
  }

  @Test
  void what_a_crash_left_behind_is_cleaned_at_the_next_deployment() throws IOException {
    try (Sites site = Sites.empty(folder)) {
      site.published(edits(put("a", "1")));
      Path publish = site.config.publish();
      Sites.write(publish.resolve("releases/.writing-" + "1".repeat(40) + "/half"), "h");
      Sites.write(publish.resolve("releases/.removing-" + "2".repeat(40) + "/half"), "h");
      Sites.write(publish.resolve("deployments/.writing-x"), "{");
      Files.createSymbolicLink(publish.resolve(".current.switching"), Path.of("nowhere"));

      site.published(edits(put("a", "2")));

      assertThat(releases(site)).hasSize(2).allMatch(name -> name.matches("[0-9a-f]{40}"));
      assertThat(publish.resolve("deployments/.writing-x")).doesNotExist();
      assertThat(Files.isSymbolicLink(publish.resolve(".current.switching"))).isFalse();
      assertThat(site.published("a")).isEqualTo("2");
    }
  }

  /// Fails one of its writes.
  private static final class Failing extends ReleaseFiles {
    private final AtomicInteger left = new AtomicInteger(Integer.MAX_VALUE);
    private final FileSystemException failure;

    Failing(FileSystemException failure) {
      this.failure = failure;
    }

    private void step() throws IOException {
      if (left.getAndDecrement() == 0) {
        throw failure;
      }
    }

    @Override
    void write(Path file, InputStream content, boolean executable) throws IOException {
      step();
      super.write(file, content, executable);
    }

    @Override
    void createFolder(Path path) throws IOException {
      step();
      super.createFolder(path);
    }

    @Override
    void force(Path path) throws IOException {
      step();
      super.force(path);
    }

    @Override
    void rename(Path from, Path to) throws IOException {
      step();
      super.rename(from, to);
    }

    @Override
    void link(Path link, Path to) throws IOException {
      step();
      super.link(link, to);
    }
  }

  private static FileSystemException diskFull() {
    return new FileSystemException("/srv/secret/path", null, "No space left on device");
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16, 17, 18, 19, 20})
  void a_full_disk_at_any_step_leaves_readers_with_what_they_saw(int step) throws IOException {
    Failing files = new Failing(diskFull());
    try (Sites site = Sites.with(folder, config -> config, files)) {
      site.published(edits(put("a", "old"), put("b/c", "old")));
      Planned change = site.planned(edits(put("a", "new"), put("b/c", "new")));
      site.apply(change);
      files.left.set(step);

      Effect effect = site.deploy(change);

      String seen = site.published("a");
      assertThat(site.published("b/c")).isEqualTo(seen);
      if (effect instanceof Effect.Failed failed) {
        assertThat(seen).isEqualTo("old");
        assertThat(failed.detail()).contains("disk is full").doesNotContain("secret");
        assertThat(releases(site)).noneMatch(name -> name.startsWith("."));
      } else {
        assertThat(seen).isEqualTo("new");
      }
      files.left.set(Integer.MAX_VALUE);
      assertThat(site.deploy(change)).isInstanceOf(Effect.Done.class);
      assertThat(site.published("a")).isEqualTo("new");
    }
  }

  @Test
  void a_folder_that_may_not_be_written_fails_and_says_so() {
    Failing files = new Failing(new AccessDeniedException("/srv/secret/path"));
    try (Sites site = Sites.with(folder, config -> config, files)) {
      Planned change = site.planned(edits(put("a", "new")));
      site.apply(change);
      files.left.set(0);

      Effect effect = site.deploy(change);

      assertThat(((Effect.Failed) effect).detail())
          .contains("may not write")
          .doesNotContain("secret");
    }
  }

  @Test
  void a_rollback_on_a_full_disk_rolls_nothing_back() throws IOException {
    Failing files = new Failing(diskFull());
    try (Sites site = Sites.with(folder, config -> config, files)) {
      site.published(edits(put("a", "one")));
      site.published(edits(put("a", "two")));
      String head = site.head();
      Planned back = site.plannedRollback();
      files.left.set(2);

      Effect effect = site.rollback(back);

      assertThat(effect).isInstanceOf(Effect.Failed.class);
      assertThat(site.head()).isEqualTo(head);
      assertThat(site.published("a")).isEqualTo("two");
      files.left.set(Integer.MAX_VALUE);
      assertThat(site.rollback(back)).isInstanceOf(Effect.Done.class);
      assertThat(site.published("a")).isEqualTo("one");
    }
  }

  @Test
  void a_tree_that_names_what_no_git_would_check_out_is_not_published() throws IOException {
    try (Sites site = Sites.empty(folder)) {
      Planned first = site.published(edits(put("a", "1")));
      String blob = site.git("rev-parse", first.commit() + ":a").strip();
      String tree = treeWithEntry(site, "../../../outside", blob);
      String commit = site.git("commit-tree", tree, "-p", first.commit(), "-m", "Evil").strip();
      site.git("update-ref", "refs/heads/main", commit);
      PlanMaterial plan = first.plan();
      ObjectNode material = plan.material().deepCopy().put("commit", commit).put("tree", tree);
      PlanMaterial evil =
          new PlanMaterial(
              plan.operation(), plan.base(), plan.summary(), plan.diff(), plan.stats(), material);

      Effect effect = site.target.deploy(evil, Sites.run(first, site.ids.executionId()));

      assertThat(((Effect.Failed) effect).detail()).contains("not a plain path");
      assertThat(site.config.publish().resolve("outside")).doesNotExist();
      assertThat(folder.resolve("outside")).doesNotExist();
      assertThat(site.published("a")).isEqualTo("1");
      assertThatThrownBy(() -> site.target.plan(site.proposal(edits(put("a", "2")))))
          .isInstanceOf(TargetException.class);
    }
  }

  private static String treeWithEntry(Sites site, String name, String blob) throws IOException {
    var repository =
        new org.eclipse.jgit.storage.file.FileRepositoryBuilder()
            .setGitDir(site.config.repository().toFile())
            .build();
    try (repository;
        var inserter = repository.newObjectInserter()) {
      var tree = new org.eclipse.jgit.lib.TreeFormatter();
      tree.append(
          name,
          org.eclipse.jgit.lib.FileMode.REGULAR_FILE,
          org.eclipse.jgit.lib.ObjectId.fromString(blob));
      String id = inserter.insert(tree).name();
      inserter.flush();
      return id;
    }
  }

  @Test
  void a_release_that_is_gone_is_no_current_release() throws IOException {
    try (Sites site = Sites.empty(folder)) {
      assertThat(site.current()).doesNotExist();
      assertThat(site.target.describe().has("published")).isFalse();
      site.published(edits(put("a", "1")));
      assertThat(site.target.describe().path("published").asString()).hasSize(12);
      assertThat(site.target.describe().toString()).doesNotContain(folder.toString());
      Files.delete(site.current());
      assertThatThrownBy(() -> site.published("a")).isInstanceOf(NoSuchFileException.class);
      assertThat(site.target.describe().has("published")).isFalse();
    }
  }
}
