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
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/// When the plans go that a command target has saved: with their changes, and not before.
@Tag("integration")
@DisabledOnOs(OS.WINDOWS)
class LeftPlansTest {
  private static final Duration SOON = Duration.ofSeconds(60);
  private static final String NEVER_PREVIEWED = "chg_01kb3x8x6m4q2d5f7g9h1j3k5m";

  @TempDir Path folder;
  private PlanTool tool;
  private TestGate gate;
  private TestCaller agent;

  @AfterEach
  void stop() {
    gate.close();
  }

  private void start(String more, String policy) {
    tool = PlanTool.in(folder, "infra");
    gate =
        TestGate.start(
            folder,
            more
                + TestGate.WIDE_LIMITS
                + "targets:\n"
                + tool.configuration().replace("apply: confirm", policy),
            Ambient.system(),
            Checkpoint.Listener.NONE);
    agent = gate.caller("docs-bot", PrincipalKind.AGENT, Set.of(Role.REQUESTER), Set.of("infra"));
  }

  private Reply preview(String key) {
    Reply preview = agent.execute(tool.proposal("preview", key, key));
    assertThat(preview.status()).as(preview.text()).isEqualTo(200);
    return preview;
  }

  private static String change(Reply preview) {
    return preview.result().required("changeId").asString();
  }

  private Path changes() {
    return TestGate.data(folder).resolve("targets/infra/changes");
  }

  private List<String> kept() {
    try (Stream<Path> folders = Files.list(changes())) {
      return folders.map(path -> path.getFileName().toString()).toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private boolean hasPlan(String change) {
    return Files.exists(changes().resolve(change).resolve("plan"));
  }

  @Test
  void thoseOfCancelledAndRejectedChangesGoAndThoseThatWaitStay() {
    start("", "apply: { approve: 1 }");
    Reply cancelled = preview("one");
    Reply rejected = preview("two");
    String waiting = change(preview("three"));
    assertThat(kept()).hasSize(3);

    assertThat(agent.post("/v1/changes/" + change(cancelled) + "/cancel", "{}").status())
        .isEqualTo(200);
    TestCaller ada =
        gate.caller("ada", PrincipalKind.PERSON, Set.of(Role.APPROVER), Set.of("infra"));
    String decision =
        "{\"planHash\":\"%s\",\"reason\":\"no\"}"
            .formatted(rejected.result().at("/plan/hash").asString());
    assertThat(ada.post("/v1/changes/" + change(rejected) + "/reject", decision).status())
        .isEqualTo(200);

    await().atMost(SOON).until(() -> kept().size() == 1);
    assertThat(kept()).containsExactly(waiting);
    assertThat(hasPlan(waiting)).isTrue();
  }

  @Test
  void aSitesCommitOfAPlanGoesWithItsChangeAndOneThatWaitsStays() {
    gate = TestGate.start(folder);
    agent = gate.caller("docs-bot", PrincipalKind.AGENT, Set.of(Role.REQUESTER), Set.of("blog"));
    String cancelled = change(agent.preview("one", "index.html", "<h1>One</h1>\n"));
    String waiting = change(agent.preview("two", "index.html", "<h1>Two</h1>\n"));
    Path refs = TestGate.data(folder).resolve("blog.git/refs/sallyport/plans");
    assertThat(refs.resolve(cancelled)).exists();

    assertThat(agent.post("/v1/changes/" + cancelled + "/cancel", "{}").status()).isEqualTo(200);

    await().atMost(SOON).until(() -> !Files.exists(refs.resolve(cancelled)));
    assertThat(refs.resolve(waiting)).exists();
  }

  @Test
  void thoseOfExpiredChangesGo() {
    start("tokens: { lifetime: 1s }\n", "apply: confirm");
    preview("one");

    await().atMost(SOON).until(() -> kept().isEmpty());
  }

  @Test
  void whatIsOnRecordOfAnExecutionStaysAndAPlanOfNobodyGoesWhenItIsOld() throws Exception {
    start("", "apply: confirm");
    Path old = changes().resolve(NEVER_PREVIEWED);
    Path young = changes().resolve(NEVER_PREVIEWED.replace("1kb3", "1kb4"));
    for (Path path : List.of(old, young)) {
      Files.createDirectories(path.resolve("plan"));
    }
    Files.setLastModifiedTime(
        old.resolve("plan"),
        FileTime.from(
            Ambient.system().clock().instant().minus(LeftPlans.UNRECORDED).minusSeconds(60)));
    Reply preview = preview("one");
    String token = preview.result().required("confirmToken").asString();
    assertThat(agent.execute(tool.confirmation("apply", "one", token)).status()).isEqualTo(200);

    await().atMost(SOON).until(() -> !Files.exists(old));
    assertThat(young.resolve("plan")).exists();
    assertThat(hasPlan(change(preview))).isFalse();
    try (Stream<Path> record = Files.list(changes().resolve(change(preview)))) {
      assertThat(record).isNotEmpty();
    }
  }
}
