package dev.sallyport.target.command;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.sallyport.domain.Action;
import dev.sallyport.target.CutOff;
import dev.sallyport.target.Effect;
import dev.sallyport.target.Run.Stop;
import dev.sallyport.target.Settlement;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ForkJoinPool;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/// How commands end that do not end by themselves, and what is said of them then.
@Tag("integration")
@EnabledOnOs(OS.LINUX)
class CommandEndingTest {
  private static final int GENERATIONS = 3;
  private static final Duration SOON = Duration.ofSeconds(60);

  @TempDir Path folder;
  private Path tree;

  @BeforeEach
  void layScripts() {
    tree = Commands.script(folder, "tree.sh");
  }

  private String settings(String more) {
    return """
    environment: { PATH: "/usr/bin:/bin" }
    fingerprint: [/bin/echo, same]
    plan: [/bin/echo, planned]
    apply: [%s, "%d", "%s"]
    grace: 200ms
    """
            .formatted(tree, GENERATIONS, folder)
        + more;
  }

  @Test
  void p10_a_tree_of_three_generations_is_gone_after_a_timeout_and_the_outcome_is_unknown() {
    CommandTarget target = Commands.open(folder, settings("timeout: { apply: 5s }\n"));
    Commands.Ready ready = Commands.ready(target, "{}");

    Effect effect = target.apply(ready.plan(), ready.run());

    assertThat(effect).isInstanceOf(Effect.Unknown.class);
    assertThat(((Effect.Unknown) effect).detail()).contains("after 5 s (timeout.apply)");
    assertThat(generations()).hasSize(GENERATIONS);
    assertGone();
  }

  @Test
  void a_tree_of_three_generations_is_gone_after_a_stop_and_the_outcome_is_unknown()
      throws Exception {
    CommandTarget target = Commands.open(folder, settings(""));
    Commands.Ready ready = Commands.ready(target, "{}");
    CompletableFuture<Effect> applying =
        CompletableFuture.supplyAsync(
            () -> target.apply(ready.plan(), ready.run()), Thread::startVirtualThread);
    await().atMost(SOON).until(() -> generations().size() == GENERATIONS);

    ready.run().stop.complete(Stop.CANCELLED);

    Effect effect = applying.get(SOON.toSeconds(), TimeUnit.SECONDS);
    assertThat(effect).isInstanceOf(Effect.Unknown.class);
    assertThat(((Effect.Unknown) effect).detail()).contains("the change was cancelled");
    assertGone();
  }

  @Test
  void what_a_tool_leaves_behind_ends_with_it() {
    Path starter =
        Commands.script(
            folder,
            "starter",
            """
            "%1$s" 3 "%2$s" > /dev/null 2>&1 &
            while [ ! -e "%2$s/pid-1" ]; do sleep 0.1; done
            """
                .formatted(tree, folder));
    CommandTarget target =
        Commands.open(folder, settings("").replace("apply: [" + tree, "apply: [" + starter));
    Commands.Ready ready = Commands.ready(target, "{}");

    Effect effect = target.apply(ready.plan(), ready.run());

    assertThat(effect).isInstanceOf(Effect.Done.class);
    assertGone();
  }

  @Test
  void a_tool_that_has_ended_is_seen_to_whoever_holds_the_pool_that_all_share() throws Exception {
    CommandTarget target =
        Commands.open(
            folder,
            """
            fingerprint: [/bin/echo, same]
            plan: [/bin/echo, planned]
            apply: [/bin/echo, applied]
            """);
    Commands.Ready ready = Commands.ready(target, "{}");
    ForkJoinPool shared = ForkJoinPool.commonPool();
    CountDownLatch goOn = new CountDownLatch(1);
    for (int n = 0; n < shared.getParallelism(); n++) {
      var unused = shared.submit(() -> goOn.await(2, TimeUnit.MINUTES));
    }
    try {
      Effect effect =
          CompletableFuture.supplyAsync(
                  () -> target.apply(ready.plan(), ready.run()), Thread::startVirtualThread)
              .get(SOON.toSeconds(), TimeUnit.SECONDS);

      assertThat(effect).isInstanceOf(Effect.Done.class);
    } finally {
      goOn.countDown();
    }
  }

