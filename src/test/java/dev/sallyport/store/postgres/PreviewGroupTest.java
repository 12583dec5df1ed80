package dev.sallyport.store.postgres;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.sallyport.audit.AuditEvent;
import dev.sallyport.audit.AuditVerifier;
import dev.sallyport.change.Change;
import dev.sallyport.change.ChangeState;
import dev.sallyport.domain.Action;
import dev.sallyport.domain.PrincipalId;
import dev.sallyport.store.ApprovalRound;
import dev.sallyport.store.Approvals.NewRound;
import dev.sallyport.store.Executions.Beginning.Begun;
import dev.sallyport.store.IssuedToken;
import dev.sallyport.store.Race;
import dev.sallyport.store.RequestKey;
import dev.sallyport.store.Requests.Claim;
import dev.sallyport.store.Samples;
import dev.sallyport.store.Samples.Previewed;
import dev.sallyport.store.Store;
import dev.sallyport.store.StoreUnavailableException;
import dev.sallyport.store.StoredRequest.StoredAnswer;
import dev.sallyport.store.postgres.PostgresConfig.Waits;
import dev.sallyport.target.PlanMaterial;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.security.SecureRandom;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Duration;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.Future;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/// Previews whose keys one statement claims together, and whose changes one records together: each
/// has its key or not, and is recorded or not, alone.
@Tag("integration")
class PreviewGroupTest {
  private static final Duration SOON = Duration.ofSeconds(30);
  private static final Duration LEASE = Duration.ofSeconds(15);
  private static final Duration LIFE = Duration.ofMinutes(1);
  private static final String FINGERPRINT = "a".repeat(64);
  private static final String OTHER_FINGERPRINT = "b".repeat(64);

  private final Bench bench = Bench.emptied(PreviewGroupTest.class);
  private final Samples samples = new Samples(Clock.tickMillis(ZoneOffset.UTC));
  private SimpleMeterRegistry meters = new SimpleMeterRegistry();
  private PostgresStore store;
  private long numbers = 1;

  @BeforeEach
  void open() {
    store = open(bench.config());
  }

  @AfterEach
  void close() {
    store.close();
  }

  private PostgresStore open(PostgresConfig config) {
    return PostgresStore.open(config, new SecureRandom(), Bench.SEALER, meters);
  }

  private RequestKey key() {
    return samples.key(Action.PREVIEW);
  }

  private Claim claim(RequestKey key) {
    return store.requests().claim(key, FINGERPRINT, LIFE);
  }

  private long claimed(RequestKey key) {
    return ((Claim.Claimed) claim(key)).number();
  }

  private ClaimGroup.Asked wanted(RequestKey key, String fingerprint) {
    return new ClaimGroup.Asked(key, fingerprint, numbers++, LIFE);
  }

  private List<Boolean> claim(ClaimGroup.Asked... all) throws SQLException {
    try (Connection connection = bench.connect()) {
      return new ClaimGroup(new Together<>(List.of(all)), "another gate", LEASE.toMillis())
          .claim(Bench.sql(connection), null);
    }
  }

  private CompleteGroup.Asked done(
      RequestKey key,
      long claim,
      Change change,
      @Nullable IssuedToken token,
      List<NewRound> rounds) {
    AuditEvent[] events =
        token == null
            ? new AuditEvent[] {AuditEvent.CHANGE_PREVIEWED}
            : new AuditEvent[] {AuditEvent.CHANGE_PREVIEWED, AuditEvent.TOKEN_MINTED};
    return new CompleteGroup.Asked(
        key,
        claim,
        change,
        token,
        rounds,
        new StoredAnswer(200, "{\"of\":\"" + change.id() + "\"}"),
        Bench.records(Stream.of(events).map(samples::draft).toList()));
  }

  private CompleteGroup.Asked done(RequestKey key, long claim) {
    Change change = samples.change(key);
    return done(key, claim, change, samples.token(change.id()), List.of());
  }

  private List<Boolean> complete(CompleteGroup.Asked... all) throws SQLException {
    try (Connection connection = bench.connect()) {
      return new CompleteGroup(new Together<>(List.of(all))).complete(Bench.sql(connection), null);
    }
  }

  private String fingerprint(RequestKey key) {
    return store.requests().find(key).orElseThrow().fingerprint();
  }

