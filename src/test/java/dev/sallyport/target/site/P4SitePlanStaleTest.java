package dev.sallyport.target.site;

import static dev.sallyport.target.site.Sites.edits;
import static dev.sallyport.target.site.Sites.put;
import static org.assertj.core.api.Assertions.assertThat;

import dev.sallyport.target.Effect;
import dev.sallyport.target.PlanMaterial;
import dev.sallyport.target.site.Sites.Planned;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.node.ObjectNode;

/// P4 at the target: what was seen is what runs, and a site that has moved is not touched.
@Tag("integration")
class P4SitePlanStaleTest {
  @TempDir Path folder;
  private Sites site;

  @BeforeEach
  void open() throws IOException {
    site = Sites.small(folder);
  }

  @AfterEach
  void close() {
    site.close();
  }

  private void staleAndUntouched(Planned planned) {
    String head = site.head();
    assertThat(site.apply(planned)).isInstanceOf(Effect.Stale.class);
    assertThat(site.head()).isEqualTo(head);
    assertThat(site.current()).doesNotExist();
  }

  @Test
  void p4_another_change_applied_in_between_makes_the_plan_stale() {
    Planned seen = site.planned(edits(put("index.html", "seen\n")));
    site.apply(site.planned(edits(put("about.html", "between\n"))));

    staleAndUntouched(seen);
  }

  @Test
  void p4_a_push_by_others_of_one_changed_byte_makes_the_plan_stale() throws IOException {
    Planned seen = site.planned(edits(put("index.html", "seen\n")));
    Path others = Git.cloneOf(site.config.repository(), folder.resolve("others"));
    Sites.write(others.resolve("about.html"), "<h1>about</h1>\n");
    Git.commitAndPush(others, "One byte");

    staleAndUntouched(seen);
    assertThat(site.target.fingerprint()).isNotEqualTo(seen.plan().base());
  }

  @Test
  void p4_a_branch_that_was_moved_back_makes_the_plan_stale() {
    site.apply(site.planned(edits(put("index.html", "one\n"))));
    Planned seen = site.planned(edits(put("index.html", "seen\n")));
    site.git("update-ref", "refs/heads/main", site.head() + "^");

    staleAndUntouched(seen);
  }

  @Test
  void p4_a_branch_that_is_gone_makes_the_plan_stale() {
    Planned seen = site.planned(edits(put("index.html", "seen\n")));
    site.git("update-ref", "-d", "refs/heads/main");

    assertThat(site.apply(seen)).isInstanceOf(Effect.Stale.class);
    assertThat(site.target.fingerprint()).isEqualTo("empty");
  }

  @Test
  void p4_a_plan_that_names_another_commit_or_tree_is_not_applied() {
    Planned seen = site.planned(edits(put("index.html", "seen\n")));
    Planned other = site.planned(edits(put("index.html", "other\n")));
    for (String key : List.of("commit", "tree")) {
      ObjectNode material = seen.plan().material().deepCopy();
      material.set(key, other.plan().material().get(key));

      assertThat(site.target.apply(with(seen.plan(), material), Sites.run(seen)))
          .isInstanceOf(Effect.Stale.class);
    }
    ObjectNode unknown = seen.plan().material().deepCopy().put("commit", "1".repeat(40));
    assertThat(site.target.apply(with(seen.plan(), unknown), Sites.run(seen)))
        .isInstanceOf(Effect.Stale.class);
    assertThat(site.head()).isEqualTo(seen.plan().base());
  }

  private static PlanMaterial with(PlanMaterial plan, ObjectNode material) {
    return new PlanMaterial(
        plan.operation(), plan.base(), plan.summary(), plan.diff(), plan.stats(), material);
  }

  @Test
  void p4_applying_again_after_it_happened_is_done_and_moves_nothing() {
    Planned seen = site.planned(edits(put("index.html", "seen\n")));
    site.apply(seen);

    assertThat(site.apply(seen)).isInstanceOf(Effect.Done.class);

    assertThat(site.head()).isEqualTo(seen.commit());
  }