  private List<Long> generations() {
    return IntStream.rangeClosed(1, GENERATIONS)
        .mapToObj(n -> folder.resolve("pid-" + n))
        .filter(file -> Files.exists(file) && !text(file).isEmpty())
        .map(file -> Long.valueOf(text(file)))
        .toList();
  }

  private static String text(Path file) {
    try {
      return Files.readString(file).strip();
    } catch (IOException e) {
      throw new java.io.UncheckedIOException(e);
    }
  }

  private void assertGone() {
    Map<Long, LinuxProcess> all = LinuxProcess.all();
    assertThat(generations())
        .isNotEmpty()
        .allSatisfy(
            pid ->
                assertThat(all.get(pid))
                    .matches(process -> process == null || process.isZombie(), "is gone"));
  }

  @Test
  void p3_an_execution_that_was_cut_off_is_not_asked_about_while_something_of_it_lives()
      throws Exception {
    CommandTarget target =
        Commands.open(folder, settings("probe: [/bin/true]\ntimeout: { apply: 5s }\n"));
    Commands.Ready ready = Commands.ready(target, "{}");
    CompletableFuture<Effect> applying =
        CompletableFuture.supplyAsync(
            () -> target.apply(ready.plan(), ready.run()), Thread::startVirtualThread);
    await().atMost(SOON).until(() -> generations().size() == GENERATIONS);
    CutOff cutOff =
        new CutOff(
            ready.run().execution(), ready.run().change(), Action.APPLY, ready.run().fence());

    assertThat(target.settle(ready.plan(), cutOff)).isInstanceOf(Settlement.CannotTell.class);

    applying.get(SOON.toSeconds(), TimeUnit.SECONDS);
    assertThat(target.settle(ready.plan(), cutOff)).isInstanceOf(Settlement.Happened.class);
    assertThat(target.apply(ready.plan(), ready.run()))
        .as("settled, so it never runs again")
        .isInstanceOf(Effect.class)
        .isNotInstanceOf(Effect.Done.class);
    assertThat(Files.readAllLines(started(ready)).stream().filter(line -> line.startsWith("start")))
        .hasSize(1);
  }

  private Path started(Commands.Ready ready) {
    return folder.resolve(
        "var/targets/tool/changes/%s/%s.started"
            .formatted(ready.run().change(), ready.run().execution()));
  }

  @Test
  void without_a_probe_nobody_can_tell_what_was_made_to_end() {
    CommandTarget target = Commands.open(folder, settings("timeout: { apply: 500ms }\n"));
    Commands.Ready ready = Commands.ready(target, "{}");
    assertThat(target.apply(ready.plan(), ready.run())).isInstanceOf(Effect.Unknown.class);

    Settlement settlement =
        target.settle(
            ready.plan(),
            new CutOff(
                ready.run().execution(), ready.run().change(), Action.APPLY, ready.run().fence()));

    assertThat(settlement).isInstanceOf(Settlement.CannotTell.class);
  }

  @Test
  void what_never_began_did_not_happen() {
    CommandTarget target = Commands.open(folder, settings("probe: [/bin/true]\n"));
    Commands.Ready ready = Commands.ready(target, "{}");

    assertThat(
            target.settle(
                ready.plan(),
                new CutOff(
                    ready.run().execution(),
                    ready.run().change(),
                    Action.APPLY,
                    ready.run().fence())))
        .isInstanceOf(Settlement.DidNotHappen.class);
  }

  @Test
  void a_tool_that_a_signal_ended_did_not_say_so_itself() {
    Path dying = Commands.script(folder, "dying", "kill -9 $$\n");
    CommandTarget target =
        Commands.open(folder, settings("").replace("apply: [" + tree, "apply: [" + dying));
    Commands.Ready ready = Commands.ready(target, "{}");

    assertThat(target.apply(ready.plan(), ready.run())).isInstanceOf(Effect.Unknown.class);
  }
}
