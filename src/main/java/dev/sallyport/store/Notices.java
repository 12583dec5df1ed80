package dev.sallyport.store;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// How far each endpoint has been told of the audit records, and what could not be told. The
/// records themselves are what is told, so nothing of them is kept here.
///
/// Of several gates on one store one holds an endpoint at a time: a conditional update decides.
public interface Notices {
  /// The most characters of why an endpoint was not told.
  int LONGEST_REASON = 200;

  /// An endpoint that this gate may tell until its hold ends.
  ///
  /// @param position the sequence of the last record that is done with
  /// @param attempts how often the one after it has been tried
  /// @param due whether it is time for the next record
  /// @param again a letter that somebody wants sent once more, the oldest
  record Held(String endpoint, long position, int attempts, boolean due, @Nullable Long again) {
    /// The same, once the records up to that sequence are done with.
    public Held at(long sequence) {
      return new Held(endpoint, sequence, 0, due, again);
    }
  }

  /// A record that an endpoint could not be told.
  ///
  /// @param again whether it waits to be sent once more
  record Letter(
      String endpoint, long sequence, int attempts, String reason, Instant at, boolean again) {}

  /// How an endpoint stands.
  ///
  /// @param behind how many records it has not been told of or passed over
  /// @param reason why the last try failed; empty where none did since
  record Standing(
      String endpoint, long position, long behind, int attempts, int dead, String reason) {}

  /// Makes an endpoint known, which stands at the record's present end; nothing where it is known.
  void register(String endpoint);

  /// Takes an endpoint for that long, where something is to be told and nobody else holds it.
  Optional<Held> hold(String endpoint, Duration length);

  /// The records up to that sequence are done with; the hold goes on for that long.
  ///
  /// @return false, and nothing changed, where this gate no longer holds it or it stands elsewhere
  boolean passed(Held held, long sequence, Duration length);

  /// The next record could not be told; nobody tries before the wait is over, and the hold ends.
  boolean postponed(Held held, Duration wait, String reason);

  /// That record is given up and kept as a dead letter; the endpoint stands beyond it.
  boolean buried(Held held, long sequence, String reason, Duration length);

  /// What came of sending a letter again: it is forgotten, or dead once more.
  ///
  /// @param reason why it failed, or null where it was taken
  boolean sentAgain(Held held, long sequence, @Nullable String reason);

  void letGo(Held held);

  /// Letters, oldest first, at most `limit`.
  ///
  /// @param endpoint null for every endpoint's
  List<Letter> letters(@Nullable String endpoint, int limit);

  /// Has dead letters sent once more.
  ///
  /// @param endpoint null for every endpoint's
  /// @param sequence null for all of them
  /// @return how many are, those included that are to be already
  int retry(@Nullable String endpoint, @Nullable Long sequence);

  /// How the endpoints stand, by name.
  List<Standing> standings();
}
