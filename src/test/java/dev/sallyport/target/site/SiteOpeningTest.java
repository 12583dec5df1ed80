package dev.sallyport.target.site;

import static dev.sallyport.target.site.Sites.edits;
import static dev.sallyport.target.site.Sites.put;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sallyport.domain.TargetName;
import dev.sallyport.target.Effect;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@Tag("integration")
class SiteOpeningTest {
  @TempDir Path folder;

  @Test
  void a_folder_is_imported_with_its_executable_bits_and_without_git_or_links() throws IOException {
    Path pages = Sites.pages(folder);
    Sites.write(pages.resolve("run.sh"), "#!/bin/sh\n");
    pages.resolve("run.sh").toFile().setExecutable(true);
    Sites.write(pages.resolve("sub/.git/config"), "x");
    Files.createSymbolicLink(pages.resolve("link"), Path.of("/etc/passwd"));
    Sites.write(pages.resolve("bad\nname"), "x");

    try (Sites site = Sites.with(folder, Sites.importing(pages))) {
      assertThat(site.git("ls-tree", "-r", "--name-only", "main").lines())
          .containsExactly(
              "about.html", "admin/secret.html", "css/site.css", "index.html", "run.sh");
      assertThat(site.git("ls-tree", "main", "run.sh")).startsWith("100755");
      assertThat(site.git("ls-tree", "main", "index.html")).startsWith("100644");
      assertThat(site.git("fsck", "--strict")).doesNotContain("error");
      assertThat(site.git("rev-parse", "--is-bare-repository").strip()).isEqualTo("true");
    }
  }

  @Test
  @Timeout(240)
  void five_thousand_files_are_imported_as_one_pack_and_published() throws IOException {
    Path pages = folder.resolve("pages");
    int files = 5_000;
    for (int n = 0; n < files; n++) {
      Sites.write(pages.resolve("d" + n % 100 + "/f" + n + ".html"), "<p>page " + n + "</p>\n");
    }

    try (Sites site = Sites.with(folder, Sites.importing(pages))) {
      assertThat(site.target.describe().path("files").asInt()).isEqualTo(files);
      assertThat(site.git("count-objects", "-v")).contains("packs: 1").contains("count: 0");

      site.published(edits(put("d1/f1.html", "changed\n")));

      assertThat(site.published("d1/f1.html")).isEqualTo("changed\n");
      try (var published = Files.walk(site.current().toRealPath())) {
        assertThat(published.filter(Files::isRegularFile)).hasSize(files);
      }
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"work", "bare"})
  void a_local_repository_is_taken_over_at_its_current_branch(String kind) throws IOException {
    Path source = folder.resolve("source");
    Sites.write(source.resolve("index.html"), "one\n");
    Git.in(source, "init", "-q", "-b", "trunk");
    Git.in(source, "add", "-A");
    Git.in(source, "commit", "-q", "-m", "One");
    Sites.write(source.resolve("index.html"), "two\n");
    Git.in(source, "commit", "-q", "-am", "Two");
    String head = Git.in(source, "rev-parse", "HEAD").strip();
    Sites.write(source.resolve("index.html"), "not committed\n");
    if (kind.equals("bare")) {
      Path bare = folder.resolve("bare.git");
      Git.in(folder, "clone", "-q", "--bare", source.toString(), bare.toString());
      source = bare;
    }

    try (Sites site = Sites.with(folder, Sites.importing(source))) {
      assertThat(site.head()).isEqualTo(head);
      assertThat(site.git("rev-list", "--count", "main").strip()).isEqualTo("2");
      site.published(edits(put("index.html", "three\n")));
      assertThat(site.published("index.html")).isEqualTo("three\n");
    }
    assertThat(Git.in(source, "rev-parse", "HEAD").strip()).isEqualTo(head);
  }

  @Test
  void a_repository_without_commits_may_be_taken_over() throws IOException {
    Path source = Files.createDirectory(folder.resolve("source"));
    Git.in(source, "init", "-q");

    try (Sites site = Sites.with(folder, Sites.importing(source))) {
      assertThat(site.target.fingerprint()).isEqualTo("empty");
    }
  }

  @Test
  void a_repository_that_is_there_is_opened_and_not_imported_again() throws IOException {
    Path pages = Sites.pages(folder);
    try (Sites site = Sites.with(folder, Sites.importing(pages))) {
      site.published(edits(put("index.html", "kept\n")));
    }

    try (Sites again = Sites.with(folder, Sites.importing(pages))) {
      assertThat(again.published("index.html")).isEqualTo("kept\n");
      assertThat(again.git("rev-list", "--count", "main").strip()).isEqualTo("2");
    }
  }

