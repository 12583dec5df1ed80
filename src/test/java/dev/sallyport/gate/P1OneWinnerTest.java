package dev.sallyport.gate;

import static dev.sallyport.fixture.Patient.answered;
import static org.assertj.core.api.Assertions.assertThat;

import dev.sallyport.domain.Role;
import dev.sallyport.fixture.Rush;
import dev.sallyport.fixture.SiteFiles;
import dev.sallyport.fixture.StoreFile;
import dev.sallyport.fixture.TestCaller;
import dev.sallyport.fixture.TestCaller.Reply;
import dev.sallyport.fixture.TestGate;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Supplier;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

/// P1 over HTTP: of any number of callers one gets through, counted at the target.
@Tag("integration")
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class P1OneWinnerTest {
  private static final int CALLERS = 50;
  private static final int APPLY_ROUNDS = 200;
  private static final int OTHER_ROUNDS = 50;
  private static final Set<String> LOSERS = Set.of("idempotency-in-progress", "confirm-token-used");

  @TempDir static Path folder;
  private TestGate gate;
  private SiteFiles site;
  private StoreFile store;
  private TestCaller agent;

  @BeforeAll
  void start() {
    gate = TestGate.start(folder);
    site = SiteFiles.of(gate);
    store = StoreFile.of(folder);
    agent = gate.caller("docs-bot", Role.REQUESTER);
  }

  @AfterAll
  void stop() {
    gate.close();
  }

  @Test
  void p1_oneTokenIsAppliedOnceByFiftyCallers() {
    int commits = site.commits();
    int executions = site.executions().size();
    for (int round = 0; round < APPLY_ROUNDS; round++) {
      String key = "apply-" + round;
      String token = agent.token(key, "index.html", "applied in round " + round + "\n");
      oneWinner(() -> agent.confirm("apply", key, token));
    }
    List<String> found = site.executions();
    assertThat(found).hasSize(executions + APPLY_ROUNDS).doesNotHaveDuplicates();
    assertThat(site.commits()).isEqualTo(commits + APPLY_ROUNDS);
    assertThat(
            store.number(
                "SELECT count(*) FROM executions WHERE action = 'apply' AND state = 'succeeded'"
                    + " AND idempotency_key LIKE 'apply-%'"))
        .isEqualTo(APPLY_ROUNDS);
  }

  @Test
  void p1_oneTokenIsReusedForOneDeployByFiftyCallers() {
    for (int round = 0; round < OTHER_ROUNDS; round++) {
      String key = "deploy-" + round;
      String token = agent.token(key, "index.html", "deployed in round " + round + "\n");
      assertThat(agent.confirm("apply", key, token).status()).isEqualTo(200);
      Set<String> before = new HashSet<>(deploymentsOnDisk());

      oneWinner(() -> agent.confirm("deploy", key, token));

      Set<String> after = new HashSet<>(deploymentsOnDisk());
      after.removeAll(before);
      assertThat(after).hasSize(1);
    }
    assertThat(
            store.number(
                "SELECT count(*) FROM executions WHERE action = 'deploy' AND idempotency_key LIKE"
                    + " 'deploy-%'"))
        .isEqualTo(OTHER_ROUNDS);
  }

  @Test
  void p1_oneKeyIsRunOnceByAutoForFiftyCallers() {
    int commits = site.commits();
    for (int round = 0; round < OTHER_ROUNDS; round++) {
      var body = TestCaller.edit("auto", "auto-" + round, "index.html", "auto " + round + "\n");
      oneWinner(() -> agent.execute(body));
    }
    assertThat(site.commits()).isEqualTo(commits + OTHER_ROUNDS);
    assertThat(site.executions()).doesNotHaveDuplicates();
    assertThat(store.number("SELECT count(*) FROM executions WHERE idempotency_key LIKE 'auto-%'"))
        .isEqualTo(OTHER_ROUNDS);
  }

  @Test
  void p1_oneKeyIsPreviewedOnceForFiftyCallers() {
    for (int round = 0; round < OTHER_ROUNDS; round++) {
      String key = "preview-" + round;
      String content = "previewed in round " + round + "\n";

      List<Reply> replies = oneWinner(() -> agent.preview(key, "index.html", content));

      assertThat(
              replies.stream()
                  .filter(reply -> reply.status() == 200)
                  .map(reply -> reply.result().required("confirmToken").asString()))
          .containsOnly(agent.token(key, "index.html", content));
      assertThat(store.number("SELECT count(*) FROM changes WHERE idempotency_key = ?", key))
          .isEqualTo(1);
      assertThat(
              store.number(
                  "SELECT count(*) FROM confirm_tokens t JOIN changes c ON c.id = t.change_id WHERE"
                      + " c.idempotency_key = ?",
                  key))
          .isEqualTo(1);
    }
  }

  private Set<String> deploymentsOnDisk() {
    return site.published().keySet().stream()
        .filter(name -> name.startsWith("deployments/"))
        .collect(java.util.stream.Collectors.toSet());
  }

  /// One answer is new; every other is the same once more, or says why it is not.
  private static List<Reply> oneWinner(Supplier<Reply> request) {
    List<Reply> replies = Rush.of(CALLERS, i -> answered(request));
    List<Reply> done = replies.stream().filter(reply -> reply.status() == 200).toList();
    List<Reply> first = done.stream().filter(reply -> !reply.replayed()).toList();
    assertThat(first).as("%s", replies.stream().map(Reply::text).distinct().toList()).hasSize(1);
    assertThat(done).extracting(Reply::text).containsOnly(first.getFirst().text());
    assertThat(
            replies.stream()
                .filter(reply -> reply.status() != 200)
                .map(reply -> reply.status() + " " + reply.slug())
                .filter(
                    answer ->
                        answer.startsWith("5") || LOSERS.stream().noneMatch(answer::endsWith)))
        .isEmpty();
    return replies;
  }
}