  @Test
  void p4_a_rollback_of_a_moved_branch_is_stale_and_publishes_nothing() throws IOException {
    site.published(edits(put("index.html", "one\n")));
    Planned back = site.plannedRollback();
    site.published(edits(put("index.html", "two\n")));

    assertThat(site.rollback(back)).isInstanceOf(Effect.Stale.class);

    assertThat(site.published("index.html")).isEqualTo("two\n");
    assertThat(site.config.publish().resolve("releases").resolve(back.commit())).doesNotExist();
  }

  @Test
  void p4_of_many_plans_applied_at_once_exactly_one_wins() throws Exception {
    int callers = 16;
    for (int round = 0; round < 10; round++) {
      List<Planned> plans = new ArrayList<>();
      for (int caller = 0; caller < callers; caller++) {
        plans.add(site.planned(edits(put("index.html", "round " + round + " " + caller + "\n"))));
      }
      List<Effect> effects =
          together(plans.stream().<Callable<Effect>>map(plan -> () -> site.apply(plan)).toList());

      assertThat(effects).filteredOn(Effect.Done.class::isInstance).hasSize(1);
      assertThat(effects).filteredOn(Effect.Stale.class::isInstance).hasSize(callers - 1);
      assertThat(plans).extracting(Planned::commit).contains(site.head());
    }
  }

  @Test
  void p4_against_pushes_of_real_git_no_commit_is_lost() throws Exception {
    Path others = Git.cloneOf(site.config.repository(), folder.resolve("others"));
    int rounds = 10;
    int wonByGit = 0;
    for (int round = 0; round < rounds; round++) {
      Git.in(others, "pull", "-q", "--ff-only");
      Sites.write(others.resolve("theirs.html"), "round " + round + "\n");
      Git.in(others, "add", "-A");
      Git.in(others, "commit", "-q", "-m", "Theirs " + round);
      String theirs = Git.in(others, "rev-parse", "HEAD").strip();
      Planned ours = site.planned(edits(put("ours.html", "round " + round + "\n")));

      List<Boolean> won =
          together(
              List.of(
                  () -> Git.run(others, "push", "-q", "origin", "HEAD").status() == 0,
                  () -> site.apply(ours) instanceof Effect.Done));

      assertThat(won).containsExactlyInAnyOrder(true, false);
      assertThat(site.head()).isEqualTo(won.getFirst() ? theirs : ours.commit());
      wonByGit += won.getFirst() ? 1 : 0;
      Git.in(others, "fetch", "-q");
      Git.in(others, "reset", "-q", "--hard", "origin/main");
    }
    assertThat(wonByGit).isBetween(0, rounds);
    assertThat(site.git("fsck")).doesNotContain("error");
  }

  @Test
  void many_threads_plan_at_once() throws Exception {
    List<Planned> plans =
        together(
            java.util.stream.IntStream.range(0, 32)
                .<Callable<Planned>>mapToObj(
                    n -> () -> site.planned(edits(put("page" + n + ".html", "page " + n + "\n"))))
                .toList());

    assertThat(plans).extracting(Planned::commit).doesNotHaveDuplicates();
    assertThat(plans).allMatch(plan -> plan.plan().base().equals(site.head()));
    assertThat(site.git("fsck")).doesNotContain("error");
  }

  private static <T> List<T> together(List<Callable<T>> calls) throws Exception {
    CountDownLatch ready = new CountDownLatch(calls.size());
    CountDownLatch go = new CountDownLatch(1);
    try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      List<Future<T>> futures = new ArrayList<>();
      for (Callable<T> call : calls) {
        futures.add(
            threads.submit(
                () -> {
                  ready.countDown();
                  go.await();
                  return call.call();
                }));
      }
      ready.await();
      go.countDown();
      List<T> results = new ArrayList<>();
      for (Future<T> future : futures) {
        results.add(future.get());
      }
      return results;
    }
  }
}
