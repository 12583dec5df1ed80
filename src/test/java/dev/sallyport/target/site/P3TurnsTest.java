package dev.sallyport.target.site;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sallyport.domain.Action;
import dev.sallyport.target.Effect;
import dev.sallyport.target.Settlement;
import dev.sallyport.target.site.Sites.Planned;
import java.nio.file.Path;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/// A run whose gate stood still while others settled it.
@Tag("integration")
class P3TurnsTest {
  @TempDir Path folder;
  private Sites site;

  @BeforeEach
  void open() {
    site = Sites.empty(folder);
  }

  @AfterEach
  void close() {
    site.close();
  }

  @Test
  void p3_whatWasSettledAsNotHappenedCannotHappenAfterwards() {
    Planned planned = site.planned(Sites.edits(Sites.put("a.txt", "new\n")));
    assertThat(site.target.settle(planned.plan(), Sites.cutOff(planned, Action.APPLY)))
        .isInstanceOf(Settlement.DidNotHappen.class);
    String before = site.target.fingerprint();

    Effect late = site.apply(planned);

    assertThat(late)
        .isInstanceOfSatisfying(
            Effect.Failed.class, failed -> assertThat(failed.detail()).contains("settled"));
    assertThat(site.target.fingerprint()).isEqualTo(before);
  }

  @Test
  void p3_anotherExecutionOfTheSameSiteIsOfNoConcern() {
    Planned over = site.planned(Sites.edits(Sites.put("a.txt", "new\n")));
    site.target.settle(over.plan(), Sites.cutOff(over, Action.APPLY));

    Planned next = site.planned(Sites.edits(Sites.put("a.txt", "newer\n")));

    assertThat(site.apply(next)).isInstanceOf(Effect.Done.class);
  }

  @Test
  void p3_whileSomebodyIsAtWorkNobodyCanTell() throws Exception {
    Planned planned = site.planned(Sites.edits(Sites.put("a.txt", "new\n")));
    Turns turns = new Turns(folder.resolve("blog.git"), 3);
    CountDownLatch within = new CountDownLatch(1);
    CountDownLatch goOn = new CountDownLatch(1);
    CompletableFuture<Effect> working =
        CompletableFuture.supplyAsync(
            () ->
                turns.touch(
                    planned.proposal().execution(),
                    () -> {
                      within.countDown();
                      try {
                        goOn.await();
                      } catch (InterruptedException e) {
                        throw new IllegalStateException(e);
                      }
                      return new Effect.Done(nothing());
                    }),
            Thread::startVirtualThread);
    try {
      assertThat(within.await(30, TimeUnit.SECONDS)).isTrue();

      assertThat(
              turns.settle(
                  planned.proposal().execution(),
                  () -> new Settlement.DidNotHappen("absent", nothing())))
          .isInstanceOf(Settlement.CannotTell.class);
      assertThat(turns.touch(site.ids.executionId(), () -> new Effect.Done(nothing())))
          .isInstanceOf(Effect.Failed.class);
    } finally {
      goOn.countDown();
    }

    assertThat(working.get(30, TimeUnit.SECONDS)).isInstanceOf(Effect.Done.class);
  }

  private static ObjectNode nothing() {
    return JsonNodeFactory.instance.objectNode();
  }
}
