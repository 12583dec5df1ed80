package dev.sallyport.history;

/// Something that was done to a gate or to the database.
///
/// @param gate which one; -1 for the database
/// @param from microseconds since the history began
/// @param until when it was over, and what it was done to ran again
record Trouble(Kind kind, int gate, long from, long until) {
  enum Kind {
    /// SIGKILL, and a new gate in its place.
    KILL,
    /// SIGSTOP, and SIGCONT some time later.
    PAUSE,
    /// SIGTERM, and a new gate in its place.
    STOP,
    /// The database server was killed and started again.
    DATABASE
  }
}
