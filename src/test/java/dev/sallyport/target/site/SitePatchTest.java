package dev.sallyport.target.site;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sallyport.target.Effect;
import dev.sallyport.target.Planning;
import dev.sallyport.target.site.Sites.Planned;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Random;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// Patches as the real `git` makes them give the tree that the real `git` has.
@Tag("validation")
class SitePatchTest {
  @TempDir Path folder;
  private Sites site;
  private Path work;

  @BeforeEach
  void open() throws IOException {
    Path pages = Sites.pages(folder);
    Sites.write(pages.resolve("long.txt"), lines(1, 80));
    Sites.write(pages.resolve("noeol.txt"), "a\nb");
    Sites.write(pages.resolve("dos.txt"), "one\r\ntwo\r\nthree\r\n");
    Files.write(pages.resolve("logo.bin"), bytes(1, 3_000));
    site = Sites.with(folder, config -> Sites.with(config, pages, "main", List.of("admin/**"), 5));
    work = Git.cloneOf(site.config.repository(), folder.resolve("work"));
  }

  @AfterEach
  void close() {
    site.close();
  }

  private static String lines(int from, int to) {
    return IntStream.rangeClosed(from, to)
        .mapToObj(number -> "line " + number + "\n")
        .collect(Collectors.joining());
  }

  private static byte[] bytes(long seed, int size) {
    byte[] bytes = new byte[size];
    new Random(seed).nextBytes(bytes);
    return bytes;
  }

  /// Plans what the work tree holds as a patch and compares the trees.
  private Planned samesTree(String... diffOptions) {
    Git.in(work, "add", "-A");
    String[] command = new String[diffOptions.length + 2];
    command[0] = "diff";
    command[1] = "--cached";
    System.arraycopy(diffOptions, 0, command, 2, diffOptions.length);
    Planned planned = site.planned(Sites.patch(Git.in(work, command)));
    assertThat(planned.plan().material().path("tree").asString())
        .isEqualTo(Git.in(work, "write-tree").strip());
    return planned;
  }

  @Test
  void new_changed_and_deleted_files() throws IOException {
    Sites.write(work.resolve("new/page.html"), "<p>new</p>\n");
    Sites.write(work.resolve("empty.html"), "");
    Sites.write(work.resolve("index.html"), "<h1>Hi</h1>\n<p>one</p>\n<p>2</p>\n");
    Files.delete(work.resolve("about.html"));

    samesTree();
  }

  @Test
  void several_hunks_and_ends_without_line_feeds() throws IOException {
    String text = lines(1, 80);
    Sites.write(
        work.resolve("long.txt"),
        text.replace("line 3\n", "").replace("line 40\n", "40\n40b\n").replace("line 80\n", "80"));
    Sites.write(work.resolve("noeol.txt"), "a\nb\nc");
    Sites.write(work.resolve("dos.txt"), "one\r\n2\r\nthree\r\n");

    samesTree();
  }

  @Test
  void renames_copies_and_modes() throws IOException {
    Git.in(work, "mv", "long.txt", "moved.txt");
    Sites.write(work.resolve("moved.txt"), lines(1, 80).replace("line 5\n", "five\n"));
    Git.in(work, "mv", "about.html", "info.html");
    work.resolve("index.html").toFile().setExecutable(true);
    Files.copy(work.resolve("dos.txt"), work.resolve("dos2.txt"));

    samesTree("-M", "-C", "--find-copies-harder");
  }

  @Test
  void binary_contents_and_deltas() throws IOException {
    byte[] logo = bytes(1, 3_000);
    logo[1_500] ^= 1;
    Files.write(work.resolve("logo.bin"), logo);
    Files.write(work.resolve("new.bin"), bytes(2, 500));

    samesTree("--binary");
  }

  @Test
  void a_binary_file_may_go() throws IOException {
    Files.delete(work.resolve("logo.bin"));

    samesTree("--binary");
  }

