package dev.sallyport.store.sqlite;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sallyport.audit.AuditChain;
import dev.sallyport.audit.AuditChain.Link;
import dev.sallyport.audit.AuditEvent;
import dev.sallyport.audit.AuditHead;
import dev.sallyport.audit.AuditSealer;
import dev.sallyport.audit.AuditVerifier;
import dev.sallyport.audit.Verification;
import dev.sallyport.audit.Verification.Finding;
import dev.sallyport.store.Samples;
import dev.sallyport.store.SettableClock;
import dev.sallyport.store.StoreUnavailableException;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Somebody edits the database file with SQL but has no audit key (P8): it is found, the record is
/// named, and the gate does not cover it up by going on.
@Tag("integration")
class P8TamperingTest {
  private static final int RECORDS = 20;

  @TempDir private Path folder;
  private final SettableClock clock = new SettableClock(Instant.parse("2026-11-23T10:00:00Z"));
  private final Samples samples = new Samples(clock);
  private Bench bench;
  private SqliteStore store;

  @BeforeEach
  void record() {
    bench = Bench.in(folder);
    store = bench.open(clock);
    for (int i = 0; i < RECORDS; i++) {
      append();
    }
    assertThat(verify().isWhole()).isTrue();
  }

  @AfterEach
  void close() {
    store.close();
  }

  private void append() {
    store.audit().append(List.of(samples.draft(AuditEvent.TOKEN_REFUSED)));
  }

  private Verification verify() {
    return AuditVerifier.verify(store.audit(), Bench.SEALER);
  }

  /// The first finding is the first of them, and the others are found too.
  private void assertNamed(Long... sequences) {
    assertThat(verify().findings())
        .extracting(Finding::sequence)
        .startsWith(sequences[0])
        .contains(sequences);
  }

  @Test
  void p8_changed_body_is_named() throws SQLException {
    bench.execute(
        "UPDATE audit_records SET body = replace(body, 'token.refused', 'token.used')"
            + " WHERE sequence = 7");

    assertThat(verify().findings()).extracting(Finding::sequence).containsExactly(7L);
  }

  @Test
  void p8_body_that_only_looks_the_same_is_named() throws SQLException {
    bench.execute(
        "UPDATE audit_records SET body = replace(body, '\"event\":', '\"event\": ')"
            + " WHERE sequence = 7");

    assertThat(verify().findings()).extracting(Finding::sequence).containsExactly(7L);
  }

  @Test
  void p8_body_with_a_field_twice_is_named() throws SQLException {
    bench.execute(
        "UPDATE audit_records SET body = '{\"event\":\"key.created\",' || substr(body, 2)"
            + " WHERE sequence = 7");

    assertThat(verify().findings()).extracting(Finding::sequence).containsExactly(7L);
  }

  @Test
  void p8_body_that_is_no_json_is_named_and_the_record_can_still_be_read() throws SQLException {
    bench.execute("UPDATE audit_records SET body = 'gone' WHERE sequence = 7");

    assertThat(verify().findings()).extracting(Finding::sequence).containsExactly(7L);
    assertThat(store.audit().after(6, 1).getFirst().body().path("unreadable").asString())
        .isEqualTo("gone");
  }

  @Test
  void p8_deleted_record_is_named() throws SQLException {
    bench.execute("DELETE FROM audit_records WHERE sequence = 7");

    assertNamed(7L);
  }

  @Test
  void p8_inserted_record_is_named() throws SQLException {
    bench.execute(
        "UPDATE audit_records SET sequence = sequence + 1000 WHERE sequence >= 7",
        "UPDATE audit_records SET sequence = sequence - 999 WHERE sequence > 1000",
        "INSERT INTO audit_records SELECT 7, body, previous, hash, seal FROM audit_records"
            + " WHERE sequence = 6");

    assertNamed(7L);
  }

  @Test
  void p8_reordered_records_are_named() throws SQLException {
    bench.execute(
        "UPDATE audit_records SET sequence = 1000 WHERE sequence = 7",
        "UPDATE audit_records SET sequence = 7 WHERE sequence = 8",
        "UPDATE audit_records SET sequence = 8 WHERE sequence = 1000");

    assertNamed(7L, 8L);
  }

  @Test
  void p8_cut_tail_is_named_and_stays_found_when_the_gate_goes_on() throws SQLException {
    bench.execute("DELETE FROM audit_records WHERE sequence > 17");
    assertNamed(18L);

    append();
    assertNamed(18L);
  }

  @Test
  void p8_gate_does_not_seal_an_end_that_somebody_else_wrote() throws SQLException {
    bench.execute(
        "DELETE FROM audit_records WHERE sequence > 17",
        "UPDATE audit_head SET sequence = 17,"
            + " hash = (SELECT hash FROM audit_records WHERE sequence = 17)");

    assertThat(verify().isWhole()).isFalse();
    assertThatThrownBy(this::append)
        .isInstanceOf(StoreUnavailableException.class)
        .hasMessageContaining("audit verify");
    assertThat(verify().isWhole()).isFalse();
  }

  @Test
  void p8_missing_end_is_found_and_nothing_more_is_recorded() throws SQLException {
    bench.execute("DELETE FROM audit_head");

    assertThat(verify().isWhole()).isFalse();
    assertThatThrownBy(this::append).isInstanceOf(StoreUnavailableException.class);
  }

  @Test
  void p8_record_beyond_the_end_is_found_and_nothing_more_is_recorded() throws SQLException {
    bench.execute(
        "INSERT INTO audit_records SELECT 21, body, previous, hash, seal FROM audit_records"
            + " WHERE sequence = 20");

    assertNamed(21L);
    assertThatThrownBy(this::append).isInstanceOf(StoreUnavailableException.class);
  }

  @Test
  void p8_whole_chain_made_anew_without_the_key_is_found() throws SQLException {
    AuditSealer forger = new AuditSealer(forgersKey());
    AuditHead head = new AuditHead(0, AuditChain.START, "");
    try (Connection connection = bench.raw();
        PreparedStatement update =
            connection.prepareStatement(
                "UPDATE audit_records SET body = ?, previous = ?, hash = ?, seal = ?"
                    + " WHERE sequence = ?")) {
      for (int i = 0; i < RECORDS; i++) {
        Link link =
            AuditChain.append(head, clock.instant(), samples.draft(AuditEvent.TOKEN_USED), forger);
        head = AuditChain.headAt(link, forger);
        update.setString(1, link.body());
        update.setString(2, link.previous());
        update.setString(3, link.hash());
        update.setString(4, link.seal());
        update.setLong(5, link.sequence());
        update.executeUpdate();
      }
    }
    bench.execute(
        "UPDATE audit_head SET hash = '%s', seal = '%s'".formatted(head.hash(), head.seal()));

    Verification found = verify();
    assertThat(found.records()).isEqualTo(RECORDS);
    assertThat(found.findings()).extracting(Finding::sequence).contains(1L);
  }

  private static byte[] forgersKey() {
    byte[] key = new byte[AuditSealer.KEY_BYTES];
    Arrays.fill(key, (byte) 1);
    return key;
  }
}