  @Test
  void p5_ofThoseWithTheSameKeyOneHasItAndNeighboursHaveTheirs() throws SQLException {
    RequestKey wantedTwice = key();
    RequestKey held = key();
    RequestKey free = key();
    RequestKey ofAnother =
        new RequestKey(
            new PrincipalId("grace"),
            wantedTwice.target(),
            wantedTwice.action(),
            wantedTwice.key());
    claimed(held);

    List<Boolean> answers =
        claim(
            wanted(wantedTwice, FINGERPRINT),
            wanted(held, OTHER_FINGERPRINT),
            wanted(wantedTwice, OTHER_FINGERPRINT),
            wanted(ofAnother, OTHER_FINGERPRINT),
            wanted(free, FINGERPRINT));

    assertThat(answers).containsExactly(true, false, false, true, true);
    assertThat(List.of(fingerprint(wantedTwice), fingerprint(held), fingerprint(ofAnother)))
        .containsExactly(FINGERPRINT, FINGERPRINT, OTHER_FINGERPRINT);
    assertThat(bench.number("SELECT count(*) FROM requests")).isEqualTo(4);
  }

  @Test
  void ofThoseWhoWantADeadClaimOneTakesItOver() throws SQLException {
    RequestKey dead = key();
    RequestKey alive = key();
    long first = claimed(dead);
    bench.execute("UPDATE requests SET claimed_until = claimed_at");
    claimed(alive);

    List<Boolean> answers =
        claim(
            wanted(dead, OTHER_FINGERPRINT),
            wanted(alive, OTHER_FINGERPRINT),
            wanted(dead, FINGERPRINT));

    assertThat(answers).containsExactly(true, false, false);
    assertThat(fingerprint(dead)).isEqualTo(OTHER_FINGERPRINT);
    assertThat(complete(done(dead, first))).containsExactly(false);
  }

  @Test
  void p2_eachIsRecordedAloneWithWhatIsItsOwn() throws SQLException {
    RequestKey confirmed = key();
    RequestKey lost = key();
    RequestKey approved = key();
    CompleteGroup.Asked withToken = done(confirmed, claimed(confirmed));
    CompleteGroup.Asked withoutClaim = done(lost, claimed(lost) + 1);
    CompleteGroup.Asked withRounds =
        done(
            approved,
            claimed(approved),
            samples.change(approved).inState(ChangeState.AWAITING_APPROVAL),
            null,
            List.of(
                new NewRound(Action.APPLY, Duration.ofHours(1), 42),
                new NewRound(Action.DEPLOY, Duration.ofHours(2), null)));

    assertThat(complete(withToken, withoutClaim, withRounds)).containsExactly(true, false, true);

    for (CompleteGroup.Asked one : List.of(withToken, withRounds)) {
      assertThat(store.changes().find(one.change().id())).contains(one.change());
      assertThat(store.requests().find(one.key()).orElseThrow().answer()).isEqualTo(one.answer());
      assertThat(store.requests().find(one.key()).orElseThrow().change())
          .isEqualTo(one.change().id());
    }
    assertThat(store.changes().token(withToken.change().id())).isPresent();
    assertThat(store.changes().token(withRounds.change().id())).isEmpty();
    assertThat(round(withToken, Action.APPLY)).isEmpty();
    assertThat(round(withRounds, Action.APPLY).orElseThrow().number()).isEqualTo(42);
    assertThat(round(withRounds, Action.APPLY).orElseThrow().until()).isNotNull();
    assertThat(round(withRounds, Action.DEPLOY).orElseThrow().number()).isNull();
    assertThat(round(withRounds, Action.DEPLOY).orElseThrow().until()).isNull();
    assertThat(store.requests().find(lost).orElseThrow().answer()).isNull();
    assertThat(store.changes().find(withoutClaim.change().id())).isEmpty();
    assertThat(bench.number("SELECT count(*) FROM confirm_tokens")).isEqualTo(1);
    assertThat(store.audit().after(0, 10))
        .extracting(record -> record.body().path("event").asString())
        .containsExactly("change.previewed", "token.minted", "change.previewed");
    assertThat(store.executions().begin(samples.apply(previewed(withToken))))
        .isInstanceOf(Begun.class);
    assertThat(AuditVerifier.verify(store.audit(), Bench.SEALER).isWhole()).isTrue();
  }

  private Optional<ApprovalRound> round(CompleteGroup.Asked one, Action action) {
    return store.approvals().round(one.change().id(), action);
  }

  private static Previewed previewed(CompleteGroup.Asked one) {
    return new Previewed(one.change(), one.token());
  }

  private Standstill standstill() throws SQLException {
    return new Standstill(
        bench,
        meters,
        "preview",
        other -> {
          RequestKey key = key();
          long claim = claimed(key);
          other.hold(
              "SELECT 1 FROM requests WHERE idempotency_key = ? FOR UPDATE", key.key().value());
          return complete(key, claim, "a diff");
        });
  }

