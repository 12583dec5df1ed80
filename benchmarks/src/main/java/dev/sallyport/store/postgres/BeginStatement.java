package dev.sallyport.store.postgres;

import dev.sallyport.audit.AuditSealer;
import dev.sallyport.audit.Origin;
import dev.sallyport.store.Executions.Intent;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Lets benchmarks run the statement by which executions begin without the store around it.
public final class BeginStatement {
  private static final String GATE = "bench";
  private static final long LEASE_MILLIS = 15_000;

  /// So many numbers tell its records apart.
  private static final long NUMBERS = 1_000_000_000;

  private BeginStatement() {}

  public static String sql() {
    return BeginSql.BEGIN_WITH_TOKENS.sql();
  }

  /// What it takes to begin one.
  ///
  /// @param number of its claim
  public static @Nullable Object[] values(Intent intent, long number, AuditSealer sealer) {
    Origin first = new Origin("0".repeat(16), number % NUMBERS);
    BeginGroup.Asked asked =
        new BeginGroup.Asked(intent, number, Drafts.of(intent.audit(), first, sealer, 0, at -> {}));
    return new BeginGroup(new Together<>(List.of(asked)), GATE, LEASE_MILLIS)
        .valuesWithTokens(null);
  }
}
