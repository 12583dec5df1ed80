package dev.sallyport.notify;

import dev.sallyport.audit.AuditRecord;
import dev.sallyport.store.Notices;
import dev.sallyport.store.Notices.Held;
import dev.sallyport.store.Store;
import java.net.URI;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Tells one endpoint what is on the record, in order, at least once each. It is recorded that a
/// record was told after it was: a gate that dies between the two has it told again, under the same
/// id.
final class Courier {
  /// How long a gate has an endpoint for itself; renewed with each record.
  static final Duration HOLD = Duration.ofMinutes(1);

  /// The most records that are looked at in one go.
  static final int BATCH = 100;

  private static final Logger LOG = LoggerFactory.getLogger(Courier.class);

  private final String endpoint;
  private final EventFilter filter;
  private final Sender sender;
  private final Store store;
  private final Notices notices;
  private final Optional<URI> publicUrl;
  private final SecureRandom random;
  private final Couriers.Listener listener;

  Courier(
      String endpoint,
      EventFilter filter,
      Sender sender,
      Store store,
      Optional<URI> publicUrl,
      SecureRandom random,
      Couriers.Listener listener) {
    this.endpoint = endpoint;
    this.filter = filter;
    this.sender = sender;
    this.store = store;
    this.notices = store.notices();
    this.publicUrl = publicUrl;
    this.random = random;
    this.listener = listener;
  }

  void register() {
    notices.register(endpoint);
  }

  /// Tells what there is to tell, up to a batch.
  ///
  /// @return whether there may be more right now
  boolean round() {
    Optional<Held> held = notices.hold(endpoint, HOLD);
    if (held.isEmpty()) {
      return false;
    }
    Long again = held.get().again();
    if (again != null) {
      sendAgain(held.get(), again);
    }
    if (!held.get().due()) {
      notices.letGo(held.get());
      return again != null;
    }
    return tell(held.get()) || again != null;
  }

  private boolean tell(Held start) {
    List<AuditRecord> records = store.audit().after(start.position(), BATCH);
    Held held = start;
    long seen = held.position();
    for (AuditRecord record : records) {
      Optional<Notice> notice = admitted(record);
      if (notice.isPresent()) {
        Outcome outcome = sender.send(notice.get());
        if (!recorded(held, record.sequence(), outcome)) {
          return false;
        }
        held = held.at(record.sequence());
      }
      seen = record.sequence();
    }
    boolean kept = seen == held.position() || notices.passed(held, seen, HOLD);
    if (kept && records.size() < BATCH) {
      notices.letGo(held);
    }
    return kept && records.size() == BATCH;
  }

  private Optional<Notice> admitted(AuditRecord record) {
    return Notice.of(record, publicUrl).filter(notice -> filter.admits(notice.event()));
  }

  /// @return whether to go on with the next record
  private boolean recorded(Held held, long sequence, Outcome outcome) {
    return switch (outcome) {
      case Outcome.Taken() -> {
        listener.told(endpoint, Couriers.Result.TAKEN.wire());
        yield notices.passed(held, sequence, HOLD);
      }
      case Outcome.Refused(String reason) ->
          missed(held, sequence, reason, held.attempts() + 1 >= Waits.MOST_REFUSALS);
      case Outcome.Failed(String reason) ->
          missed(held, sequence, reason, held.attempts() + 1 >= Waits.MOST_ATTEMPTS);
    };
  }

  private boolean missed(Held held, long sequence, String reason, boolean givenUp) {
    int attempts = held.attempts() + 1;
    if (givenUp) {
      listener.told(endpoint, Couriers.Result.DEAD.wire());
      LOG.error(
          "endpoint {} was not told of record {} in {} tries, which is a dead letter now: {}",
          endpoint,
          sequence,
          attempts,
          reason);
      return notices.buried(held, sequence, reason, HOLD);
    }
    Duration wait = Waits.after(attempts, random);
    listener.told(endpoint, Couriers.Result.FAILED.wire());
    LOG.warn(
        "endpoint {} was not told of record {}, try {}; the next in {} s: {}",
        endpoint,
        sequence,
        attempts,
        wait.toSeconds(),
        reason);
    var unused = notices.postponed(held, wait, reason);
    return false;
  }

  private void sendAgain(Held held, long sequence) {
    Optional<Notice> notice =
        store.audit().after(sequence - 1, 1).stream()
            .filter(record -> record.sequence() == sequence)
            .findFirst()
            .flatMap(record -> Notice.of(record, publicUrl));
    Outcome outcome =
        notice.map(sender::send).orElseGet(() -> new Outcome.Refused("its record is damaged"));
    String reason =
        switch (outcome) {
          case Outcome.Taken() -> null;
          case Outcome.Refused(String why) -> why;
          case Outcome.Failed(String why) -> why;
        };
    listener.told(endpoint, (reason == null ? Couriers.Result.TAKEN : Couriers.Result.DEAD).wire());
    LOG.info(
        "endpoint {} was sent record {} again: {}",
        endpoint,
        sequence,
        reason == null ? "taken" : reason);
    var unused = notices.sentAgain(held, sequence, reason);
  }
}