  @Test
  void of_many_that_open_at_once_one_makes_it_and_all_open_it() throws Exception {
    Path pages = Sites.pages(folder);
    SiteConfig config =
        Sites.with(
            SiteConfig.of(new TargetName("blog"), folder.resolve("b.git"), folder.resolve("www")),
            pages,
            "main",
            List.of(),
            5);
    int openers = 8;
    CountDownLatch ready = new CountDownLatch(openers);
    try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      List<Future<String>> heads = new ArrayList<>();
      for (int n = 0; n < openers; n++) {
        heads.add(
            threads.submit(
                () -> {
                  ready.countDown();
                  ready.await();
                  try (SiteTarget site = SiteTarget.open(config, InstantSource.system())) {
                    return site.fingerprint();
                  }
                }));
      }
      List<String> found = new ArrayList<>();
      for (Future<String> head : heads) {
        found.add(head.get());
      }
      assertThat(found).hasSize(openers).containsOnly(found.getFirst());
    }
    try (var left = Files.list(folder)) {
      assertThat(left.map(path -> path.getFileName().toString()))
          .containsExactlyInAnyOrder("b.git", "www", "pages");
    }
  }

  private void refusedAtStart(String... words) {
    assertThatThrownBy(() -> Sites.empty(folder).close())
        .isInstanceOf(SiteException.class)
        .message()
        .contains(words);
  }

  @Test
  void a_folder_that_is_no_repository_is_refused() throws IOException {
    Sites.write(folder.resolve("blog.git/something"), "x");

    refusedAtStart("not a git repository", "empty folder");
  }

  @Test
  void a_repository_without_its_objects_is_refused() throws IOException {
    Sites.small(folder).close();
    new ReleaseFiles().delete(folder.resolve("blog.git/objects"));
    Files.createDirectories(folder.resolve("blog.git/objects"));

    refusedAtStart("cannot be opened", "git fsck");
  }

  @Test
  void a_repository_that_misses_one_file_is_refused() throws IOException {
    try (Sites site = Sites.empty(folder)) {
      site.published(edits(put("a", "1"), put("b", "2")));
      String blob = site.git("rev-parse", "main:b").strip();
      Files.delete(
          folder.resolve("blog.git/objects/" + blob.substring(0, 2) + "/" + blob.substring(2)));
    }

    refusedAtStart("cannot be opened", "git fsck");
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "rubbish\n", "0000"})
  void a_damaged_branch_is_refused_and_not_taken_for_an_empty_one(String text) throws IOException {
    Sites.small(folder).close();
    Files.writeString(folder.resolve("blog.git/refs/heads/main"), text);

    refusedAtStart("cannot be opened");
  }

  @Test
  void a_repository_broken_while_the_gate_runs_fails_without_a_path() throws IOException {
    try (Sites site = Sites.small(folder)) {
      Sites.Planned change = site.planned(edits(put("a", "1")));
      Files.writeString(folder.resolve("blog.git/refs/heads/main"), "rubbish\n");

      Effect effect = site.apply(change);

      assertThat(((Effect.Failed) effect).detail())
          .contains("could not be read")
          .doesNotContain(folder.toString());
      assertThatThrownBy(() -> site.target.fingerprint())
          .isInstanceOf(dev.sallyport.target.TargetException.class);
      assertThat(site.target.describe().path("unreadable").asBoolean()).isTrue();
    }
  }

  @Test
  void a_work_tree_with_the_branch_checked_out_is_refused() throws IOException {
    Path work = Files.createDirectory(folder.resolve("blog.git"));
    Git.in(work, "init", "-q", "-b", "main");

    refusedAtStart("checked out", "import");
  }

  @Test
  void a_publish_folder_that_is_a_file_is_refused() throws IOException {
    Sites.write(folder.resolve("www"), "x");

    refusedAtStart("publish folder");
  }

  @Test
  void something_else_at_current_is_refused() throws IOException {
    Sites.write(folder.resolve("www/current/index.html"), "x");

    refusedAtStart("current", "move it away");
  }

  @Test
  void an_import_that_is_not_there_is_refused_and_nothing_is_made() {
    assertThatThrownBy(() -> Sites.with(folder, Sites.importing(folder.resolve("nowhere"))).close())
        .isInstanceOf(SiteException.class)
        .hasMessageContaining("import");
    assertThat(folder.resolve("blog.git")).doesNotExist();
  }

  @Test
  void the_configuration_names_its_mistakes() {
    TargetName name = new TargetName("blog");
    assertThatThrownBy(() -> SiteConfig.of(name, folder.resolve("a"), folder.resolve("a/www")))
        .hasMessageContaining("neither inside the other");
    SiteConfig good = SiteConfig.of(name, folder.resolve("a"), folder.resolve("b"));
    assertThatThrownBy(() -> Sites.with(good, null, "a..b", List.of(), 5))
        .hasMessageContaining("branch");
    assertThatThrownBy(() -> Sites.with(good, null, "main", List.of("/x"), 5))
        .hasMessageContaining("protect");
    assertThatThrownBy(() -> Sites.with(good, null, "main", List.of(), 0))
        .hasMessageContaining("keepReleases");
  }
}
