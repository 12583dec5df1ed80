package dev.sallyport.target.site;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sallyport.domain.Operation;
import dev.sallyport.target.Effect;
import dev.sallyport.target.Planning;
import dev.sallyport.target.site.Sites.Planned;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Random;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.ShrinkingMode;
import net.jqwik.api.Tag;
import net.jqwik.api.lifecycle.AfterContainer;
import net.jqwik.api.lifecycle.BeforeContainer;
import org.jspecify.annotations.NullUnmarked;
import tools.jackson.databind.node.ObjectNode;

/// P11 at the target: whatever a proposal holds, it is planned or refused; nothing is thrown, and
/// no file comes to be outside the release.
@Tag("validation")
@NullUnmarked // the site is opened once for all properties
class P11SiteInputPropertyTest {
  private static Path folder;
  private static Sites site;
  private static String diff;

  @BeforeContainer
  static void open() throws IOException {
    folder = Files.createTempDirectory("sallyport-site");
    site = Sites.small(folder);
    Path work = Git.cloneOf(site.config.repository(), folder.resolve("work"));
    Git.in(work, "mv", "about.html", "info.html");
    Sites.write(work.resolve("index.html"), "<h1>Hello</h1>\n<p>1</p>\n<p>two</p>");
    Sites.write(work.resolve("new.html"), "new\n");
    Files.write(work.resolve("x.bin"), new byte[] {0, 1, 2, 3, 4, 5});
    work.resolve("css/site.css").toFile().setExecutable(true);
    Git.in(work, "add", "-A");
    diff = Git.in(work, "diff", "--cached", "--binary", "-M");
  }

  @AfterContainer
  static void close() throws IOException {
    site.close();
    new ReleaseFiles().delete(folder);
  }

  @Provide
  Arbitrary<String> paths() {
    Arbitrary<String> names =
        Arbitraries.of(
            "a",
            "b.html",
            "index.html",
            "css",
            "..",
            ".",
            "",
            ".git",
            ".GIT",
            "git~1",
            "\0",
            "\u202e",
            "\ud800",
            "a\\b",
            "C:",
            " ",
            "x.",
            "é",
            "日本",
            "\u200d",
            "~",
            "-rf",
            "*");
    Arbitrary<String> joined =
        names.list().ofMinSize(1).ofMaxSize(5).map(parts -> String.join("/", parts));
    return Arbitraries.oneOf(
        joined, Arbitraries.strings().ofMaxLength(40), joined.map(p -> "/" + p));
  }

  @Property(tries = 400, shrinking = ShrinkingMode.BOUNDED)
  void p11_any_path_is_refused_or_published_inside(
      @ForAll("paths") String path, @ForAll("paths") String other) throws IOException {
    ObjectNode parameters = Sites.edits(Sites.put(path, "x" + other), Sites.put(other, "y"));

    Planning planning = plan(parameters, false);

    if (planning instanceof Planning.Planned planned) {
      assertThat(planned.plan().diff()).isNotEmpty();
      assertThat(folder.resolve("nowhere").resolve(path).normalize())
          .startsWithRaw(folder.resolve("nowhere"));
    }
  }

  @Property(tries = 40, shrinking = ShrinkingMode.BOUNDED)
  void p11_what_is_planned_can_be_applied_and_published_inside(@ForAll("paths") String path)
      throws IOException {
    Planning planning = plan(Sites.edits(Sites.put(path, "x" + site.ids.changeId())), true);

    if (planning instanceof Planning.Planned) {
      Planned planned = site.planned(Sites.edits(Sites.put(path, "x" + site.ids.changeId())));
      assertThat(site.apply(planned)).isInstanceOf(Effect.Done.class);
      assertThat(site.deploy(planned)).isInstanceOf(Effect.Done.class);
      assertThat(site.current().toRealPath().resolve(path)).isRegularFile();
    }
    try (var left = Files.list(folder)) {
      assertThat(left.map(file -> file.getFileName().toString()))
          .containsExactlyInAnyOrder("blog.git", "www", "pages", "work");
    }
    try (var left = Files.list(site.config.publish())) {
      assertThat(left.map(file -> file.getFileName().toString()))
          .isSubsetOf("current", "releases", "deployments", ".site");
    }
  }

  @Property(tries = 600, shrinking = ShrinkingMode.BOUNDED)
  void p11_any_damage_to_a_patch_is_planned_or_refused(@ForAll long seed) {
    plan(Sites.patch(damaged(diff, new Random(seed))), false);
  }

  @Property(tries = 200, shrinking = ShrinkingMode.BOUNDED)
  void p11_any_text_as_a_patch_is_planned_or_refused(@ForAll("patchLines") List<String> lines) {
    plan(Sites.patch(String.join("\n", lines)), false);
  }

  @Provide
  Arbitrary<List<String>> patchLines() {
    Arbitrary<String> known =
        Arbitraries.of(
            "diff --git a/index.html b/index.html",
            "diff --git a/x b/y",
            "diff --git \"a/\\303\" \"b/\\303\"",
            "diff --cc index.html",
            "--- a/index.html",
            "+++ b/index.html",
            "--- /dev/null",
            "+++ /dev/null",
            "+++ b/../../x",
            "rename from index.html",
            "rename to /etc/x",
            "copy from index.html",
            "copy to y",
            "old mode 100644",
            "new mode 120000",
            "new file mode 160000",
            "deleted file mode 100644",
            "index 0000000..1111111",
            "index " + "0".repeat(40) + ".." + "1".repeat(40) + " 100644",
            "similarity index 999999999999%",
            "@@ -1 +1 @@",
            "@@ -1,3 +1,3 @@",
            "@@ -0,0 +1 @@",
            "@@ -99999999999 +1 @@",
            "@@@ -1 -1 +1 @@@",
            "@@",
            "GIT binary patch",
            "literal 6",
            "literal 999999999",
            "delta 4",
            "McmZQzWMT#Y0000302BZK",
            "Binary files a/index.html and b/index.html differ",
            "-<h1>Hello</h1>",
            "+x",
            " <p>one</p>",
            "\\ No newline at end of file",
            "");
    return Arbitraries.oneOf(known, known, known, Arbitraries.strings().ofMaxLength(30))
        .list()
        .ofMaxSize(25);
  }

  private static String damaged(String patch, Random random) {
    StringBuilder text = new StringBuilder(patch);
    for (int n = 0; n < 1 + random.nextInt(4) && !text.isEmpty(); n++) {
      int at = random.nextInt(text.length());
      switch (random.nextInt(4)) {
        case 0 -> text.deleteCharAt(at);
        case 1 -> text.setCharAt(at, (char) random.nextInt(0x250));
        case 2 -> text.insert(at, "\n");
        default -> text.delete(at, Math.min(text.length(), at + random.nextInt(80)));
      }
    }
    return text.toString();
  }

  private static Planning plan(ObjectNode parameters, boolean kept) {
    Planning planning =
        site.target.plan(site.proposal(Operation.CHANGE, "Try it", parameters, kept));
    if (planning instanceof Planning.Refused refused) {
      assertThat(refused.detail()).isNotBlank().doesNotContain(folder.toString());
      assertThat(refused.errors())
          .isNotEmpty()
          .allSatisfy(
              error -> {
                assertThat(error.pointer()).startsWith("/parameters");
                assertThat(error.message().length()).isLessThan(1_000);
                assertThat(error.message().chars()).noneMatch(Character::isISOControl);
              });
    }
    return planning;
  }
}
