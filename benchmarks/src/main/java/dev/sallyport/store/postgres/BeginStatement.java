package dev.sallyport.store.postgres;

/// Lets benchmarks run the statement by which executions begin without the store around it.
public final class BeginStatement {
  private BeginStatement() {}

  public static String sql() {
    return BeginSql.BEGIN_WITH_TOKENS.sql();
  }
}