  @Test
  void names_beyond_ascii_and_with_spaces() throws IOException {
    Sites.write(work.resolve("grün/neue seite.html"), "x\n");
    Sites.write(work.resolve("say \"hi\".txt"), "x\n");

    samesTree();
  }

  @Test
  void a_patch_made_before_others_added_lines_above_still_applies() throws IOException {
    Sites.write(work.resolve("long.txt"), lines(1, 80).replace("line 40\n", "forty\n"));
    String patch = Git.in(work, "diff");
    Git.in(work, "checkout", "-q", ".");
    Sites.write(work.resolve("long.txt"), "top\n".repeat(9) + lines(1, 80));
    Git.commitAndPush(work, "Add lines");

    Planned planned = site.planned(Sites.patch(patch));

    assertThat(planned.plan().diff()).contains("-line 40\n+forty\n");
  }

  @Test
  void a_unified_diff_that_no_git_made_applies() {
    Planned planned =
        site.planned(
            Sites.patch(
                "--- a/about.html\n+++ b/about.html\n@@ -1 +1 @@\n-<h1>About</h1>\n+<h1>Us</h1>\n"));

    assertThat(planned.plan().diff()).contains("+<h1>Us</h1>");
  }

  @Test
  void what_format_patch_writes_applies() throws IOException {
    Sites.write(work.resolve("index.html"), "<h1>Mail</h1>\n");
    Git.in(work, "commit", "-q", "-am", "Mail it");

    Planned planned = site.planned(Sites.patch(Git.in(work, "format-patch", "--stdout", "-1")));

    assertThat(planned.plan().material().path("tree").asString())
        .isEqualTo(Git.in(work, "rev-parse", "HEAD^{tree}").strip());
  }

  private String refusal(String patch) {
    Planning.Refused refused = site.refused(Sites.patch(patch));
    assertThat(refused.errors())
        .isNotEmpty()
        .allMatch(error -> error.pointer().equals("/parameters/patch"));
    assertThat(refused.detail()).doesNotContain(folder.toString());
    assertThat(refused.detail().length()).isLessThan(400);
    return refused.detail();
  }

  @Test
  void a_patch_that_does_not_fit_names_the_file_and_the_hunk() throws IOException {
    Sites.write(
        work.resolve("long.txt"),
        lines(1, 80).replace("line 10\n", "ten\n").replace("line 60\n", "sixty\n"));
    String patch = Git.in(work, "diff");

    assertThat(refusal(patch.replace("-line 60\n", "-line sixty\n")))
        .contains("'long.txt'")
        .contains("hunk 2");
    assertThat(site.apply(site.planned(Sites.patch(patch)))).isInstanceOf(Effect.Done.class);
    assertThat(refusal(patch)).contains("'long.txt'").contains("hunk 1");
  }

  @Test
  void links_and_submodules_are_refused() throws IOException {
    Files.createSymbolicLink(work.resolve("link"), Path.of("/etc/passwd"));
    Git.in(work, "add", "-A");
    assertThat(refusal(Git.in(work, "diff", "--cached"))).contains("symbolic link");

    String id = "1".repeat(40);
    assertThat(
            refusal(
                "diff --git a/sub b/sub\nnew file mode 160000\nindex 0000000.."
                    + id.substring(0, 7)
                    + "\n--- /dev/null\n+++ b/sub\n@@ -0,0 +1 @@\n+Subproject commit "
                    + id
                    + "\n"))
        .contains("submodule");
  }

  @Test
  void protected_paths_are_refused_on_either_side() throws IOException {
    Git.in(work, "mv", "admin/secret.html", "open.html");
    assertThat(refusal(Git.in(work, "diff", "--cached", "-M"))).contains("protected");
    assertThat(refusal(Git.in(work, "diff", "--cached", "--no-renames"))).contains("protected");
    Git.in(work, "reset", "-q", "--hard");
    Git.in(work, "mv", "about.html", "admin/about.html");
    assertThat(refusal(Git.in(work, "diff", "--cached", "-M"))).contains("protected");
  }

