package dev.sallyport.store.sql;

/// A named SQL statement, the only way to run SQL. Engines write theirs as enums beside the code
/// that runs them.
public interface QueryTemplate {
  /// Names it in metrics and logs; unique within an engine.
  String name();

  /// The statement, with `?` for every value.
  String sql();
}
