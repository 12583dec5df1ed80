package dev.sallyport.target.site;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sallyport.domain.SafetyLevel;
import dev.sallyport.target.Effect;
import dev.sallyport.target.Planning;
import dev.sallyport.target.site.Sites.Planned;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@Tag("integration")
class SiteLifecycleTest {
  @TempDir Path folder;

  @Test
  void a_change_goes_from_plan_to_the_published_bytes_and_back() throws IOException {
    try (Sites site = Sites.small(folder)) {
      Planned change = site.planned(Sites.edits(Sites.put("index.html", "<h1>New</h1>\n")));
      assertThat(site.head()).isEqualTo(change.plan().base());

      assertThat(site.apply(change)).isInstanceOf(Effect.Done.class);
      assertThat(site.head()).isEqualTo(change.commit());
      assertThat(site.current()).doesNotExist();

      assertThat(site.deploy(change)).isInstanceOf(Effect.Done.class);
      assertThat(site.published("index.html")).isEqualTo("<h1>New</h1>\n");
      assertThat(site.published("css/site.css")).startsWith("body {");

      Planned back = site.plannedRollback();
      assertThat(back.plan().diff()).contains("-<h1>New</h1>").contains("+<h1>Hello</h1>");
      assertThat(site.published("index.html")).isEqualTo("<h1>New</h1>\n");
      assertThat(site.rollback(back)).isInstanceOf(Effect.Done.class);
      assertThat(site.published("index.html")).startsWith("<h1>Hello</h1>");
      assertThat(site.head()).isEqualTo(back.commit());
      assertThat(site.git("fsck", "--strict")).doesNotContain("error");
    }
  }

  @Test
  void an_empty_repository_takes_its_first_change_and_gives_it_back() throws IOException {
    try (Sites site = Sites.empty(folder)) {
      assertThat(site.target.fingerprint()).isEqualTo("empty");
      assertThat(site.target.plan(site.rollbackProposal())).isInstanceOf(Planning.Refused.class);

      Planned first = site.published(Sites.edits(Sites.put("index.html", "first\n")));
      assertThat(first.plan().base()).isEqualTo("empty");
      assertThat(site.git("rev-list", "--count", "main").strip()).isEqualTo("1");
      assertThat(site.published("index.html")).isEqualTo("first\n");

      Planned back = site.plannedRollback();
      assertThat(back.planning().impact().assessed()).isEqualTo(SafetyLevel.HIGH);
      assertThat(site.rollback(back)).isInstanceOf(Effect.Done.class);
      assertThat(site.current()).isDirectory().isEmptyDirectory();
    }
  }

  @Test
  void rollbacks_walk_further_back_one_change_at_a_time() throws IOException {
    try (Sites site = Sites.small(folder)) {
      site.published(Sites.edits(Sites.put("page.html", "1\n")));
      site.published(Sites.edits(Sites.put("page.html", "2\n")));
      site.published(Sites.edits(Sites.put("page.html", "3\n")));

      assertThat(site.rollback(site.plannedRollback())).isInstanceOf(Effect.Done.class);
      assertThat(site.published("page.html")).isEqualTo("2\n");
      assertThat(site.rollback(site.plannedRollback())).isInstanceOf(Effect.Done.class);
      assertThat(site.published("page.html")).isEqualTo("1\n");
      site.published(Sites.edits(Sites.put("page.html", "4\n")));
      assertThat(site.rollback(site.plannedRollback())).isInstanceOf(Effect.Done.class);
      assertThat(site.published("page.html")).isEqualTo("1\n");
      assertThat(site.rollback(site.plannedRollback())).isInstanceOf(Effect.Done.class);
      assertThat(site.current().resolve("page.html")).doesNotExist();
      assertThat(site.target.plan(site.rollbackProposal())).isInstanceOf(Planning.Refused.class);
    }
  }

  @Test
  void a_rollback_that_takes_back_commits_of_others_shows_them_and_is_high() throws IOException {
    try (Sites site = Sites.small(folder)) {
      site.published(Sites.edits(Sites.put("about.html", "changed\n")));
      Path others = Git.cloneOf(site.config.repository(), folder.resolve("others"));
      Sites.write(others.resolve("theirs.html"), "theirs\n");
      Git.commitAndPush(others, "Add a page");

      Planned back = site.plannedRollback();

      assertThat(back.planning().impact().assessed()).isEqualTo(SafetyLevel.HIGH);
      assertThat(back.planning().impact().reasons())
          .anyMatch(reason -> reason.contains("1 commit that others made"));
      assertThat(back.plan().diff()).contains("deleted file mode").contains("-theirs");
    }
  }

  @Test
  void executable_bits_are_published_and_links_are_not_followed() throws IOException {
    try (Sites site = Sites.small(folder)) {
      Path others = Git.cloneOf(site.config.repository(), folder.resolve("others"));
      Files.createSymbolicLink(others.resolve("link"), Path.of("/etc/passwd"));
      Git.commitAndPush(others, "Add a link");
      Planned change =
          site.planned(Sites.edits(Sites.put("run.sh", "#!/bin/sh\n").put("executable", true)));
      assertThat(site.apply(change)).isInstanceOf(Effect.Done.class);
      Sites.TestRun run = Sites.run(change, site.ids.executionId());

      assertThat(site.target.deploy(change.plan(), run)).isInstanceOf(Effect.Done.class);

      assertThat(site.current().resolve("run.sh")).isExecutable();
      assertThat(Files.isExecutable(site.current().resolve("index.html"))).isFalse();
      assertThat(site.current().resolve("link")).doesNotExist();
      assertThat(run.lines()).anyMatch(line -> line.contains("left out 'link'"));
    }
  }

  @Test
  void a_deploy_before_its_apply_touches_nothing() throws IOException {
    try (Sites site = Sites.small(folder)) {
      Planned change = site.planned(Sites.edits(Sites.put("index.html", "x\n")));

      assertThat(site.deploy(change)).isInstanceOf(Effect.Stale.class);

      assertThat(site.current()).doesNotExist();
    }
  }

  @Test
  void an_older_change_is_not_deployed_over_a_later_one() throws IOException {
    try (Sites site = Sites.small(folder)) {
      Planned older = site.planned(Sites.edits(Sites.put("index.html", "older\n")));
      site.apply(older);
      site.published(Sites.edits(Sites.put("about.html", "later\n")));

      assertThat(site.deploy(older)).isInstanceOf(Effect.Stale.class);

      assertThat(site.published("about.html")).isEqualTo("later\n");
    }
  }
}