  @Test
  void a_binary_change_without_its_data_is_refused() throws IOException {
    Files.write(work.resolve("logo.bin"), bytes(3, 100));

    assertThat(refusal(Git.in(work, "diff"))).contains("git diff --binary");
  }

  @Test
  void a_binary_change_of_another_content_or_with_damage_is_refused() throws IOException {
    byte[] logo = bytes(1, 3_000);
    logo[7] ^= 1;
    Files.write(work.resolve("logo.bin"), logo);
    String patch = Git.in(work, "diff", "--binary");
    String[] lines = patch.split("\n");
    String data =
        IntStream.range(0, lines.length)
            .filter(n -> lines[n].startsWith("delta"))
            .mapToObj(n -> lines[n + 1])
            .findFirst()
            .orElseThrow();
    char flipped = data.charAt(9) == 'a' ? 'b' : 'a';

    assertThat(refusal(patch.replace(data, data.substring(0, 9) + flipped + data.substring(10))))
        .contains("binary part");
    assertThat(site.apply(site.planned(Sites.patch(patch)))).isInstanceOf(Effect.Done.class);
    assertThat(refusal(patch)).contains("another content");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        " ",
        "no patch at all",
        "diff --git a/x b/x\n",
        "@@ -1 +1 @@\n-a\n+b\n",
        "--- a/index.html\n+++ b/index.html\n@@ -1,99 +1 @@\n-<h1>Hello</h1>\n",
        "--- a/index.html\n+++ b/index.html\n@@ -1 +1 @@\n?x\n",
        "--- a/../x\n+++ b/../x\n@@ -0,0 +1 @@\n+x\n",
        "--- /dev/null\n+++ b/.git/hooks/x\n@@ -0,0 +1 @@\n+x\n",
        "--- /dev/null\n+++ b/index.html\n@@ -0,0 +1 @@\n+x\n",
        "--- a/nowhere\n+++ b/nowhere\n@@ -1 +1 @@\n-a\n+b\n",
        "--- /dev/null\n+++ b/index.html/x\n@@ -0,0 +1 @@\n+x\n",
        "--- a/index.html\n+++ /dev/null\n@@ -1 +0,0 @@\n-<h1>Hello</h1>\n",
        "diff --cc index.html\nindex 1111111,2222222..3333333\n--- a/index.html\n+++ b/index.html\n@@@ -1,1 -1,1 +1,1 @@@\n- a\n -b\n++c\n",
      })
  void what_is_damaged_or_does_not_belong_is_refused(String patch) {
    refusal(patch);
  }

  @Test
  void unified_diffs_of_several_files_need_no_git_lines_between_them() {
    Planned planned =
        site.planned(
            Sites.patch(
                """
                Here is what I would do:
                --- a/about.html
                +++ b/about.html
                @@ -1 +1 @@
                -<h1>About</h1>
                +<h1>Us</h1>
                --- a/noeol.txt
                +++ b/noeol.txt
                @@ -1,2 +1,2 @@
                 a
                -b
                \\ No newline at end of file
                +c
                \\ No newline at end of file
                --- /dev/null
                +++ b/new.txt
                @@ -0,0 +1,2 @@
                +--- a/not a header
                ++++ b/not one either
                -- \s
                2.39.5
                """));

    assertThat(planned.plan().stats().path("files").asInt()).isEqualTo(3);
    assertThat(site.git("show", planned.commit() + ":new.txt"))
        .isEqualTo("--- a/not a header\n+++ b/not one either\n");
    assertThat(site.git("show", planned.commit() + ":noeol.txt")).isEqualTo("a\nc");
  }

  @Test
  void one_file_twice_is_refused() {
    String one = "--- /dev/null\n+++ b/x\n@@ -0,0 +1 @@\n+x\n";
    assertThat(refusal(one + one)).contains("twice");
  }
}
