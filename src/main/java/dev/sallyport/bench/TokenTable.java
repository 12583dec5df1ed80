package dev.sallyport.bench;

import dev.sallyport.audit.AuditEvent;
import dev.sallyport.bench.StoreValues.Previewed;
import dev.sallyport.domain.ChangeId;
import dev.sallyport.store.RequestKey;
import dev.sallyport.store.Requests.Claim;
import dev.sallyport.store.Store;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.time.Instant;
import java.util.HexFormat;
import java.util.List;

/// Many unused tokens of one change, which stand for those of a gate that has seen as many: what is
/// measured is finding and using one of them, in the order of their issue.
final class TokenTable {
  private static final int BATCH = 10_000;
  private static final Duration CLAIM = Duration.ofMinutes(1);
  private static final Duration LIFE = Duration.ofDays(7);

  private static final String FILL =
      "INSERT INTO confirm_tokens (token_hash, change_id, claims, issued_at, expires_at)"
          + " VALUES (?, ?, ?, ?, ?)";
  private static final String CLAIMS = "c".repeat(400);
  private static final String UNUSE =
      "UPDATE confirm_tokens SET used_at = NULL WHERE used_at IS NOT NULL";
  private static final String USED =
      "SELECT count(*) FROM confirm_tokens WHERE used_at IS NOT NULL";

  private final Engine engine;
  private final ChangeId change;
  private long size;

  private TokenTable(Engine engine, ChangeId change) {
    this.engine = engine;
    this.change = change;
  }

  /// Makes the change that the tokens belong to; there are none yet.
  static TokenTable in(Engine engine, Store store, StoreValues values) {
    RequestKey key = values.key("measured");
    if (!(store.requests().claim(key, StoreValues.FINGERPRINT, CLAIM)
        instanceof Claim.Claimed(long number))) {
      throw new IllegalStateException("a key that nobody has used is claimed");
    }
    Previewed previewed = values.previewed(key);
    store
        .requests()
        .complete(
            key,
            number,
            previewed.change(),
            null,
            StoreValues.ANSWER,
            List.of(values.draft(AuditEvent.CHANGE_PREVIEWED)));
    return new TokenTable(engine, previewed.change().id());
  }

  /// Issues tokens until there are so many.
  void growTo(long wanted, Instant now, Progress progress) throws SQLException {
    try (Connection connection = engine.raw();
        PreparedStatement insert = connection.prepareStatement(FILL)) {
      connection.setAutoCommit(false);
      while (size < wanted) {
        for (long last = Math.min(wanted, size + BATCH); size < last; size++) {
          insert.setString(1, hash(size));
          insert.setString(2, change.value());
          insert.setString(3, CLAIMS);
          insert.setLong(4, now.toEpochMilli());
          insert.setLong(5, now.plus(LIFE).toEpochMilli());
          insert.addBatch();
        }
        insert.executeBatch();
        connection.commit();
        progress.counts(size, wanted);
      }
    }
    restore();
  }

  long size() {
    return size;
  }

  /// The hash of the token that was issued at that place; in no order, as real ones.
  static String hash(long place) {
    try {
      byte[] text = Long.toString(place).getBytes(StandardCharsets.US_ASCII);
      return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(text));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java has SHA-256", e);
    }
  }

  /// How many are used.
  long used() throws SQLException {
    try (Connection connection = engine.raw();
        Statement statement = connection.createStatement();
        ResultSet rows = statement.executeQuery(USED)) {
      rows.next();
      return rows.getLong(1);
    }
  }

  /// Makes all of them unused again, which no gate can.
  void restore() throws SQLException {
    try (Connection connection = engine.raw();
        Statement statement = connection.createStatement()) {
      statement.executeUpdate(UNUSE);
      statement.execute(engine.tidySql());
    }
  }
}
