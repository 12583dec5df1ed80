package dev.sallyport.gate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.sallyport.audit.AuditDraft;
import dev.sallyport.audit.AuditEvent;
import dev.sallyport.checkpoint.Checkpoint;
import dev.sallyport.domain.PrincipalKind;
import dev.sallyport.domain.Role;
import dev.sallyport.fixture.PlanTool;
import dev.sallyport.fixture.TestCaller;
import dev.sallyport.fixture.TestCaller.Reply;
import dev.sallyport.fixture.TestGate;
import dev.sallyport.store.Samples;
import dev.sallyport.store.Store;
import java.net.http.HttpRequest.BodyPublishers;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.node.ObjectNode;

/// What a request gets whose target another execution holds, on two gates with one store.
@Tag("integration")
@DisabledOnOs(OS.WINDOWS)
class WaitingForATargetTest {
  private static final Duration SOON = Duration.ofSeconds(60);

  @TempDir Path folder;
  private PlanTool tool;
  private TestGate one;
  private TestGate two;
  private TestCaller agent;
  private CompletableFuture<Reply> holder;

  @BeforeEach
  void start() {
    tool = PlanTool.in(folder, "infra");
    one = gate();
    two = gate();
    agent = caller(one, "docs-bot");
    tool.tell("hold", "");
    holder = later(agent, tool.proposal("auto", "first", "blue"), "wait=60");
    await().atMost(SOON).until(() -> !tool.log().isEmpty());
  }

  @AfterEach
  void stop() {
    tool.untell("hold");
    two.close();
    one.close();
  }

  private TestGate gate() {
    return TestGate.start(
        folder,
        TestGate.WIDE_LIMITS + "targets:\n" + tool.configuration(),
        Ambient.system(),
        Checkpoint.Listener.NONE);
  }

  private static TestCaller caller(TestGate gate, String name, Role... more) {
    Set<Role> roles = new java.util.HashSet<>(Set.of(more));
    roles.add(Role.REQUESTER);
    return gate.caller(name, PrincipalKind.AGENT, roles, Set.of("infra"));
  }

  private static Reply send(TestCaller caller, ObjectNode body, String prefer) {
    return caller.send(
        "/v1/execute",
        request ->
            request
                .header("Content-Type", "application/json")
                .header("Prefer", prefer)
                .POST(BodyPublishers.ofString(body.toString())));
  }

  private static CompletableFuture<Reply> later(TestCaller caller, ObjectNode body, String prefer) {
    return CompletableFuture.supplyAsync(
        () -> send(caller, body, prefer), task -> Thread.ofVirtual().start(task));
  }

  private static Reply of(CompletableFuture<Reply> reply) throws Exception {
    return reply.get(SOON.toSeconds(), TimeUnit.SECONDS);
  }

  private static void waits(TestGate gate, int count) {
    TestCaller anybody = new TestCaller(gate.url(), "");
    await()
        .atMost(SOON)
        .until(
            () ->
                anybody.get("/metrics").text().contains("sallyport_waiting %s.0".formatted(count)));
  }

  private ObjectNode proposal(int bot, String key) {
    return tool.proposal("auto", key, "value-" + bot);
  }

  private void done(Reply reply) {
    assertThat(reply.status()).as(reply.text()).isEqualTo(200);
  }

  @Test
  void whoDoesNotWaitIsToldWhoHoldsItAndSinceWhen() throws Exception {
    TestCaller other = caller(two, "other");

    Reply busy = other.execute(tool.proposal("auto", "next", "green"));
    Reply async = send(other, tool.proposal("auto", "next", "green"), "respond-async");
    Reply tooShort = send(other, tool.proposal("auto", "next", "green"), "wait=1");

    assertThat(List.of(busy, async, tooShort))
        .allSatisfy(
            reply -> {
              assertThat(reply.status()).as(reply.text()).isEqualTo(409);
              assertThat(reply.slug()).isEqualTo("target-busy");
              assertThat(reply.header("Retry-After")).isNotEmpty();
              assertThat(reply.header("Location")).startsWith("/v1/executions/exe_");
              assertThat(reply.json().path("detail").asString())
                  .matches(
                      "Execution exe_\\S+ \\(auto by docs-bot\\) has held the target since 20\\S+Z\\..*");
            });
    tool.untell("hold");
    done(of(holder));
    done(other.execute(tool.proposal("auto", "next", "green")));
  }

