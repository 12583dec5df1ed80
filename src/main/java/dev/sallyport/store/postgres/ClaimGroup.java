package dev.sallyport.store.postgres;

import dev.sallyport.store.RequestKey;
import dev.sallyport.store.postgres.Together.Row;
import dev.sallyport.store.sql.Sql;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// Keys of previews that are claimed by one statement.
///
/// @param gate who claims them
/// @param lease for how long, in milliseconds, it is alive from then on
record ClaimGroup(Together<Asked> asked, String gate, long lease) {
  /// One of them.
  ///
  /// @param number tells its claim from every other's
  record Asked(RequestKey key, String fingerprint, long number, Duration until)
      implements Combiner.Asking {
    @Override
    public Drafts records() {
      return Drafts.NONE;
    }

    @Override
    public long characters() {
      return key.key().value().length() + fingerprint.length();
    }
  }

  /// Whether each has its key, in the order of asking.
  ///
  /// @param given a test's time
  List<Boolean> claim(Sql sql, @Nullable Long given) throws SQLException {
    List<Row<Boolean>> claimed =
        sql.list(
            RequestSql.REQUEST_CLAIM,
            Row.of(row -> true),
            given,
            gate,
            lease,
            asked.texts(one -> one.key().principal().value()),
            asked.texts(one -> one.key().target().value()),
            asked.texts(one -> one.key().action().wire()),
            asked.texts(one -> one.key().key().value()),
            asked.texts(Asked::fingerprint),
            asked.numbers(Asked::number),
            asked.numbers(one -> one.until().toMillis()));
    return asked.answers(claimed).stream().map(Optional::isPresent).toList();
  }
}
