package dev.sallyport.notify;

import dev.sallyport.audit.AuditRecord;
import dev.sallyport.store.Notices.Standing;
import dev.sallyport.store.Store;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.Set;

/// What the endpoints of this gate's configuration have not been told, as last looked at. A scrape
/// reads what is kept here, so that it never waits for the store.
final class Backlog {
  private final Store store;
  private final Set<String> endpoints;
  private volatile long lagSeconds;
  private volatile long dead;

  Backlog(Store store, Set<String> endpoints) {
    this.store = store;
    this.endpoints = Set.copyOf(endpoints);
  }

  /// How old the oldest record is that an endpoint has not been told of or passed over.
  long lagSeconds() {
    return lagSeconds;
  }

  /// How many letters are dead.
  long dead() {
    return dead;
  }

  void look() {
    Instant now = store.clock().instant();
    long oldest = 0;
    long letters = 0;
    for (Standing standing : store.notices().standings()) {
      if (endpoints.contains(standing.endpoint())) {
        letters += standing.dead();
        oldest = Math.max(oldest, age(standing, now));
      }
    }
    lagSeconds = oldest;
    dead = letters;
  }

  private long age(Standing standing, Instant now) {
    if (standing.behind() == 0) {
      return 0;
    }
    Optional<AuditRecord> next = store.audit().after(standing.position(), 1).stream().findFirst();
    return next.map(record -> Math.max(0, Duration.between(record.at(), now).toSeconds()))
        .orElse(0L);
  }
}
