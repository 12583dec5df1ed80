package dev.sallyport.store.postgres;

import dev.sallyport.store.postgres.Call.Again;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.HexFormat;

/// This gate among those on the database. Whether it lives is said by the database alone: by its
/// lease there and by the database's clock. A connection that is gone says nothing of a gate, since
/// the server's end takes the connections of all.
record Gate(String id, Duration lease, Pool pool, ServerClock clock) {
  private static final int ORIGIN_DIGITS = 16;

  static Gate join(Pool pool, ServerClock clock, SecureRandom random, Duration lease) {
    byte[] bits = new byte[16];
    random.nextBytes(bits);
    Gate gate = new Gate(HexFormat.of().formatHex(bits), lease, pool, clock);
    gate.heartbeat();
    return gate;
  }

  /// What its records say where they are from.
  String origin() {
    return id.substring(0, ORIGIN_DIGITS);
  }

  /// Says that this gate lives, and hears what time it is.
  void heartbeat() {
    pool.write(
        Again.REPEATABLE,
        sql -> {
          long asked = clock.nanos();
          long now =
              sql.one(
                      StoreSql.GATE_HEARTBEAT,
                      row -> row.getLong(1),
                      clock.given(),
                      id,
                      lease.toMillis())
                  .orElseThrow();
          clock.heard(asked, now);
          return now;
        });
  }

  /// Says that it ends, so that nobody waits for its lease to pass.
  void leave() {
    pool.write(Again.REPEATABLE, sql -> sql.update(StoreSql.GATE_REMOVE, id));
  }
}
