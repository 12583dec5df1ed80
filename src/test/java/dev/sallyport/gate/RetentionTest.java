package dev.sallyport.gate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.sallyport.audit.AuditSealer;
import dev.sallyport.audit.AuditVerifier;
import dev.sallyport.fixture.StoreFile;
import dev.sallyport.fixture.TestCaller;
import dev.sallyport.fixture.TestCaller.Reply;
import dev.sallyport.fixture.TestGate;
import dev.sallyport.store.Store;
import dev.sallyport.token.Secrets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// What is left of a change whose time is over, and what its caller is told.
@Tag("integration")
class RetentionTest {
  private static final long DAYS_91 = Duration.ofDays(91).toMillis();

  @TempDir private Path folder;

  @Test
  void aChangeOfLongAgoIsUnknownAndItsRecordStands() throws Exception {
    String key;
    String token;
    Reply applied;
    Reply young;
    try (TestGate gate = TestGate.start(folder)) {
      key = TestGate.agentKey(folder, "docs-bot", "blog");
      TestCaller caller = new TestCaller(gate.url(), key);
      token = caller.token("old-1", "index.html", "<h1>Old</h1>\n");
      applied = caller.confirm("apply", "old-1", token);
      assertThat(applied.status()).as(applied.text()).isEqualTo(200);
      age("old-1");
      young = caller.preview("young-1", "about.html", "<p>Young</p>\n");
    }
    long records = records();

    // What is old is looked for when a gate starts, and then every ten minutes.
    try (TestGate gate = TestGate.start(folder)) {
      TestCaller caller = new TestCaller(gate.url(), key);
      String change = applied.result().required("changeId").asString();
      await().atMost(Duration.ofSeconds(60)).until(() -> status(caller, change) == 404);

      Reply gone = caller.get("/v1/changes/" + change);
      assertThat(gone.slug()).isEqualTo("unknown-change");
      assertThat(
              caller
                  .get("/v1/executions/" + applied.result().required("executionId").asString())
                  .status())
          .isEqualTo(404);
      Reply again = caller.confirm("apply", "old-1", token);
      assertThat(again.status()).as(again.text()).isBetween(400, 499);
      assertThat(again.replayed()).isFalse();
      assertThat(status(caller, young.result().required("changeId").asString())).isEqualTo(200);
      assertThat(StoreFile.of(folder).number("SELECT count(*) FROM executions")).isZero();
    }
    assertThat(records()).isGreaterThanOrEqualTo(records);
  }

  private static int status(TestCaller caller, String change) {
    return caller.get("/v1/changes/" + change).status();
  }

  private void age(String key) {
    StoreFile store = StoreFile.of(folder);
    assertThat(
            store.update(
                "UPDATE changes SET created_at = created_at - ?1, updated_at = updated_at - ?1"
                    + " WHERE idempotency_key = ?2",
                DAYS_91,
                key))
        .isOne();
    assertThat(
            store.update(
                "UPDATE requests SET claimed_at = claimed_at - ?1, answered_at = answered_at - ?1"
                    + " WHERE idempotency_key = ?2",
                DAYS_91,
                key))
        .isEqualTo(2);
    store.update("UPDATE execution_output SET at = at - ?1", DAYS_91);
  }

  /// How many records there are; every one of them is whole.
  private long records() throws Exception {
    Ambient ambient = Ambient.system();
    try (Store store = TestGate.openStore(folder, ambient)) {
      var found =
          AuditVerifier.verify(
              store.audit(),
              new AuditSealer(
                  new Secrets(Map.of(), TestGate.data(folder).resolve("keys"))
                      .auditKey(ambient.random())));
      assertThat(found.findings()).isEmpty();
      return found.records();
    }
  }
}
