package dev.sallyport.console;

import dev.sallyport.audit.AuditHead;
import dev.sallyport.audit.AuditRecord;
import dev.sallyport.audit.AuditTrail;
import dev.sallyport.domain.ChangeId;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.LongSupplier;

/// What is new on the audit record, in all and of each change, as numbers that only grow. Every
/// page that is open asks, twice a second; the store is asked for all of them at once, and of a
/// record that has not grown, for its end alone.
final class News {
  /// For how long what was read is good for pages that are open.
  static final Duration GOOD_FOR = Live.LOOK.dividedBy(2);

  /// The most new records that are looked at. Where more came, whatever is open may have changed.
  static final int MOST_RECORDS = 200;

  /// The most changes whose newest record is remembered.
  static final int MOST_CHANGES = 1_000;

  private final AuditTrail trail;
  private final LongSupplier nanos;
  private final Map<String, Long> newest = new LinkedHashMap<>(16, 0.75f, true);
  private boolean read;
  private long readAt;
  private long head;

  /// Of a change that is not remembered, there is no newer record.
  private long floor;

  News(AuditTrail trail, LongSupplier nanos) {
    this.trail = trail;
    this.nanos = nanos;
  }

  /// The newest record there is, for a page that is about to be read.
  synchronized long now() {
    look();
    return head;
  }

  /// The newest record there is.
  synchronized long head() {
    lookWhereItIsTime();
    return head;
  }

  /// No less than the newest record of the change, and the same until there is another of it, or so
  /// much that nobody has looked at all of it.
  synchronized long of(ChangeId change) {
    lookWhereItIsTime();
    return Math.max(floor, newest.getOrDefault(change.value(), 0L));
  }

  private void lookWhereItIsTime() {
    if (!read || nanos.getAsLong() - readAt >= GOOD_FOR.toNanos()) {
      look();
    }
  }

  private void look() {
    long end = trail.head().map(AuditHead::sequence).orElse(0L);
    if (!read || end < head || end - head > MOST_RECORDS) {
      newest.clear();
      floor = end;
    } else if (end > head) {
      note(trail.after(head, (int) (end - head)));
    }
    head = end;
    read = true;
    readAt = nanos.getAsLong();
  }

  private void note(List<AuditRecord> records) {
    for (AuditRecord record : records) {
      String change = record.body().path("changeId").asString("");
      if (!change.isEmpty()) {
        newest.put(change, record.sequence());
      }
    }
    var eldest = newest.entrySet().iterator();
    while (newest.size() > MOST_CHANGES) {
      floor = Math.max(floor, eldest.next().getValue());
      eldest.remove();
    }
  }
}
