package dev.sallyport.gate;

import static dev.sallyport.gate.ApprovalSteps.decide;
import static dev.sallyport.gate.ApprovalSteps.decision;
import static dev.sallyport.gate.ApprovalSteps.post;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.sallyport.checkpoint.Checkpoint;
import dev.sallyport.domain.PrincipalKind;
import dev.sallyport.domain.Role;
import dev.sallyport.fixture.Postgres;
import dev.sallyport.fixture.TestCaller;
import dev.sallyport.fixture.TestCaller.Reply;
import dev.sallyport.fixture.TestGate;
import dev.sallyport.fixture.Wire;
import dev.sallyport.fixture.Wire.Moment;
import dev.sallyport.gate.ApprovalSteps.Waiting;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/// The database's answer to a COMMIT is lost, be it that the COMMIT was done or that it never got
/// there: what was asked for happens once, is recorded once, and is answered as always.
@Tag("integration")
class P8UnansweredCommitTest {
  private static final Duration SOON = Duration.ofSeconds(60);
  private static final AtomicInteger NUMBERS = new AtomicInteger();

  @TempDir static Path folder;
  private static String database;
  private static Wire wire;
  private static TestGate gate;
  private static TestCaller agent;
  private static TestCaller ada;
  private static TestCaller olga;

  @BeforeAll
  static void start() {
    database = Postgres.database();
    wire = new Wire(database);
    gate =
        TestGate.start(
            folder,
            "store: { url: \""
                + wire.url()
                + "\" }\n"
                + TestGate.WIDE_LIMITS
                + TestGate.BLOG.replace(
                    "apply: confirm", "apply: { approve: 1 }, breakGlass: operator"),
            Ambient.system(),
            Checkpoint.Listener.NONE);
    agent = gate.caller("docs-bot", Role.REQUESTER);
    ada = gate.approver("ada");
    olga =
        gate.caller("olga", PrincipalKind.PERSON, Set.of(Role.OPERATOR, Role.AUDITOR), Set.of("*"));
  }

  @AfterAll
  static void stop() {
    gate.close();
    wire.close();
  }

  private static Waiting waiting() {
    return ApprovalSteps.waiting(agent, "key-" + NUMBERS.incrementAndGet());
  }

  /// The answer to a request in whose transaction there is that statement, whose COMMIT is cut.
  private static Reply cut(Moment moment, String statement, Supplier<Reply> request)
      throws InterruptedException {
    CountDownLatch cut = wire.cutCommit(moment, statement);
    Reply reply = request.get();
    assertThat(cut.await(SOON.toSeconds(), TimeUnit.SECONDS)).isTrue();
    assertThat(reply.status()).as(reply.text()).isEqualTo(200);
    return reply;
  }

  private static long records(String event, String of) {
    return olga.get("/v1/audit?limit=200")
        .json()
        .required("items")
        .valueStream()
        .map(record -> record.toString())
        .filter(record -> record.contains("\"" + event + "\"") && record.contains(of))
        .count();
  }

  @ParameterizedTest
  @EnumSource(names = {"UNSENT", "UNANSWERED"})
  void p8_anApprovalCountsOnce(Moment moment) throws Exception {
    Waiting change = waiting();
    Reply approved = cut(moment, "INSERT INTO approvals", () -> decide(ada, "approve", change));

    assertThat(approved.json().required("state").asString()).isEqualTo("awaiting_confirmation");
    assertThat(approved.json().at("/approvals/given").asInt()).isOne();
    assertThat(records("change.approved", change.id())).isOne();
  }

  @ParameterizedTest
  @EnumSource(names = {"UNSENT", "UNANSWERED"})
  void p8_aChangeIsRejectedOnce(Moment moment) throws Exception {
    Waiting change = waiting();
    Reply rejected = cut(moment, "INSERT INTO approvals", () -> decide(ada, "reject", change));

    assertThat(rejected.json().required("state").asString()).isEqualTo("rejected");
    assertThat(records("change.rejected", change.id())).isOne();
  }

