package dev.sallyport.benchmarks.postgres;

import dev.sallyport.audit.AuditDraft;
import dev.sallyport.audit.AuditEvent;
import dev.sallyport.audit.AuditSealer;
import dev.sallyport.change.Change;
import dev.sallyport.change.ChangeState;
import dev.sallyport.change.Safety;
import dev.sallyport.domain.Action;
import dev.sallyport.domain.ChangeId;
import dev.sallyport.domain.ExecutionId;
import dev.sallyport.domain.IdempotencyKey;
import dev.sallyport.domain.Operation;
import dev.sallyport.domain.PlanHash;
import dev.sallyport.domain.PrincipalId;
import dev.sallyport.domain.Reversibility;
import dev.sallyport.domain.SafetyLevel;
import dev.sallyport.domain.TargetName;
import dev.sallyport.store.Executions.Intent;
import dev.sallyport.store.Executions.TokenUse;
import dev.sallyport.store.Executions.WhileUnknown;
import dev.sallyport.store.RequestKey;
import dev.sallyport.store.postgres.BeginStatement;
import dev.sallyport.target.PlanMaterial;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.node.JsonNodeFactory;

/// Previewed changes by number, each with a token and a target of its own: the rows, made by the
/// server itself, and what a gate would ask its store to do with each.
final class Plans {
  private Plans() {}

  static final String SPRING_TABLE =
      """
      CREATE TABLE one_time_tokens (
        token_value VARCHAR(36) NOT NULL PRIMARY KEY,
        username    VARCHAR(50) NOT NULL,
        expires_at  TIMESTAMP   NOT NULL)
      """;

  private static final PrincipalId SOMEBODY = new PrincipalId("bench");
  private static final String HASH = "sha256:" + "0".repeat(64);
  private static final String FINGERPRINT = "f".repeat(64);
  private static final String TRACE = "0123456789abcdef0123456789abcdef";
  private static final AuditSealer SEALER = new AuditSealer(new byte[AuditSealer.KEY_BYTES]);
  private static final String ECHO = "{\"action\":\"apply\"}";

  private static String id(String prefix, int number) {
    return "%s_%026d".formatted(prefix, number);
  }

  static String token(int number) {
    return "%064x".formatted(number);
  }

  static String springToken(int number) {
    return "token-%d".formatted(number);
  }

  static String springTokens(int from, int many) {
    return """
        INSERT INTO one_time_tokens
        SELECT 'token-' || n, 'somebody', now() + interval '1 day'
        FROM generate_series(%d, %d) AS n
        """
        .formatted(from, from + many - 1);
  }

  /// The statements that make so many changes.
  static String[] changes(int from, int many) {
    String numbers = "generate_series(%d, %d) AS n".formatted(from, from + many - 1);
    String change = "'chg_' || lpad(n::text, 26, '0')";
    return new String[] {
      """
      INSERT INTO changes
      SELECT %s, 'bench', 't-' || n, 'key-' || n, 'Measure the store', NULL, 'awaiting_confirmation',
        'low', 'low', 'reversible', '[]', 'exe_' || lpad(n::text, 26, '0'), 0, 0
      FROM %s
      """
          .formatted(change, numbers),
      """
      INSERT INTO plans
      SELECT %s, 'change', '%s', 'base', '1 file changed', repeat('+ a line of a plan\n', 20), '{}',
        '{}'
      FROM %s
      """
          .formatted(change, HASH, numbers),
      """
      INSERT INTO confirm_tokens (token_hash, change_id, claims, issued_at, expires_at)
      SELECT lpad(to_hex(n), 64, '0'), %s, 'header.payload', 0, 9000000000000
      FROM %s
      """
          .formatted(change, numbers),
      "INSERT INTO leases (target, fence) SELECT 't-' || n, 0 FROM " + numbers
    };
  }

  /// The statements that make so many changes with nothing but their tokens.
  static String[] tokens(int from, int many) {
    String[] whole = changes(from, many);
    return new String[] {whole[0], whole[2]};
  }

  private static Change change(int number) {
    Instant now = Instant.EPOCH;
    return new Change(
        new ChangeId(id("chg", number)),
        SOMEBODY,
        new TargetName("t-" + number),
        new IdempotencyKey("key-" + number),
        "Measure the store",
        null,
        ChangeState.AWAITING_CONFIRMATION,
        new PlanHash(HASH),
        new PlanMaterial(
            Operation.CHANGE,
            "base",
            "1 file changed",
            "+ a line of a plan\n",
            JsonNodeFactory.instance.objectNode(),
            JsonNodeFactory.instance.objectNode()),
        new Safety(SafetyLevel.LOW, SafetyLevel.LOW, Reversibility.REVERSIBLE, List.of()),
        new ExecutionId(id("exe", number)),
        now,
        now);
  }

  static Intent intent(int number) {
    Change change = change(number);
    return new Intent(
        new RequestKey(SOMEBODY, change.target(), Action.APPLY, change.key()),
        FINGERPRINT,
        change,
        change.execution(),
        new TokenUse.Consume(token(number)),
        TRACE,
        ECHO,
        WhileUnknown.BLOCK,
        List.of(draft(AuditEvent.EXECUTION_STARTED), draft(AuditEvent.TOKEN_USED)));
  }

  private static AuditDraft draft(AuditEvent event) {
    return new AuditDraft(
        event, TRACE, SOMEBODY, null, null, null, JsonNodeFactory.instance.objectNode().put("n", "one"));
  }

  /// The same as the statement takes it. Its audit records are never put into the chain, since no
  /// store has that database open.
  static @Nullable Object[] values(int number) {
    return BeginStatement.values(intent(number), number, SEALER);
  }

  /// The same as SQL expressions of pgbench's variable `n`, in the same order.
  static List<String> expressions() {
    Map<Integer, String> ofNumber =
        Map.of(
            3, ":n::bigint",
            5, "'t-' || :n::bigint",
            7, "'key-' || :n::bigint",
            9, "'chg_' || lpad(:n::bigint::text, 26, '0')",
            10, "'exe_' || lpad(:n::bigint::text, 26, '0')",
            16, "lpad(to_hex(:n::bigint), 64, '0')");
    @Nullable Object[] values = values(0);
    return IntStream.range(0, values.length)
        .mapToObj(
            i -> ofNumber.containsKey(i) ? "ARRAY[" + ofNumber.get(i) + "]" : literal(values[i]))
        .toList();
  }

  private static String literal(@Nullable Object value) {
    return switch (value) {
      case null -> "NULL";
      case String text -> "'" + text.replace("'", "''") + "'";
      case String[] texts ->
          Arrays.stream(texts).map(Plans::literal).collect(Collectors.joining(", ", "ARRAY[", "]"));
      case long[] numbers -> "ARRAY" + Arrays.toString(numbers);
      default -> value.toString();
    };
  }
}
