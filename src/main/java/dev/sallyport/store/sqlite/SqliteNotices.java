package dev.sallyport.store.sqlite;

import dev.sallyport.store.Notices;
import dev.sallyport.store.sql.NoticeRows;
import java.sql.SQLException;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// Who has been told how far.
final class SqliteNotices implements Notices {
  private final Writer writer;
  private final Readers readers;
  private final String gate;
  private final InstantSource clock;

  SqliteNotices(Writer writer, Readers readers, String gate, InstantSource clock) {
    this.writer = writer;
    this.readers = readers;
    this.gate = gate;
    this.clock = clock;
  }

  @Override
  public void register(String endpoint) {
    writer.write(
        transaction -> {
          // The statement begins at the end of the chain as the file has it.
          transaction.chain().write(transaction.sql());
          return Unit.keep(transaction.sql().update(NoticeSql.NOTICE_REGISTER, endpoint));
        });
  }

  @Override
  public Optional<Held> hold(String endpoint, Duration length) {
    long now = clock.millis();
    boolean due =
        readers
            .read(sql -> sql.one(NoticeSql.NOTICE_DUE, row -> 1, endpoint, now, gate, now))
            .isPresent();
    return due ? take(endpoint, length) : Optional.empty();
  }

  private Optional<Held> take(String endpoint, Duration length) {
    return writer.write(
        transaction -> {
          long now = transaction.now();
          int taken =
              transaction
                  .sql()
                  .update(
                      NoticeSql.NOTICE_HOLD, gate, now + length.toMillis(), endpoint, now, gate);
          if (taken == 0) {
            return Unit.undo(Optional.<Held>empty());
          }
          return Unit.keep(
              transaction
                  .sql()
                  .one(
                      NoticeSql.NOTICE_HELD, row -> NoticeRows.held(endpoint, row), now, endpoint));
        });
  }

  @Override
  public boolean passed(Held held, long sequence, Duration length) {
    return writer.write(transaction -> Unit.keep(passed(transaction, held, sequence, length) == 1));
  }

  private int passed(Transaction transaction, Held held, long sequence, Duration length)
      throws SQLException {
    return transaction
        .sql()
        .update(
            NoticeSql.NOTICE_PASSED,
            sequence,
            transaction.now() + length.toMillis(),
            held.endpoint(),
            gate,
            held.position());
  }

  @Override
  public boolean postponed(Held held, Duration wait, String reason) {
    return writer.write(
        transaction ->
            Unit.keep(
                transaction
                        .sql()
                        .update(
                            NoticeSql.NOTICE_POSTPONED,
                            transaction.now() + wait.toMillis(),
                            NoticeRows.cut(reason),
                            held.endpoint(),
                            gate,
                            held.position())
                    == 1));
  }

  @Override
  public boolean buried(Held held, long sequence, String reason, Duration length) {
    return writer.write(
        transaction -> {
          if (passed(transaction, held, sequence, length) == 0) {
            return Unit.undo(false);
          }
          transaction
              .sql()
              .update(
                  NoticeSql.NOTICE_BURY,
                  held.endpoint(),
                  sequence,
                  held.attempts() + 1,
                  NoticeRows.cut(reason),
                  transaction.now());
          return Unit.keep(true);
        });
  }

  @Override
  public boolean sentAgain(Held held, long sequence, @Nullable String reason) {
    return writer.write(
        transaction -> {
          int rows =
              reason == null
                  ? transaction
                      .sql()
                      .update(NoticeSql.NOTICE_LETTER_GONE, held.endpoint(), sequence)
                  : transaction
                      .sql()
                      .update(
                          NoticeSql.NOTICE_LETTER_DEAD,
                          NoticeRows.cut(reason),
                          transaction.now(),
                          held.endpoint(),
                          sequence);
          return Unit.keep(rows == 1);
        });
  }

  @Override
  public void letGo(Held held) {
    writer.write(
        transaction ->
            Unit.keep(transaction.sql().update(NoticeSql.NOTICE_LET_GO, held.endpoint(), gate)));
  }

  @Override
  public List<Letter> letters(@Nullable String endpoint, int limit) {
    return readers.read(
        sql -> sql.list(NoticeSql.NOTICE_LETTERS, NoticeRows::letter, endpoint, endpoint, limit));
  }

  @Override
  public int retry(@Nullable String endpoint, @Nullable Long sequence) {
    return writer.write(
        transaction ->
            Unit.keep(
                transaction
                    .sql()
                    .update(NoticeSql.NOTICE_RETRY, endpoint, endpoint, sequence, sequence)));
  }

  @Override
  public List<Standing> standings() {
    return readers.read(sql -> sql.list(NoticeSql.NOTICE_STANDINGS, NoticeRows::standing));
  }
}
