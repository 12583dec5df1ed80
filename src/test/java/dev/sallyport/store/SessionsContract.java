package dev.sallyport.store;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sallyport.audit.AuditEvent;
import dev.sallyport.domain.Principal;
import dev.sallyport.domain.PrincipalId;
import dev.sallyport.domain.PrincipalKind;
import dev.sallyport.domain.Role;
import dev.sallyport.store.ApiKeys.StoredKey;
import dev.sallyport.store.Sessions.Lasting;
import dev.sallyport.store.Sessions.Session;
import java.time.Duration;
import java.time.Instant;
import java.util.Set;
import org.junit.jupiter.api.Test;

/// The console's sessions, on any engine.
interface SessionsContract extends StoreBench {
  Lasting LASTING = new Lasting(Duration.ofMinutes(30), Duration.ofHours(12));

  private void key(String id, String principal, PrincipalKind kind) {
    one()
        .apiKeys()
        .add(
            new StoredKey(
                id,
                "a".repeat(64),
                new Principal(
                    new PrincipalId(principal), kind, Set.of(Role.APPROVER), Set.of("blog")),
                Instant.EPOCH,
                null),
            samples().draft(AuditEvent.KEY_CREATED));
  }

  private static String hash(int number) {
    return "%064x".formatted(number);
  }

  private boolean begin(int number, String key) {
    return one().sessions().begin(hash(number), key, samples().draft(AuditEvent.SESSION_STARTED));
  }

  private boolean stands(int number) {
    return two().sessions().find(hash(number), LASTING).isPresent();
  }

  @Test
  default void sessionIsKnownToEveryGateWithItsKeysPrincipal() {
    key("k1", "ada", PrincipalKind.PERSON);

    assertThat(begin(1, "k1")).isTrue();

    Session found = two().sessions().find(hash(1), LASTING).orElseThrow();
    assertThat(found.principal().id()).isEqualTo(new PrincipalId("ada"));
    assertThat(found.principal().roles()).containsExactly(Role.APPROVER);
    assertThat(found.keyId()).isEqualTo("k1");
    assertThat(found.since()).isEqualTo(clock().instant());
    assertThat(two().sessions().find(hash(2), LASTING)).isEmpty();
    assertThat(one().audit().before(Long.MAX_VALUE, 1).getFirst().body().path("event").asString())
        .isEqualTo("session.started");
  }

  @Test
  default void onlyAPersonsGoodKeyBeginsOne() {
    key("k1", "ada", PrincipalKind.PERSON);
    key("k2", "bot", PrincipalKind.AGENT);
    one().apiKeys().revoke("k1", samples().draft(AuditEvent.KEY_REVOKED));
    int records = one().audit().after(0, 10).size();

    assertThat(begin(1, "k1")).isFalse();
    assertThat(begin(2, "k2")).isFalse();
    assertThat(begin(3, "none")).isFalse();
    assertThat(one().audit().after(0, 10)).hasSize(records);
  }

  @Test
  default void revokedKeyEndsItsSessions() {
    key("k1", "ada", PrincipalKind.PERSON);
    begin(1, "k1");

    two().apiKeys().revoke("k1", samples().draft(AuditEvent.KEY_REVOKED));

    assertThat(stands(1)).isFalse();
  }

  @Test
  default void sessionEndsWhenItIsIdleAndUseKeepsIt() {
    key("k1", "ada", PrincipalKind.PERSON);
    begin(1, "k1");
    clock().advance(LASTING.idle().minusMillis(1));
    assertThat(stands(1)).isTrue();

    one().sessions().seen(hash(1));
    clock().advance(LASTING.idle().minusMillis(1));
    assertThat(stands(1)).isTrue();
    clock().advance(Duration.ofMillis(1));

    assertThat(stands(1)).isFalse();
  }

  @Test
  default void sessionEndsAtTheEndOfItsLifeHoweverMuchItIsUsed() {
    key("k1", "ada", PrincipalKind.PERSON);
    begin(1, "k1");
    for (Duration left = LASTING.life(); left.isPositive(); left = left.minusMinutes(20)) {
      clock().advance(left.compareTo(Duration.ofMinutes(20)) < 0 ? left : Duration.ofMinutes(20));
      one().sessions().seen(hash(1));
    }

    assertThat(stands(1)).isFalse();
    assertThat(one().sessions().forget(LASTING, 10)).isEqualTo(1);
  }

  @Test
  default void signingOutEndsOneAndEverywhereEndsAll() {
    key("k1", "ada", PrincipalKind.PERSON);
    key("k2", "ada", PrincipalKind.PERSON);
    key("k3", "bob", PrincipalKind.PERSON);
    begin(1, "k1");
    begin(2, "k1");
    begin(3, "k2");
    begin(4, "k3");

    assertThat(two().sessions().end(hash(1), samples().draft(AuditEvent.SESSION_ENDED))).isTrue();
    assertThat(two().sessions().end(hash(1), samples().draft(AuditEvent.SESSION_ENDED))).isFalse();
    assertThat(stands(1)).isFalse();
    assertThat(stands(2)).isTrue();

    PrincipalId ada = new PrincipalId("ada");
    assertThat(two().sessions().endAll(ada, samples().draft(AuditEvent.SESSION_ENDED)))
        .isEqualTo(2);
    assertThat(two().sessions().endAll(ada, samples().draft(AuditEvent.SESSION_ENDED))).isZero();
    assertThat(stands(2)).isFalse();
    assertThat(stands(3)).isFalse();
    assertThat(stands(4)).isTrue();
  }

  @Test
  default void p10_aFurtherSessionEndsThePrincipalsOldest() {
    key("k1", "ada", PrincipalKind.PERSON);
    key("k2", "bob", PrincipalKind.PERSON);
    begin(1000, "k2");
    for (int number = 1; number <= Sessions.MOST_OF_ONE + 2; number++) {
      begin(number, "k1");
    }

    assertThat(stands(2)).isFalse();
    assertThat(stands(3)).isTrue();
    assertThat(stands(Sessions.MOST_OF_ONE + 2)).isTrue();
    assertThat(stands(1000)).isTrue();
  }
}
