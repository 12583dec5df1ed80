package dev.sallyport.store;

import dev.sallyport.audit.AuditDraft;
import dev.sallyport.domain.Principal;
import dev.sallyport.domain.PrincipalId;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/// The console's sessions: which browser a person has signed in with, by which key. Any gate on the
/// store knows them.
public interface Sessions {
  /// The most sessions of one principal; a further one ends the oldest.
  int MOST_OF_ONE = 20;

  /// @param idHash SHA-256 of the id that the browser holds, hex
  /// @param principal as the key has it now
  /// @param since when it began
  /// @param seen when it was last used, as far as [#seen] was told
  record Session(String idHash, String keyId, Principal principal, Instant since, Instant seen) {}

  /// How long a session lasts.
  ///
  /// @param idle without being used
  /// @param life in all
  record Lasting(Duration idle, Duration life) {}

  /// Begins a session of a key: one conditional INSERT, so that a key which is revoked at the same
  /// time begins none.
  ///
  /// @return false, and nothing recorded, where the key is not good or not a person's
  boolean begin(String idHash, String keyId, AuditDraft audit);

  /// The session of that id, unless it has ended, lasted too long, or its key was revoked.
  Optional<Session> find(String idHash, Lasting lasting);

  /// Says that it is being used.
  void seen(String idHash);

  /// Ends one; false, and nothing recorded, where there is none.
  boolean end(String idHash, AuditDraft audit);

  /// Ends every session of a principal, whatever key began it.
  ///
  /// @return how many; the record is written where there was one
  int endAll(PrincipalId principal, AuditDraft audit);

  /// Forgets sessions that have lasted too long, at most `limit`.
  ///
  /// @return how many
  int forget(Lasting lasting, int limit);
}
