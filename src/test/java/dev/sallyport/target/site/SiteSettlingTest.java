package dev.sallyport.target.site;

import static dev.sallyport.target.site.Sites.edits;
import static dev.sallyport.target.site.Sites.put;
import static org.assertj.core.api.Assertions.assertThat;

import dev.sallyport.domain.Action;
import dev.sallyport.domain.ExecutionId;
import dev.sallyport.target.CutOff;
import dev.sallyport.target.Effect;
import dev.sallyport.target.Settlement;
import dev.sallyport.target.site.Sites.Planned;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@Tag("integration")
class SiteSettlingTest {
  @TempDir Path folder;
  private Sites site;
  private Planned change;

  @BeforeEach
  void open() throws IOException {
    site = Sites.small(folder);
    change = site.planned(edits(put("index.html", "new\n")));
  }

  @AfterEach
  void close() {
    site.close();
  }

  private Settlement settle(Action action) {
    return site.target.settle(change.plan(), Sites.cutOff(change, action));
  }

  @Test
  void p3_an_apply_that_never_moved_the_branch_did_not_happen() {
    assertThat(settle(Action.APPLY)).isInstanceOf(Settlement.DidNotHappen.class);
  }

  @Test
  void p3_an_apply_that_moved_the_branch_happened_whatever_came_after() {
    site.apply(change);
    assertThat(settle(Action.APPLY)).isInstanceOf(Settlement.Happened.class);
    site.published(edits(put("about.html", "later\n")));

    Settlement settled = settle(Action.APPLY);

    assertThat(((Settlement.Happened) settled).output().path("commit").asString())
        .isEqualTo(change.commit());
  }

  @Test
  void p3_nothing_is_said_of_a_repository_that_is_not_there() throws IOException {
    site.apply(change);
    Files.move(site.config.repository(), folder.resolve("away.git"));

    assertThat(settle(Action.APPLY)).isInstanceOf(Settlement.CannotTell.class);

    Files.move(folder.resolve("away.git"), site.config.repository());
    assertThat(settle(Action.APPLY)).isInstanceOf(Settlement.Happened.class);
  }

  @Test
  void p3_an_apply_of_another_execution_is_not_taken_for_this_one() {
    site.apply(change);

    Settlement settled =
        site.target.settle(
            change.plan(), Sites.cutOff(change, site.ids.executionId(), Action.APPLY, Sites.FENCE));

    assertThat(settled).isInstanceOf(Settlement.DidNotHappen.class);
  }

  @Test
  void p3_a_deploy_is_settled_by_its_record_and_what_readers_see() {
    site.apply(change);
    ExecutionId deploying = site.ids.executionId();
    CutOff cutOff = Sites.cutOff(change, deploying, Action.DEPLOY, Sites.FENCE);
    CutOff never = Sites.cutOff(change, site.ids.executionId(), Action.DEPLOY, Sites.FENCE);
    assertThat(site.target.settle(change.plan(), never))
        .isInstanceOf(Settlement.DidNotHappen.class);

    site.target.deploy(change.plan(), Sites.run(change, deploying));

    assertThat(site.target.settle(change.plan(), cutOff)).isInstanceOf(Settlement.Happened.class);
  }

  @Test
  void p3_a_deploy_recorded_but_not_switched_did_not_happen() throws IOException {
    Planned before = change;
    site.apply(before);
    site.deploy(before);
    change = site.planned(edits(put("index.html", "newer\n")));
    site.apply(change);
    ExecutionId deploying = site.ids.executionId();
    site.target.deploy(change.plan(), Sites.run(change, deploying));
    Files.delete(site.current());
    Files.createSymbolicLink(site.current(), Path.of("releases", before.commit()));

    Settlement settled =
        site.target.settle(
            change.plan(), Sites.cutOff(change, deploying, Action.DEPLOY, Sites.FENCE));

    assertThat(settled).isInstanceOf(Settlement.DidNotHappen.class);
  }

  @Test
  void p3_a_deploy_that_others_went_over_since_cannot_be_told() throws IOException {
    site.apply(change);
    ExecutionId deploying = site.ids.executionId();
    site.target.deploy(change.plan(), Sites.run(change, deploying));
    site.published(edits(put("index.html", "newer\n")));

    Settlement settled =
        site.target.settle(
            change.plan(), Sites.cutOff(change, deploying, Action.DEPLOY, Sites.FENCE));

    assertThat(settled).isInstanceOf(Settlement.CannotTell.class);
  }

  @Test
  void p3_an_auto_that_applied_but_did_not_publish_says_how_far_it_got() {
    site.apply(change);

    Settlement settled = settle(Action.AUTO);

    assertThat(((Settlement.DidNotHappen) settled).detail())
        .contains("The branch carries the commit");
    assertThat(((Settlement.DidNotHappen) settled).output().path("commit").asString())
        .isEqualTo(change.commit());
  }

  @Test
  void p3_an_auto_that_did_both_happened() {
    site.apply(change);
    site.target.deploy(change.plan(), Sites.run(change));

    assertThat(settle(Action.AUTO)).isInstanceOf(Settlement.Happened.class);
  }

  @Test
  void p3_a_rollback_is_settled_like_both_halves() {
    site.apply(change);
    change = site.plannedRollback();
    assertThat(settle(Action.ROLLBACK)).isInstanceOf(Settlement.DidNotHappen.class);
    change = site.plannedRollback();

    assertThat(site.rollback(change)).isInstanceOf(Effect.Done.class);

    assertThat(settle(Action.ROLLBACK)).isInstanceOf(Settlement.Happened.class);
  }