  @Test
  void p3_thoseThatWaitAtTwoGatesAllRunOneAfterAnotherAndOnceEach() throws Exception {
    List<TestCaller> bots = new ArrayList<>();
    List<CompletableFuture<Reply>> waiting = new ArrayList<>();
    for (int i = 0; i < 4; i++) {
      bots.add(caller(i % 2 == 0 ? one : two, "bot-" + i));
      waiting.add(later(bots.get(i), proposal(i, "key-" + i), "wait=60"));
    }
    // A copy under the same key gets the first one's answer, whichever of them has its turn first.
    waiting.add(later(caller(one, "bot-0"), proposal(0, "key-0"), "wait=60"));
    waits(one, 3);
    waits(two, 2);

    tool.untell("hold");

    done(of(holder));
    for (int i = 0; i < waiting.size(); i++) {
      Reply answer = of(waiting.get(i));
      assertThat(answer.slug()).as(answer.text()).isIn("", "idempotency-in-progress");
    }
    // Whichever was first: nobody had seen a plan, so each was planned on what the others left.
    for (int i = 0; i < bots.size(); i++) {
      done(send(bots.get(i), proposal(i, "key-" + i), "wait=60"));
    }
    List<String> log = tool.log();
    assertThat(log).as("apply and deploy of the holder and of four more").hasSize(20);
    for (int i = 0; i < log.size(); i += 2) {
      assertThat(log.get(i)).startsWith("begin ");
      assertThat(log.get(i + 1)).isEqualTo(log.get(i).replace("begin ", "done "));
    }
    waits(one, 0);
    waits(two, 0);
  }

  @Test
  void whatHasChangedWhileItWaitedHoldsForIt() throws Exception {
    String token =
        agent
            .execute(tool.proposal("preview", "stale", "green"))
            .result()
            .path("confirmToken")
            .asString();
    TestCaller revoked = caller(one, "revoked");
    CompletableFuture<Reply> unknown =
        later(revoked, tool.proposal("auto", "unknown", "red"), "wait=60");
    waits(one, 1);
    CompletableFuture<Reply> moved =
        later(agent, tool.confirmation("apply", "stale", token), "wait=60");
    waits(one, 2);
    CompletableFuture<Reply> narrowed =
        later(caller(one, "narrowed"), tool.proposal("auto", "narrowed", "red"), "wait=60");
    waits(one, 3);

    revoke(revoked);
    TestGate.meddle(
        folder, "UPDATE api_keys SET roles = '[\"auditor\"]' WHERE principal = 'narrowed'");
    tool.untell("hold");

    done(of(holder));
    Reply refused = of(unknown);
    assertThat(refused.status()).as(refused.text()).isEqualTo(401);
    Reply changed = of(narrowed);
    assertThat(changed.slug()).as(changed.text()).isEqualTo("forbidden");
    assertThat(changed.json().path("detail").asString()).contains("has changed while");
    Reply stale = of(moved);
    assertThat(stale.slug()).as(stale.text()).isEqualTo("plan-stale");
    assertThat(tool.value()).isEqualTo("blue");
  }

  @Test
  void aFreezeRefusesWhatWaitsOnceItsTurnComes() throws Exception {
    CompletableFuture<Reply> waiting =
        later(caller(two, "other"), tool.proposal("auto", "next", "green"), "wait=60");
    waits(two, 1);
    TestCaller operator =
        one.caller("ops", PrincipalKind.PERSON, Set.of(Role.OPERATOR), Set.of("*"));

    operator.post("/v1/freeze", "{\"reason\":\"incident 9\"}");
    tool.untell("hold");

    done(of(holder));
    assertThat(of(waiting).slug()).isEqualTo("frozen");
    assertThat(tool.value()).isEqualTo("blue");
  }

  @Test
  void p10_onlySoManyWaitAndTheNextIsToldWhichLimitItIsOver() throws Exception {
    TestCaller other = caller(two, "other");
    List<CompletableFuture<Reply>> waiting = new ArrayList<>();
    for (int i = 0; i < Waiting.Limits.DEFAULT.perPrincipal(); i++) {
      waiting.add(later(other, tool.proposal("auto", "key-" + i, "value-" + i), "wait=60"));
    }
    waits(two, waiting.size());

    Reply over = send(other, tool.proposal("auto", "over", "green"), "wait=60");

    assertThat(over.slug()).isEqualTo("target-busy");
    assertThat(over.json().path("detail").asString()).contains("4 of a key (waiting.perPrincipal)");
    two.close();
    for (CompletableFuture<Reply> reply : waiting) {
      assertThat(of(reply).slug()).isEqualTo("draining");
    }
    tool.untell("hold");
    done(of(holder));
    assertThat(tool.log()).as("apply and deploy of the holder").hasSize(4);
  }

  private void revoke(TestCaller caller) {
    try (Store store = TestGate.openStore(folder, Ambient.system())) {
      AuditDraft draft = new Samples(Ambient.system().clock()).draft(AuditEvent.KEY_REVOKED);
      assertThat(store.apiKeys().revoke(caller.key().split("_")[1], draft)).isTrue();
    }
  }
}
