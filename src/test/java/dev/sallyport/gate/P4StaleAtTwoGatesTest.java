package dev.sallyport.gate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.sallyport.checkpoint.Checkpoint;
import dev.sallyport.domain.PrincipalKind;
import dev.sallyport.domain.Role;
import dev.sallyport.fixture.PlanTool;
import dev.sallyport.fixture.TestCaller;
import dev.sallyport.fixture.TestCaller.Reply;
import dev.sallyport.fixture.TestGate;
import java.net.http.HttpRequest.BodyPublishers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.node.ObjectNode;

/// Whose plan is stale, where two gates on one store have callers for the same target: those whose
/// target has changed, and nobody else.
@Tag("integration")
@DisabledOnOs(OS.WINDOWS)
class P4StaleAtTwoGatesTest {
  private static final Duration SOON = Duration.ofSeconds(60);

  @TempDir Path folder;
  private final Blocker blocker = new Blocker(Checkpoint.BEFORE_BEGIN);
  private PlanTool tool;
  private TestGate one;
  private TestGate two;
  private TestCaller here;
  private TestCaller there;

  @BeforeEach
  void start() {
    tool = PlanTool.in(folder, "infra");
    String configuration = TestGate.WIDE_LIMITS + "targets:\n" + tool.configuration();
    one = TestGate.start(folder, configuration, Ambient.system(), Checkpoint.Listener.NONE);
    two = blocker.start(folder, Ambient.system(), configuration);
    here = caller(one, "here-bot");
    there = caller(two, "there-bot");
  }

  @AfterEach
  void stop() {
    tool.untell("hold");
    blocker.release();
    two.close();
    one.close();
  }

  private static TestCaller caller(TestGate gate, String name) {
    return gate.caller(name, PrincipalKind.AGENT, Set.of(Role.REQUESTER), Set.of("infra"));
  }

  private static CompletableFuture<Reply> later(TestCaller caller, ObjectNode body) {
    return CompletableFuture.supplyAsync(
        () ->
            caller.send(
                "/v1/execute",
                request ->
                    request
                        .header("Content-Type", "application/json")
                        .header("Prefer", "wait=60")
                        .POST(BodyPublishers.ofString(body.toString()))),
        task -> Thread.ofVirtual().start(task));
  }

  private static Reply of(CompletableFuture<Reply> reply) throws Exception {
    return reply.get(SOON.toSeconds(), TimeUnit.SECONDS);
  }

  private String token(TestCaller caller, String key, String value) {
    Reply preview = caller.execute(tool.proposal("preview", key, value));
    return preview.result().path("confirmToken").asString();
  }

  private static void waits(TestGate gate) {
    TestCaller anybody = new TestCaller(gate.url(), "");
    await()
        .atMost(SOON)
        .until(() -> anybody.get("/metrics").text().contains("sallyport_waiting 1.0"));
  }

  /// Two with a token each, one at each gate, who wait while an execution at the first gate holds
  /// the target, in the middle of changing it; and what they get once that has ended.
  private List<Reply> whoWaited(boolean undone) throws Exception {
    String hers = token(here, "here-1", "green");
    String theirs = token(there, "there-1", "red");
    tool.tell("hold", "");
    tool.tell("early", "");
    CompletableFuture<Reply> holder =
        later(caller(one, "holder"), tool.proposal("auto", "holder-1", "blue"));
    await().atMost(SOON).until(() -> tool.value().equals("halfway"));
    Reply busy = there.execute(tool.confirmation("apply", "there-1", theirs));
    assertThat(busy.slug()).as(busy.text()).isEqualTo("target-busy");
    List<CompletableFuture<Reply>> waiting =
        List.of(
            later(here, tool.confirmation("apply", "here-1", hers)),
            later(there, tool.confirmation("apply", "there-1", theirs)));
    waits(one);
    waits(two);

    if (undone) {
      tool.tell("undo", "");
    }
    tool.untell("early");
    tool.untell("hold");
    assertThat(of(holder).status()).isEqualTo(undone ? 502 : 200);
    return List.of(of(waiting.getFirst()), of(waiting.getLast()));
  }

  @Test
  void p4_whereTheHolderChangedNothingOneThatWaitedRunsAndOnlyThenIsTheOtherStale()
      throws Exception {
    List<Reply> replies = whoWaited(true);

    assertThat(replies).filteredOn(reply -> reply.status() == 200).hasSize(1);
    assertThat(replies)
        .filteredOn(reply -> reply.status() != 200)
        .allSatisfy(reply -> assertThat(reply.slug()).as(reply.text()).isEqualTo("plan-stale"));
    assertThat(tool.value()).isEqualTo(replies.getFirst().status() == 200 ? "green" : "red");
  }

  @Test
  void p4_whereTheHolderChangedTheTargetBothAreStaleAndTouchNothing() throws Exception {
    List<Reply> replies = whoWaited(false);

    assertThat(replies).allSatisfy(reply -> assertThat(reply.slug()).isEqualTo("plan-stale"));
    assertThat(tool.value()).isEqualTo("blue");
    assertThat(tool.log()).as("apply and deploy of the holder").hasSize(4);
  }

  @Test
  void p4_whatNobodyHasSeenIsPlannedAnewWhereTheOtherGateChangedTheTargetMeanwhile()
      throws Exception {
    blocker.arm();
    CompletableFuture<Reply> planned = later(there, tool.proposal("auto", "there-1", "green"));
    blocker.awaitReached();
    Reply first = here.execute(tool.proposal("auto", "here-1", "blue"));
    assertThat(first.status()).as(first.text()).isEqualTo(200);

    blocker.release();

    Reply second = of(planned);
    assertThat(second.status()).as(second.text()).isEqualTo(200);
    assertThat(tool.live()).isEqualTo("green");
    String change = second.result().path("changeId").asString();
    assertThat(there.get("/v1/changes/" + change).json().at("/plan/diff").asString())
        .isEqualTo("- blue\n+ green\n");
    try (Stream<Path> files = Files.walk(TestGate.data(folder).resolve("targets"))) {
      assertThat(files.filter(file -> file.endsWith("saved"))).as("plans left behind").isEmpty();
    }
  }
}