  @ParameterizedTest
  @EnumSource(names = {"UNSENT", "UNANSWERED"})
  void p8_aChangeIsCancelledOnce(Moment moment) throws Exception {
    Waiting change = waiting();
    Reply cancelled = cut(moment, "UPDATE changes", () -> post(agent, change, "cancel", "{}"));

    assertThat(cancelled.json().required("state").asString()).isEqualTo("cancelled");
    assertThat(records("change.cancelled", change.id())).isOne();
  }

  @ParameterizedTest
  @EnumSource(names = {"UNSENT", "UNANSWERED"})
  void p8_aChangesTokenIsMintedOnce(Moment moment) throws Exception {
    Waiting change = waiting();
    decide(ada, "approve", change);
    Reply minted =
        cut(moment, "INSERT INTO confirm_tokens", () -> ApprovalSteps.token(agent, change));

    String token = ApprovalSteps.tokenOf(minted);
    assertThat(ApprovalSteps.tokenOf(ApprovalSteps.token(agent, change))).isEqualTo(token);
    assertThat(records("token.minted", change.id())).isOne();
    assertThat(agent.confirm("apply", change.key(), token).status()).isEqualTo(200);
  }

  @ParameterizedTest
  @EnumSource(names = {"UNSENT", "UNANSWERED"})
  void p8_theGlassIsBrokenOnce(Moment moment) throws Exception {
    Waiting change = waiting();
    Reply through =
        cut(
            moment,
            "UPDATE approval_rounds",
            () -> post(olga, change, "break-glass", decision(change).toString()));

    assertThat(through.json().required("state").asString()).isEqualTo("awaiting_confirmation");
    assertThat(records("break_glass.used", change.id())).isOne();
  }

  @ParameterizedTest
  @EnumSource(names = {"UNSENT", "UNANSWERED"})
  void p8_aFreezeIsSetAndLiftedOnce(Moment moment) throws Exception {
    String reason = "an audit, number " + NUMBERS.incrementAndGet();
    long lifted = records("freeze.lifted", "blog");
    Reply set =
        cut(
            moment,
            "INSERT INTO freezes",
            () -> olga.post("/v1/freeze", "{\"target\":\"blog\",\"reason\":\"" + reason + "\"}"));
    assertThat(set.json().required("items").size()).isOne();
    assertThat(records("freeze.set", reason)).isOne();

    Reply gone =
        cut(moment, "UPDATE freezes", () -> olga.post("/v1/unfreeze", "{\"target\":\"blog\"}"));
    assertThat(gone.json().required("items").size()).isZero();
    assertThat(records("freeze.lifted", "blog")).isEqualTo(lifted + 1);
  }

  /// The server is at it while its gate asks again: that waits, and sees what came of it.
  @Test
  void p8_aCommitThatArrivesLateIsWaitedFor() throws Exception {
    Waiting change = waiting();
    CountDownLatch cut = wire.cutCommit(Moment.LATE, "INSERT INTO approvals");
    CompletableFuture<Reply> approved =
        CompletableFuture.supplyAsync(
            () -> decide(ada, "approve", change), task -> Thread.ofVirtual().start(task));
    assertThat(cut.await(SOON.toSeconds(), TimeUnit.SECONDS)).isTrue();
    await().atMost(SOON).until(P8UnansweredCommitTest::somebodyWaits);

    wire.deliver();

    Reply reply = approved.get(SOON.toSeconds(), TimeUnit.SECONDS);
    assertThat(reply.status()).as(reply.text()).isEqualTo(200);
    assertThat(reply.json().at("/approvals/given").asInt()).isOne();
    assertThat(records("change.approved", change.id())).isOne();
  }

  private static boolean somebodyWaits() throws SQLException {
    try (Connection connection =
            DriverManager.getConnection(Postgres.jdbc(database), "postgres", "");
        Statement statement = connection.createStatement();
        ResultSet rows =
            statement.executeQuery(
                "SELECT 1 FROM pg_locks WHERE locktype = 'advisory' AND NOT granted")) {
      return rows.next();
    }
  }
}
