package dev.sallyport.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sallyport.audit.AuditEvent;
import dev.sallyport.domain.Principal;
import dev.sallyport.domain.PrincipalId;
import dev.sallyport.domain.PrincipalKind;
import dev.sallyport.domain.Role;
import dev.sallyport.store.ApiKeys.StoredKey;
import java.time.Instant;
import java.util.Set;
import org.junit.jupiter.api.Test;

/// API keys, on any engine.
interface KeysContract extends StoreBench {
  private StoredKey key(String id) {
    return new StoredKey(
        id,
        "a".repeat(64),
        new Principal(
            new PrincipalId("ada"),
            PrincipalKind.AGENT,
            Set.of(Role.REQUESTER, Role.AUDITOR),
            Set.of("blog", "*")),
        Instant.EPOCH,
        null);
  }

  @Test
  default void keyComesBackAsItWasAddedWithTheStoresTime() {
    one().apiKeys().add(key("k1"), samples().draft(AuditEvent.KEY_CREATED));

    StoredKey found = two().apiKeys().find("k1").orElseThrow();
    assertThat(found.principal()).isEqualTo(key("k1").principal());
    assertThat(found.secretHash()).isEqualTo(key("k1").secretHash());
    assertThat(found.createdAt()).isEqualTo(clock().instant());
    assertThat(found.revokedAt()).isNull();
  }

  @Test
  default void keyIdsDifferByCase() {
    one().apiKeys().add(key("abc"), samples().draft(AuditEvent.KEY_CREATED));

    assertThat(one().apiKeys().find("ABC")).isEmpty();
    one().apiKeys().add(key("ABC"), samples().draft(AuditEvent.KEY_CREATED));
    assertThat(one().apiKeys().list()).extracting(StoredKey::id).containsExactly("abc", "ABC");
  }

  @Test
  default void keyIsAddedOnce() {
    one().apiKeys().add(key("k1"), samples().draft(AuditEvent.KEY_CREATED));

    assertThatThrownBy(
            () -> two().apiKeys().add(key("k1"), samples().draft(AuditEvent.KEY_CREATED)))
        .isInstanceOf(IllegalStateException.class);
    assertThat(one().audit().after(0, 10)).hasSize(1);
  }

  @Test
  default void keyIsRevokedOnce() {
    one().apiKeys().add(key("k1"), samples().draft(AuditEvent.KEY_CREATED));

    assertThat(two().apiKeys().revoke("k1", samples().draft(AuditEvent.KEY_REVOKED))).isTrue();
    assertThat(one().apiKeys().revoke("k1", samples().draft(AuditEvent.KEY_REVOKED))).isFalse();
    assertThat(one().apiKeys().revoke("none", samples().draft(AuditEvent.KEY_REVOKED))).isFalse();
    assertThat(one().apiKeys().find("k1").orElseThrow().revokedAt()).isEqualTo(clock().instant());
    assertThat(one().audit().after(0, 10)).hasSize(2);
  }
}
