package dev.sallyport.store.postgres;

import java.sql.SQLException;

/// Several statements that happen wholly or not at all. Each sees what others have committed by
/// then (READ COMMITTED), so what several statements rely on is locked by the first of them.
@FunctionalInterface
interface Unit<T> {
  Verdict<T> run(Transaction transaction) throws SQLException;

  /// What a unit says at its end.
  sealed interface Verdict<T> {
    T value();

    /// What it wrote stays.
    record Keep<T>(T value) implements Verdict<T> {}

    /// Nothing that it wrote stays: a refusal.
    record Undo<T>(T value) implements Verdict<T> {}
  }

  static <T> Verdict<T> keep(T value) {
    return new Verdict.Keep<>(value);
  }

  static <T> Verdict<T> undo(T value) {
    return new Verdict.Undo<>(value);
  }
}
