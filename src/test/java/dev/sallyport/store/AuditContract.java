package dev.sallyport.store;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sallyport.audit.AuditDraft;
import dev.sallyport.audit.AuditEvent;
import dev.sallyport.audit.AuditHead;
import dev.sallyport.audit.AuditRecord;
import dev.sallyport.domain.ChangeId;
import java.time.Instant;
import java.util.List;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

/// The audit records, on any engine.
interface AuditContract extends StoreBench {
  private void append(Store store, int records) {
    for (int i = 0; i < records; i++) {
      store.audit().append(List.of(samples().draft(AuditEvent.TOKEN_REFUSED)));
    }
  }

  @Test
  default void emptyLogHasItsHeadFromTheStart() {
    assertThat(one().audit().after(0, 10)).isEmpty();
    assertThat(one().audit().head()).contains(new AuditHead(0, "0".repeat(64), ""));
  }

  @Test
  default void recordsHaveNumberTimeBodyAndTheHashBeforeThem() {
    clock().set(Instant.parse("2026-11-23T10:15:30Z"));
    one()
        .audit()
        .append(
            List.of(
                samples().draft(AuditEvent.KEY_CREATED), samples().draft(AuditEvent.KEY_REVOKED)));

    List<AuditRecord> records = two().audit().after(0, 10);
    assertThat(records).extracting(AuditRecord::sequence).containsExactly(1L, 2L);
    assertThat(records.get(0).previous()).isEqualTo("0".repeat(64));
    assertThat(records.get(1).previous()).isEqualTo(records.get(0).hash());
    assertThat(records.get(0).at()).isEqualTo(Instant.parse("2026-11-23T10:15:30Z"));
    assertThat(records.get(0).body().path("at").asString()).isEqualTo("2026-11-23T10:15:30.000Z");
    assertThat(records.get(0).body().path("principal").asString()).isEqualTo("ada");
    assertThat(records.get(0).body().path("target").asString()).isEqualTo("blog");
    assertThat(records.get(0).body().path("details").path("n").asInt()).isEqualTo(1);
    assertThat(records.get(0).body().has("changeId")).isFalse();
    assertThat(two().audit().head().orElseThrow().hash()).isEqualTo(records.get(1).hash());
  }

  @Test
  default void recordsArePagedBothWays() {
    append(one(), 5);

    assertThat(one().audit().after(1, 2)).extracting(AuditRecord::sequence).containsExactly(2L, 3L);
    assertThat(one().audit().after(5, 2)).isEmpty();
    assertThat(one().audit().before(Long.MAX_VALUE, 2))
        .extracting(AuditRecord::sequence)
        .containsExactly(5L, 4L);
    assertThat(one().audit().before(4, 10))
        .extracting(AuditRecord::sequence)
        .containsExactly(3L, 2L, 1L);
  }

  @Test
  default void recordsOfOneChangeAreFoundAmongOthers() {
    ChangeId change = new ChangeId("chg_" + "0".repeat(25) + "a");
    append(one(), 2);
    one()
        .audit()
        .append(List.of(of(change, 1), of(new ChangeId("chg_" + "0".repeat(25) + "b"), 2)));
    append(two(), 1);
    two().audit().append(List.of(of(change, 3)));

    assertThat(one().audit().ofChange(change, 10))
        .extracting(AuditRecord::sequence)
        .containsExactly(6L, 3L);
    assertThat(one().audit().ofChange(change, 1))
        .singleElement()
        .satisfies(
            record -> assertThat(record.body().path("details").path("n").asInt()).isEqualTo(3));
  }

  /// A record of that change, whose details seem to be of another.
  private static AuditDraft of(ChangeId change, int n) {
    return new AuditDraft(
        AuditEvent.TOKEN_REFUSED,
        "0".repeat(32),
        Samples.ADA,
        Samples.BLOG,
        change,
        null,
        Samples.object().put("n", n).put("reason", "\"changeId\":\"chg_" + "0".repeat(25) + "c\""));
  }

  @Test
  default void p8_twoGatesMakeOneChain() throws Exception {
    Race.of(
        40,
        i ->
            () -> {
              append(i % 2 == 0 ? one() : two(), 2);
              return true;
            });

    List<AuditRecord> records = one().audit().after(0, 100);
    assertThat(records)
        .extracting(AuditRecord::sequence)
        .containsExactlyElementsOf(LongStream.rangeClosed(1, 80).boxed().toList());
    for (int i = 1; i < records.size(); i++) {
      assertThat(records.get(i).previous()).isEqualTo(records.get(i - 1).hash());
    }
  }
}
