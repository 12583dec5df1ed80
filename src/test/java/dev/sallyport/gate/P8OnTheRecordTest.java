package dev.sallyport.gate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.sallyport.audit.AuditRecord;
import dev.sallyport.domain.Role;
import dev.sallyport.fixture.TestCaller;
import dev.sallyport.fixture.TestCaller.Reply;
import dev.sallyport.fixture.TestGate;
import dev.sallyport.limit.SettableClock;
import dev.sallyport.store.Store;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// P8 over HTTP: what happens is on record, with the trace of the request that did it.
@Tag("integration")
class P8OnTheRecordTest {
  private static final int ALL = 1_000;

  @TempDir Path folder;
  private final SettableClock clock = new SettableClock(System.currentTimeMillis());
  private final Ambient ambient = new Ambient(clock, System::nanoTime, new SecureRandom());
  private TestGate gate;
  private TestCaller agent;

  @BeforeEach
  void start() {
    gate =
        new Blocker(Blocker.IN_TARGET).start(folder, ambient, TestGate.WIDE_LIMITS + TestGate.BLOG);
    agent = gate.caller("docs-bot", Role.REQUESTER);
  }

  @AfterEach
  void stop() {
    gate.close();
  }

  @Test
  void p8_aWholeLifeIsOnRecordUnderItsRequestsTraces() {
    Reply preview = agent.preview("life-1", "index.html", "new\n");
    String token = preview.result().required("confirmToken").asString();
    Reply applied = agent.confirm("apply", "life-1", token);
    Reply deployed = agent.confirm("deploy", "life-1", token);
    Reply undo = agent.previewRollback("undo-1");
    Reply undone =
        agent.confirm("rollback", "undo-1", undo.result().required("confirmToken").asString());
    Reply auto = agent.execute(TestCaller.edit("auto", "auto-1", "about.html", "newer\n"));

    assertThat(events(preview)).containsExactly("change.previewed", "token.minted");
    assertThat(events(applied))
        .containsExactly("token.used", "execution.started", "execution.finished");
    assertThat(events(deployed))
        .containsExactly("token.used", "execution.started", "execution.finished");
    assertThat(events(undo)).containsExactly("change.previewed", "token.minted");
    assertThat(events(undone))
        .containsExactly("token.used", "execution.started", "execution.finished");
    assertThat(events(auto))
        .containsExactly("change.previewed", "execution.started", "execution.finished");
    assertThat(records())
        .filteredOn(record -> trace(record).equals(trace(applied)))
        .allSatisfy(
            record -> {
              assertThat(record.body().toString())
                  .contains(
                      "docs-bot",
                      "blog",
                      applied.result().required("changeId").asString(),
                      applied.result().required("executionId").asString());
            });
    // The audit record of what was replayed is that of the first time.
    Reply replay = agent.confirm("apply", "life-1", token);
    assertThat(replay.replayed()).isTrue();
    assertThat(records().stream().filter(record -> event(record).equals("token.used"))).hasSize(3);
  }

  @Test
  void p8_eachRefusedTokenIsOnRecordWithItsReason() {
    String token = agent.token("refused-1", "index.html", "new\n");
    TestCaller other = gate.caller("other-bot", Role.REQUESTER);
    refusedAs(agent.execute(TestCaller.body("apply", "refused-1")), "confirm-token-missing");
    refusedAs(agent.confirm("apply", "refused-1", "spt_x"), "confirm-token-malformed");
    refusedAs(
        agent.confirm("apply", "refused-1", token.substring(0, token.lastIndexOf('.')) + ".AAAA"),
        "confirm-token-bad-signature");
    refusedAs(other.confirm("apply", "refused-1", token), "confirm-token-mismatch");
    clock.advance(Duration.ofMinutes(11));
    refusedAs(agent.confirm("apply", "refused-1", token), "confirm-token-expired");
  }

  @Test
  void p8_aTokenThatNobodyUsedIsOnRecordAsExpired() {
    Reply preview = agent.preview("unused-1", "index.html", "new\n");
    clock.advance(Duration.ofMinutes(11));

    String change = preview.result().required("changeId").asString();
    await()
        .atMost(Duration.ofSeconds(60))
        .until(
            () ->
                records().stream()
                    .anyMatch(
                        record ->
                            event(record).equals("token.expired")
                                && record.body().toString().contains(change)));
    assertThat(agent.get("/v1/changes/" + change).json().required("state").asString())
        .isEqualTo("expired");
  }

  @Test
  void p8_aStaleChangeIsOnRecord() {
    Reply preview = agent.preview("stale-1", "index.html", "new\n");
    assertThat(agent.execute(TestCaller.edit("auto", "auto-1", "about.html", "newer\n")).status())
        .isEqualTo(200);
    Reply stale =
        agent.confirm("apply", "stale-1", preview.result().required("confirmToken").asString());

    assertThat(stale.slug()).isEqualTo("plan-stale");
    assertThat(events(stale)).containsExactly("change.stale");
  }

  private void refusedAs(Reply reply, String reason) {
    assertThat(reply.slug()).as(reply.text()).isEqualTo(reason);
    assertThat(records())
        .filteredOn(record -> trace(record).equals(trace(reply)))
        .singleElement()
        .satisfies(
            record -> {
              assertThat(event(record)).isEqualTo("token.refused");
              assertThat(record.body().toString()).contains("\"" + reason + "\"");
            });
  }

  /// The events under an answer's trace, in their order.
  private List<String> events(Reply reply) {
    assertThat(reply.json().required("traceId").asString()).matches("[0-9a-f]{32}");
    return records().stream()
        .filter(record -> trace(record).equals(trace(reply)))
        .map(P8OnTheRecordTest::event)
        .toList();
  }

  private static String trace(Reply reply) {
    return reply.json().required("traceId").asString();
  }

  private static String trace(AuditRecord record) {
    return record.body().path("traceId").asString("");
  }

  private static String event(AuditRecord record) {
    return record.body().required("event").asString();
  }

  /// Every record, oldest first.
  private List<AuditRecord> records() {
    try (Store store = TestGate.openStore(folder, ambient)) {
      return store.audit().before(Long.MAX_VALUE, ALL).reversed();
    }
  }
}
