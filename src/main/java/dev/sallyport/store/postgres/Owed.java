package dev.sallyport.store.postgres;

import dev.sallyport.audit.AuditDraft;
import dev.sallyport.audit.AuditEvent;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/// What this gate has had recorded and has not yet found in the chain.
final class Owed {
  /// How many records are remembered; while there are as many, no more are taken.
  static final int MOST = 50_000;

  private final Map<Long, Written> written = new HashMap<>();
  private final List<Wrong> wrong = new ArrayList<>();

  /// Found before whoever had them recorded has heard that they are. What nobody hears of, because
  /// the connection broke, stays until others push it out.
  private final Map<Long, Found> early =
      new LinkedHashMap<>() {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<Long, Found> eldest) {
          return size() > MOST;
        }
      };

  /// @param at when it was written, in milliseconds since 1970
  private record Written(AuditDraft draft, long at) {}

  private record Found(long sequence, long at) {}

  /// A record that is not in the chain as it was written.
  ///
  /// @param what the record that says so
  record Wrong(AuditEvent of, AuditDraft what) {}

  /// Records with the numbers from `first` on are on the database's disk, with that time.
  synchronized void written(long first, List<AuditDraft> drafts, long at) {
    for (int i = 0; i < drafts.size(); i++) {
      Written one = new Written(drafts.get(i), at);
      Found found = early.remove(first + i);
      if (found == null) {
        written.put(first + i, one);
      } else {
        compare(one, found);
      }
    }
  }

  /// The record with that number is in the chain.
  synchronized void found(long number, long sequence, long at) {
    Found found = new Found(sequence, at);
    Written one = written.remove(number);
    if (one == null) {
      early.put(number, found);
    } else {
      compare(one, found);
    }
  }

  /// The numbers of those that are owed now.
  synchronized Set<Long> numbers() {
    return Set.copyOf(written.keySet());
  }

  /// Those of the numbers that are still owed will not be found any more.
  synchronized void areDue(Set<Long> numbers) {
    for (Long number : numbers) {
      Written one = written.remove(number);
      if (one != null) {
        wrong.add(wrong(AuditEvent.RECORD_MISSING, one, details(one)));
      }
    }
  }

  synchronized int size() {
    return written.size();
  }

  /// What was found wrong since the last time.
  synchronized List<Wrong> takeWrong() {
    List<Wrong> taken = List.copyOf(wrong);
    wrong.clear();
    return taken;
  }

  /// What could not be said is to be said later.
  synchronized void putBack(List<Wrong> unsaid) {
    wrong.addAll(unsaid);
  }

  private void compare(Written one, Found found) {
    if (one.at() != found.at()) {
      wrong.add(
          wrong(AuditEvent.RECORD_RETIMED, one, details(one).put("record", found.sequence())));
    }
  }

  private static ObjectNode details(Written one) {
    return JsonNodeFactory.instance
        .objectNode()
        .put("event", one.draft().event().wire())
        .put("at", Instant.ofEpochMilli(one.at()).toString());
  }

  private static Wrong wrong(AuditEvent event, Written one, ObjectNode details) {
    AuditDraft draft = one.draft();
    return new Wrong(
        draft.event(),
        new AuditDraft(
            event,
            draft.traceId(),
            draft.principal(),
            draft.target(),
            draft.change(),
            draft.execution(),
            details));
  }
}