  @Test
  void p3_a_history_longer_than_what_is_searched_cannot_be_told() throws IOException {
    SiteLimits defaults = SiteLimits.DEFAULTS;
    SiteLimits near =
        new SiteLimits(
            defaults.edits(),
            defaults.fileBytes(),
            defaults.patchBytes(),
            defaults.diffBytes(),
            defaults.readBytes(),
            defaults.listed(),
            defaults.importFiles(),
            2,
            defaults.plansKept());
    site.apply(change);
    for (int n = 0; n < 3; n++) {
      site.apply(site.planned(edits(put("about.html", "later " + n + "\n"))));
    }
    try (Sites short2 =
        Sites.with(
            folder,
            config ->
                new SiteConfig(
                    config.name(),
                    config.repository(),
                    null,
                    config.publish(),
                    config.branch(),
                    config.protect(),
                    config.keepReleases(),
                    near))) {
      assertThat(short2.target.settle(change.plan(), Sites.cutOff(change, Action.APPLY)))
          .isInstanceOf(Settlement.CannotTell.class);
    }
  }

  @Test
  void p3_nothing_is_said_of_a_deploy_while_its_published_folder_is_not_there() throws IOException {
    site.apply(change);
    CutOff never = neverBegun();
    Files.move(site.config.publish(), folder.resolve("away"));

    assertThat(site.target.settle(change.plan(), never)).isInstanceOf(Settlement.CannotTell.class);

    Files.move(folder.resolve("away"), site.config.publish());
    assertThat(site.target.settle(change.plan(), never))
        .isInstanceOf(Settlement.DidNotHappen.class);
  }

  @Test
  void p3_nothing_is_said_of_a_deploy_while_a_new_published_folder_stands_in_its_place()
      throws IOException {
    site.apply(change);
    CutOff never = neverBegun();
    Files.move(site.config.publish(), folder.resolve("away"));
    try (Sites again = Sites.with(folder, config -> site.config)) {
      assertThat(again.target.settle(change.plan(), never))
          .isInstanceOf(Settlement.CannotTell.class);

      // What is published there from now on makes it the one that counts, for what begins later.
      Planned later = again.planned(edits(put("about.html", "later\n")));
      again.apply(later);
      again.target.deploy(later.plan(), Sites.run(later, again.ids.executionId(), Sites.FENCE + 1));
      assertThat(again.target.settle(change.plan(), never))
          .as("what was published to the folder of before, this one cannot know")
          .isInstanceOf(Settlement.CannotTell.class);
      CutOff after = Sites.cutOff(change, site.ids.executionId(), Action.DEPLOY, Sites.FENCE + 2);
      assertThat(again.target.settle(change.plan(), after))
          .isInstanceOf(Settlement.DidNotHappen.class);
    }
  }

  @Test
  void p3_after_an_older_store_was_put_back_a_deploy_cannot_be_told_until_fences_have_caught_up()
      throws IOException {
    Files.move(site.config.publish(), folder.resolve("away"));
    try (Sites again = Sites.with(folder, config -> site.config)) {
      Planned published = again.planned(edits(put("about.html", "published\n")));
      again.apply(published);
      again.target.deploy(
          published.plan(), Sites.run(published, again.ids.executionId(), Sites.FENCE + 40));
      Planned later = again.planned(edits(put("index.html", "later\n")));
      again.apply(later);

      // The store that was put back had given fewer leases than the one that was lost.
      assertThat(again.target.settle(later.plan(), cutOff(later, Sites.FENCE + 1)))
          .isInstanceOf(Settlement.CannotTell.class);
      assertThat(again.target.settle(later.plan(), cutOff(later, Sites.FENCE + 41)))
          .isInstanceOf(Settlement.DidNotHappen.class);
    }
  }

  private CutOff cutOff(Planned planned, long fence) {
    return Sites.cutOff(planned, site.ids.executionId(), Action.DEPLOY, fence);
  }

  @ParameterizedTest
  @ValueSource(ints = {-60, 60})
  void p3_what_the_new_folder_cannot_know_is_told_by_fences_whatever_the_clocks_show(int seconds)
      throws IOException {
    site.apply(change);
    ExecutionId before = site.ids.executionId();
    site.target.deploy(change.plan(), Sites.run(change, before, 7));
    Files.move(site.config.publish(), folder.resolve("away"));
    try (Sites elsewhere =
        Sites.later(folder, config -> site.config, Duration.ofSeconds(seconds))) {
      Planned later = elsewhere.planned(edits(put("about.html", "later\n")));
      elsewhere.apply(later);
      elsewhere.target.deploy(later.plan(), Sites.run(later, elsewhere.ids.executionId(), 8));

      assertThat(site.target.settle(change.plan(), Sites.cutOff(change, before, Action.DEPLOY, 7)))
          .as("it did happen, in the folder of before")
          .isInstanceOf(Settlement.CannotTell.class);
      CutOff after = Sites.cutOff(change, site.ids.executionId(), Action.DEPLOY, 9);
      assertThat(site.target.settle(change.plan(), after))
          .isInstanceOf(Settlement.DidNotHappen.class);
    }
  }

  @Test
  void
      p3_nothing_is_said_while_a_new_repository_stands_in_the_place_of_the_one_that_was_planned_on()
          throws IOException {
    CutOff apply = Sites.cutOff(change, Action.APPLY);
    CutOff deploy = neverBegun();
    Files.move(site.config.repository(), folder.resolve("away.git"));
    try (Sites again = Sites.later(folder, config -> site.config, Duration.ofDays(1))) {
      for (CutOff cutOff : List.of(apply, deploy)) {
        assertThat(again.target.settle(change.plan(), cutOff))
            .as(cutOff.action().wire())
            .isInstanceOf(Settlement.CannotTell.class);
      }
    }
  }

  private CutOff neverBegun() {
    return Sites.cutOff(change, site.ids.executionId(), Action.DEPLOY, Sites.FENCE);
  }
}
