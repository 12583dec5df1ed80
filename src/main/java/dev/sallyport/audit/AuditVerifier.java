package dev.sallyport.audit;

import dev.sallyport.audit.Verification.Finding;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/// Walks the whole record and finds every place at which it is not as the gate wrote it: a record
/// changed, taken out, put in, moved, or cut off the end (P8). Works beside a gate that goes on
/// recording.
public final class AuditVerifier {
  /// How many records are read at once.
  static final int PAGE = 500;

  /// How many findings are named; more are only counted as "more".
  public static final int MOST_FINDINGS = 100;

  private final AuditTrail trail;
  private final AuditSealer sealer;
  private final List<Finding> findings = new ArrayList<>();
  private final Origins origins = new Origins();
  private @Nullable AuditRecord last;
  private boolean lastIsDamaged;
  private long records;

  private AuditVerifier(AuditTrail trail, AuditSealer sealer) {
    this.trail = trail;
    this.sealer = sealer;
  }

  /// Verifies all of it.
  public static Verification verify(AuditTrail trail, AuditSealer sealer) {
    return new AuditVerifier(trail, sealer).verify();
  }

  private Verification verify() {
    Optional<AuditHead> head;
    do {
      walk();
      // Read after the records: the end of what was just recorded may be ahead of the walk, and
      // then there is more to walk; an end that stays ahead means that records are missing.
      head = trail.head();
    } while (isAhead(head) && !trail.after(lastSequence(), 1).isEmpty());
    checkHead(head);
    if (findings.isEmpty()) {
      trail.trouble().ifPresent(what -> add(lastSequence() + 1, "cannot be sealed: " + what));
    }
    return new Verification(records, findings);
  }

  private void walk() {
    List<AuditRecord> page = trail.after(lastSequence(), PAGE);
    while (!page.isEmpty()) {
      page.forEach(this::check);
      page = trail.after(lastSequence(), PAGE);
    }
  }

  private void check(AuditRecord record) {
    records++;
    boolean follows = checkPlace(record);
    boolean damaged = checkSelf(record) || !follows;
    if (!damaged) {
      checkWaiting(record);
    }
    last = record;
    lastIsDamaged = damaged;
  }

  /// Whether the record stands right after the one before it.
  private boolean checkPlace(AuditRecord record) {
    long expected = lastSequence() + 1;
    if (record.sequence() != expected) {
      add(
          expected,
          record.sequence() == expected + 1
              ? "is missing"
              : "to %d are missing".formatted(record.sequence() - 1));
      return true;
    }
    // After a damaged record its successor cannot be expected to follow it.
    if (!lastIsDamaged && !record.previous().equals(lastHash())) {
      add(record.sequence(), "does not follow the record before it: put in or moved");
      return false;
    }
    return true;
  }

  /// Whether the record itself is not as it was written.
  private boolean checkSelf(AuditRecord record) {
    if (record.body().has(AuditRecord.UNREADABLE)) {
      add(record.sequence(), "was changed: its body cannot be read");
    } else if (!hashOf(record).equals(record.hash())) {
      add(record.sequence(), "was changed: its hash is not that of its content");
    } else if (record.body().path("sequence").asLong(0) != record.sequence()) {
      add(
          record.sequence(),
          "was moved here: it was written as record %d"
              .formatted(record.body().path("sequence").asLong(0)));
    } else if (!sealer.isSealOf(record.hash(), record.seal())) {
      add(record.sequence(), "was put in or changed by somebody without the gate's audit key");
    } else {
      return false;
    }
    return true;
  }

  /// Whether what happened before records were sealed is on record: one put in twice, or one that
  /// its gate did not find in its place.
  private void checkWaiting(AuditRecord record) {
    Origin.of(record.body())
        .filter(origin -> !origins.add(origin))
        .ifPresent(_ -> add(record.sequence(), "was put in: it is the copy of one before it"));
    String event = record.body().path("event").asString("");
    JsonNode details = record.body().path("details");
    String at = details.path("at").asString("");
    if (event.equals(AuditEvent.RECORD_MISSING.wire())) {
      add(
          record.sequence(),
          "stands for one that was deleted before it was sealed: %s of %s"
              .formatted(details.path("event").asString(""), at));
    } else if (event.equals(AuditEvent.RECORD_RETIMED.wire())) {
      add(
          details.path("record").asLong(0),
          "was given another time before it was sealed: it is of %s, says record %d"
              .formatted(at, record.sequence()));
    }
  }

  private static String hashOf(AuditRecord record) {
    return AuditChain.hash(record.previous(), CanonicalBody.of(record.body()));
  }

  private void checkHead(Optional<AuditHead> found) {
    if (found.isEmpty()) {
      add(lastSequence(), "may not be the last: the end of the chain was taken away");
      return;
    }
    AuditHead head = found.get();
    if (!sealer.accepts(head)) {
      add(lastSequence(), "may not be the last: the end of the chain is not sealed by this gate");
    } else if (head.sequence() > lastSequence()) {
      add(
          lastSequence() + 1,
          head.sequence() == lastSequence() + 1
              ? "is missing from the end"
              : "to %d are missing from the end".formatted(head.sequence()));
    } else if (head.sequence() < lastSequence()) {
      add(
          head.sequence() + 1,
          "was put in after the end, which is at record %d".formatted(head.sequence()));
    } else if (!head.hash().equals(lastHash()) && !lastIsDamaged) {
      add(head.sequence(), "is not the one that the chain ended with");
    }
  }

  private boolean isAhead(Optional<AuditHead> head) {
    return head.filter(end -> end.sequence() > lastSequence()).isPresent();
  }

  private long lastSequence() {
    return last == null ? 0 : last.sequence();
  }

  private String lastHash() {
    return last == null ? AuditChain.START : last.hash();
  }

  private void add(long sequence, String what) {
    if (findings.size() < MOST_FINDINGS) {
      findings.add(new Finding(sequence, what));
    }
  }
}
