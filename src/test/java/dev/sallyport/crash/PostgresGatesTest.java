package dev.sallyport.crash;

import static dev.sallyport.fixture.Patient.answered;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.sallyport.audit.AuditSealer;
import dev.sallyport.audit.AuditVerifier;
import dev.sallyport.audit.Verification;
import dev.sallyport.checkpoint.Checkpoint;
import dev.sallyport.domain.Role;
import dev.sallyport.fixture.GateProcess;
import dev.sallyport.fixture.Postgres;
import dev.sallyport.fixture.Rush;
import dev.sallyport.fixture.SiteFiles;
import dev.sallyport.fixture.TestCaller;
import dev.sallyport.fixture.TestCaller.Reply;
import dev.sallyport.fixture.TestGate;
import dev.sallyport.gate.Ambient;
import dev.sallyport.store.Store;
import dev.sallyport.token.Secrets;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/// Two whole gates on one PostgreSQL database and one site.
@Tag("integration")
@Tag("tokens")
@DisabledOnOs(OS.WINDOWS)
class PostgresGatesTest {
  private static final int ROUNDS = 200;
  private static final int CALLERS = 50;
  private static final Duration SOON = Duration.ofSeconds(60);

  @TempDir Path folder;

  private final String store = "store: { url: \"" + Postgres.database() + "\" }\n";

  private TestGate start(String limits, Ambient ambient) {
    return TestGate.start(
        folder, store + limits + TestGate.BLOG, ambient, Checkpoint.Listener.NONE);
  }

  private TestGate start() {
    return start(TestGate.WIDE_LIMITS, Ambient.system());
  }

  @Test
  void p1_fiftyCallersOverTwoGatesRaceForATokenAndOneExecutionRuns() throws Exception {
    try (TestGate one = start();
        TestGate two = start()) {
      TestCaller here = one.caller("docs-bot", Role.REQUESTER);
      TestCaller there = new TestCaller(two.url(), here.key());
      SiteFiles site = SiteFiles.of(one);
      int before = site.commits();
      for (int round = 0; round < ROUNDS; round++) {
        String key = "race-" + round;
        String token = here.token(key, "index.html", "round " + round + "\n");

        List<Reply> replies =
            Rush.of(
                CALLERS,
                i -> answered(() -> (i % 2 == 0 ? here : there).confirm("apply", key, token)));

        assertThat(replies)
            .filteredOn(reply -> reply.status() == 200 && !reply.replayed())
            .as("round %s", round)
            .hasSize(1);
        assertThat(replies)
            .filteredOn(reply -> reply.status() != 200)
            .extracting(Reply::slug)
            .allMatch(List.of("idempotency-in-progress", "confirm-token-used")::contains);
      }
      assertThat(site.commits()).isEqualTo(before + ROUNDS);
      assertThat(site.executions()).hasSize(ROUNDS).doesNotHaveDuplicates();
      assertThat(verify().findings()).isEmpty();
    }
  }

  @Test
  void p9_aHundredCallersOverTwoGatesAreAdmittedExactlyTen() {
    String limits = "limits: { storePatience: 10s }\n";
    try (TestGate one = start(limits, Ambient.system());
        TestGate two = start(limits, Ambient.system())) {
      for (int round = 0; round < 5; round++) {
        TestCaller here = one.caller("agent-" + round, Role.REQUESTER);
        TestCaller there = new TestCaller(two.url(), here.key());

        List<Reply> replies = Rush.of(100, i -> decided(i % 2 == 0 ? here : there));

        assertThat(replies)
            .filteredOn(reply -> reply.status() != 429)
            .as("round %s", round)
            .hasSize(10)
            .allMatch(reply -> reply.slug().equals("confirm-token-malformed"));
      }
    }
  }

  private static Reply decided(TestCaller caller) {
    return answered(() -> caller.confirm("apply", "key-1", "spt_not-a-token"));
  }

  @Test
  void p3_whatAKilledGateLeftIsSettledByTheOther() {
    String brief = "server: { lease: 5s }\n" + TestGate.WIDE_LIMITS;
    try (TestGate living = start(brief, Ambient.system())) {
      TestCaller caller = living.caller("docs-bot", Role.REQUESTER);
      String token = caller.token("killed-1", "index.html", "killed\n");
      try (GateProcess dying = GateProcess.stoppingAt(folder, Checkpoint.BRANCH_MOVED, 1)) {
        TestCaller there = new TestCaller(dying.url(), caller.key());
        Thread.ofVirtual().start(() -> cutOff(there, token));
        dying.awaitReached();
        dying.kill();
      }

      await()
          .atMost(SOON)
          .untilAsserted(
              () -> {
                Reply again = caller.confirm("apply", "killed-1", token);
                assertThat(again.status()).as(again.text()).isEqualTo(200);
                assertThat(again.replayed()).isTrue();
              });
      assertThat(SiteFiles.of(living).executions()).hasSize(1);
      assertThat(caller.confirm("deploy", "killed-1", token).status()).isEqualTo(200);
    }
  }

  private static void cutOff(TestCaller caller, String token) {
    try {
      caller.confirm("apply", "killed-1", token);
    } catch (RuntimeException e) {
      // Its gate is killed before it answers.
    }
  }

  @Test
  void gatesWhoseOwnClocksAreAMinuteOffBehaveTheSame() throws IOException {
    try (TestGate early = start(TestGate.WIDE_LIMITS, off(Duration.ofMinutes(-1)));
        TestGate late = start(TestGate.WIDE_LIMITS, off(Duration.ofMinutes(1)))) {
      TestCaller here = early.caller("docs-bot", Role.REQUESTER);
      TestCaller there = new TestCaller(late.url(), here.key());
      for (List<TestCaller> turn : List.of(List.of(here, there), List.of(there, here))) {
        String key = "clock-" + (turn.getFirst().equals(here) ? "early" : "late");
        Reply preview = turn.getFirst().preview(key, "index.html", key + "\n");
        Instant until = Instant.parse(preview.result().required("confirmBy").asString());
        assertThat(Duration.between(Instant.now(), until))
            .isBetween(Duration.ofMinutes(9).plusSeconds(30), Duration.ofMinutes(10));

        String token = preview.result().required("confirmToken").asString();
        Reply applied = turn.getLast().confirm("apply", key, token);
        assertThat(applied.status()).as(applied.text()).isEqualTo(200);
      }
      assertThat(verify().findings()).isEmpty();
    }
  }

  private static Ambient off(Duration by) {
    Ambient system = Ambient.system();
    InstantSource machine = system.clock();
    return new Ambient(() -> machine.instant().plus(by), system.nanos(), system.random());
  }

  private Verification verify() throws IOException {
    Ambient ambient = Ambient.system();
    try (Store opened = TestGate.openStore(folder, ambient)) {
      return AuditVerifier.verify(
          opened.audit(),
          new AuditSealer(
              new Secrets(Map.of(), TestGate.data(folder).resolve("keys"))
                  .auditKey(ambient.random())));
    }
  }
}