  private Callable<Boolean> complete(RequestKey key, long claim, String diff) {
    Change plain = samples.change(key);
    PlanMaterial plan = plain.plan();
    Change change =
        new Change(
            plain.id(),
            plain.requester(),
            plain.target(),
            plain.key(),
            plain.command(),
            plain.actor(),
            plain.state(),
            plain.planHash(),
            new PlanMaterial(
                plan.operation(), plan.base(), plan.summary(), diff, plan.stats(), plan.material()),
            plain.safety(),
            plain.execution(),
            plain.createdAt(),
            plain.updatedAt());
    IssuedToken token = samples.token(change.id());
    return () ->
        store
            .requests()
            .complete(
                key,
                claim,
                change,
                token,
                List.of(),
                new StoredAnswer(200, "{}"),
                List.of(samples.draft(AuditEvent.CHANGE_PREVIEWED)));
  }

  @Test
  void aPreviewThatTheDatabaseRefusesFailsAlone() throws Exception {
    RequestKey one = key();
    RequestKey two = key();
    RequestKey three = key();
    long first = claimed(one);
    long second = claimed(two);
    long third = claimed(three);

    Future<Boolean> good;
    Future<Boolean> bad;
    Future<Boolean> alsoGood;
    try (Standstill standstill = standstill()) {
      good = standstill.behind(complete(one, first, "a diff"));
      bad = standstill.behind(complete(two, second, "\0"));
      alsoGood = standstill.behind(complete(three, third, "another"));
    }

    assertThat(good.get()).isTrue();
    assertThatThrownBy(bad::get).hasCauseInstanceOf(IllegalStateException.class);
    assertThat(alsoGood.get()).isTrue();
    assertThat(meters.get("sallyport.store.group").tag("what", "preview").summary().max())
        .isEqualTo(3);
    assertThat(store.requests().find(two).orElseThrow().answer()).isNull();
  }

  /// A large plan goes alone, so that no statement grows without a limit.
  @Test
  void p10_aGroupTakesNoMoreOnceItsTextsAreLong() throws Exception {
    String large = "x".repeat((int) Combiner.MOST_CHARACTERS);
    RequestKey one = key();
    RequestKey two = key();
    long first = claimed(one);
    long second = claimed(two);

    Future<Boolean> big;
    Future<Boolean> small;
    try (Standstill standstill = standstill()) {
      big = standstill.behind(complete(one, first, large));
      small = standstill.behind(complete(two, second, "a diff"));
    }

    assertThat(big.get()).isTrue();
    assertThat(small.get()).isTrue();
    assertThat(meters.get("sallyport.store.group").tag("what", "preview").summary().max())
        .isEqualTo(1);
  }

  @Test
  void aFullQueueRefusesAtOnceAndTheClaimStaysGood() throws Exception {
    store.close();
    meters = new SimpleMeterRegistry();
    store =
        open(
            bench
                .config()
                .withConnections(4, 1)
                .withWaits(new Waits(SOON, Waits.DEFAULT.statement(), Waits.DEFAULT.lease())));
    RequestKey one = key();
    RequestKey two = key();
    long first = claimed(one);
    long second = claimed(two);

    Future<Boolean> waiting;
    try (Standstill standstill = standstill()) {
      waiting = standstill.behind(complete(one, first, "a diff"));
      assertThatThrownBy(complete(two, second, "a diff")::call)
          .isInstanceOf(StoreUnavailableException.class)
          .hasMessageContaining("the queue for the database is full: 1 callers wait");
    }
    assertThat(waiting.get()).isTrue();
    await()
        .atMost(SOON)
        .ignoreExceptionsInstanceOf(StoreUnavailableException.class)
        .until(complete(two, second, "a diff"));
  }

  @Test
  void p5_manyWantTheSameKeysAtTwoGatesAndEachIsRecordedOnce() throws Exception {
    List<Previewed> made =
        Stream.generate(
                () -> {
                  Change change = samples.change(key());
                  return new Previewed(change, samples.token(change.id()));
                })
            .limit(30)
            .toList();
    try (PostgresStore other = bench.open(null, LEASE)) {
      List<Integer> recorded =
          Race.of(
              2 * made.size(),
              i -> () -> preview(i % 2 == 0 ? store : other, made.get(i / 2)) ? 1 : 0);

      for (int i = 0; i < made.size(); i++) {
        assertThat(recorded.get(2 * i) + recorded.get(2 * i + 1)).isEqualTo(1);
        assertThat(store.changes().find(made.get(i).change().id())).isPresent();
      }
    }
    assertThat(bench.number("SELECT count(*) FROM confirm_tokens")).isEqualTo(made.size());
  }

  private static boolean preview(Store at, Previewed previewed) {
    Change change = previewed.change();
    RequestKey key =
        new RequestKey(change.requester(), change.target(), Action.PREVIEW, change.key());
    return switch (at.requests().claim(key, FINGERPRINT, LIFE)) {
      case Claim.Held _ -> false;
      case Claim.Claimed(long number) ->
          at.requests()
              .complete(
                  key,
                  number,
                  change,
                  previewed.token(),
                  List.of(),
                  new StoredAnswer(200, "{}"),
                  List.of());
    };
  }
}
