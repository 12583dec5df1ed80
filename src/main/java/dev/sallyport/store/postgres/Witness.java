package dev.sallyport.store.postgres;

import dev.sallyport.audit.AuditDraft;
import dev.sallyport.audit.AuditEvent;
import dev.sallyport.audit.AuditHead;
import dev.sallyport.audit.AuditRecord;
import dev.sallyport.audit.AuditSealer;
import dev.sallyport.audit.Origin;
import dev.sallyport.store.StoreUnavailableException;
import dev.sallyport.store.postgres.Call.Again;
import dev.sallyport.store.postgres.Owed.Wrong;
import java.util.List;
import java.util.Set;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Whether each record that this gate has written got to its place in the chain as it was written.
/// Before it is sealed there, somebody who can write to the database can delete it or change its
/// time; so its gate remembers it until it has found it there, and puts on record what it does not
/// find. Used by the sealer's thread, except where it says otherwise.
final class Witness {
  /// How many of its records a gate reads at once.
  static final int PAGE = 500;

  private static final Set<AuditEvent> SAID =
      Set.of(AuditEvent.RECORD_MISSING, AuditEvent.RECORD_RETIMED);

  private static final Logger LOG = LoggerFactory.getLogger(Witness.class);

  private final Pool pool;
  private final AuditSealer sealer;
  private final String gate;
  private final AtomicLong numbers = new AtomicLong();
  private final Owed owed = new Owed();
  private volatile long position;
  private @Nullable Due due;
  private volatile boolean isHelpless;

  /// @param upTo none of them that waits has a greater id
  private record Due(Set<Long> numbers, long upTo) {}

  /// @param gate as in an [Origin]
  Witness(Pool pool, AuditSealer sealer, String gate) {
    this.pool = pool;
    this.sealer = sealer;
    this.gate = gate;
  }

  /// Begins where the chain ends now; before anything is written.
  void start() {
    position = end();
  }

  /// The records as they are to be written, which are then waited for. Any thread may ask.
  Drafts drafts(List<AuditDraft> drafts) {
    List<AuditDraft> all = List.copyOf(drafts);
    long first = numbers.getAndAdd(all.size());
    return Drafts.of(
        all, new Origin(gate, first), sealer, position, at -> owed.written(first, all, at));
  }

  /// Fails where no more records may be written. Any thread may ask.
  void requireSound() {
    if (isHelpless) {
      throw new StoreUnavailableException(
          "audit records are deleted or changed before they are sealed; run audit verify");
    }
    if (owed.size() >= Owed.MOST) {
      throw new StoreUnavailableException(
          "the audit log is behind: " + Owed.MOST + " records wait to be found in it");
    }
  }

  /// Whether there are records of which it is not known yet.
  boolean isWaiting() {
    return owed.size() > 0;
  }

  /// Looks for what is owed, and says what is wrong.
  void look() {
    Due before = due;
    // What was written by then either waits still, or is in the chain by now, or is nowhere.
    boolean isDue = before != null && !stillWaiting(before.upTo());
    walk();
    if (before != null && isDue) {
      owed.areDue(before.numbers());
      due = null;
    }
    if (due == null && isWaiting()) {
      Set<Long> asked = owed.numbers();
      due = new Due(asked, number(AuditSql.AUDIT_NEWEST));
    }
    say(owed.takeWrong());
  }

  private void walk() {
    long end = end();
    position = Math.min(position, end);
    List<AuditRecord> page;
    do {
      page = page(end);
      for (AuditRecord record : page) {
        Origin.of(record.body())
            .ifPresent(
                origin ->
                    owed.found(origin.number(), record.sequence(), record.at().toEpochMilli()));
        position = record.sequence();
      }
    } while (page.size() == PAGE);
    position = end;
  }

  private List<AuditRecord> page(long end) {
    return pool.read(
        sql ->
            sql.list(
                AuditSql.AUDIT_OF_GATE,
                PostgresAudit::record,
                position,
                end,
                Drafts.pattern(gate + "."),
                PAGE));
  }

  private long end() {
    return pool.read(sql -> sql.one(AuditSql.AUDIT_HEAD, PostgresAudit::head))
        .map(AuditHead::sequence)
        .orElse(0L);
  }

  private boolean stillWaiting(long upTo) {
    return pool.read(sql -> sql.one(AuditSql.AUDIT_STILL_WAITING, row -> row.getBoolean(1), upTo))
        .orElse(true);
  }

  private long number(AuditSql template) {
    return pool.read(sql -> sql.one(template, row -> row.getLong(1))).orElse(0L);
  }

  private void say(List<Wrong> all) {
    if (all.isEmpty()) {
      return;
    }
    boolean said = false;
    try {
      LOG.atError()
          .addKeyValue("event.action", "audit.damaged")
          .log(
              "{} audit records were deleted or changed before they were sealed; run audit verify",
              all.size());
      // Of records that say so and are deleted in their turn, nothing more can be recorded.
      isHelpless |= all.stream().anyMatch(wrong -> SAID.contains(wrong.of()));
      Drafts records = drafts(all.stream().map(Wrong::what).toList());
      records.areWritten(
          pool.write(Again.ONCE, sql -> PostgresAudit.add(sql, pool.given(), records)));
      said = true;
    } finally {
      if (!said) {
        owed.putBack(all);
      }
    }
  }
}
