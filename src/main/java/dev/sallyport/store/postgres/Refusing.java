package dev.sallyport.store.postgres;

import dev.sallyport.change.ChangeState;
import dev.sallyport.domain.Action;
import dev.sallyport.domain.ExecutionId;
import dev.sallyport.store.Executions.Beginning;
import dev.sallyport.store.Executions.Beginning.Begun;
import dev.sallyport.store.Executions.Beginning.Busy;
import dev.sallyport.store.Executions.Beginning.Frozen;
import dev.sallyport.store.Executions.Beginning.Held;
import dev.sallyport.store.Executions.Beginning.Moved;
import dev.sallyport.store.Executions.Beginning.TokenRefused;
import dev.sallyport.store.Executions.Beginning.TokenRefused.Reason;
import dev.sallyport.store.Executions.Beginning.WrongState;
import dev.sallyport.store.Executions.Execution;
import dev.sallyport.store.Executions.Hold;
import dev.sallyport.store.Executions.Intent;
import dev.sallyport.store.Executions.TokenUse;
import dev.sallyport.store.Executions.WhileUnknown;
import dev.sallyport.store.sql.ExecutionRows;
import dev.sallyport.store.sql.Sql;
import dev.sallyport.store.sql.Times;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// Why an execution did not begin. Nothing was written, so this only reads, in the order in which a
/// caller is told: its key, a freeze, its token, the change, the target.
record Refusing(Sql sql, Intent intent, @Nullable Long given) {

  /// Empty where nothing refuses any more. Each of these reads sees what was true at its own time,
  /// so the key is asked for again after a refusal: whoever claimed it in between is the one who
  /// uses the token or holds the target.
  ///
  /// @param number of the claim that this call would have made
  Optional<Beginning> why(long number) throws SQLException {
    Optional<Beginning> key = key(number);
    if (key.isPresent()) {
      return key;
    }
    Optional<Beginning> refused = freeze();
    if (refused.isEmpty()) {
      refused = token();
    }
    if (refused.isEmpty()) {
      refused = state();
    }
    if (refused.isEmpty()) {
      refused = busy();
    }
    if (refused.isEmpty()) {
      return refused;
    }
    key = key(number);
    return key.isPresent() ? key : refused;
  }

  private Optional<Beginning> key(long number) throws SQLException {
    Optional<RequestRow> found = RequestRow.find(sql, intent.request());
    if (found.isEmpty()) {
      return Optional.empty();
    }
    return Optional.of(found.get().claim() == number ? ours() : new Held(found.get().request()));
  }

  private Optional<Beginning> freeze() throws SQLException {
    return PostgresFreezes.on(sql, intent.request().target()).map(Frozen::new);
  }

  private Beginning ours() throws SQLException {
    return new Begun(execution(intent.execution()).orElseThrow().fence());
  }

  private Optional<Beginning> token() throws SQLException {
    return switch (intent.token()) {
      case TokenUse.Consume(String hash) -> token(hash).whyNotConsumed().map(TokenRefused::new);
      case TokenUse.Reuse(String hash) -> token(hash).whyNotReused().map(TokenRefused::new);
      case TokenUse.None _ -> Optional.empty();
    };
  }

  private Optional<Beginning> state() throws SQLException {
    if (intent.token() instanceof TokenUse.None) {
      return Optional.empty();
    }
    Action action = intent.request().action();
    ChangeState state = PostgresChanges.state(sql, intent.change().id());
    return state.begin(action).isPresent() ? Optional.empty() : Optional.of(new WrongState(state));
  }

  private Optional<Beginning> busy() throws SQLException {
    String target = intent.request().target().value();
    Optional<Lease> lease = sql.one(ExecutionSql.LEASE_FIND, Lease::read, target);
    if (lease.isEmpty()) {
      sql.update(ExecutionSql.LEASE_MAKE, target);
      return Optional.empty();
    }
    Busy busy = lease.get().busy();
    if (busy != null && !mayTakeOver(busy)) {
      return Optional.of(busy);
    }
    return intent.token() instanceof TokenUse.None(Hold planned)
            && planned.planned() != lease.get().fence()
        ? Optional.of(new Moved())
        : Optional.empty();
  }

  /// @param busy null where nobody holds it
  private record Lease(long fence, @Nullable Busy busy) {
    static Lease read(ResultSet row) throws SQLException {
      String holder = row.getString("execution_id");
      return new Lease(
          row.getLong("fence"),
          holder == null ? null : new Busy(new ExecutionId(holder), Times.of(row, "since")));
    }
  }

  private boolean mayTakeOver(Busy busy) throws SQLException {
    return intent.whileUnknown() == WhileUnknown.ALLOW
        && execution(busy.holder())
            .filter(holder -> holder.state() == Execution.State.UNKNOWN)
            .isPresent();
  }

  private Optional<Execution> execution(ExecutionId id) throws SQLException {
    return sql.one(ExecutionSql.EXECUTION_FIND, ExecutionRows::read, id.value());
  }

  private Token token(String hash) throws SQLException {
    return sql.one(
            TokenSql.TOKEN_WHY_REFUSED,
            row ->
                new Token(
                    true,
                    Times.nullable(row, "used_at") != null,
                    Times.nullable(row, "deployed_at") != null,
                    Times.nullable(row, "voided_at") != null,
                    row.getBoolean("over")),
            given,
            hash)
        .orElse(Token.UNKNOWN);
  }

  /// What is known of a token.
  private record Token(
      boolean known, boolean used, boolean deployed, boolean voided, boolean expired) {
    private static final Token UNKNOWN = new Token(false, false, false, false, false);

    Optional<Reason> whyNotConsumed() {
      if (!known) {
        return Optional.of(Reason.UNKNOWN);
      }
      return used ? Optional.of(Reason.USED) : whyNotGood();
    }

    /// A good token that its apply has not used yet is no reason: the change is not as far.
    Optional<Reason> whyNotReused() {
      if (!known) {
        return Optional.of(Reason.UNKNOWN);
      }
      return deployed ? Optional.of(Reason.USED) : whyNotGood();
    }

    private Optional<Reason> whyNotGood() {
      if (voided) {
        return Optional.of(Reason.VOID);
      }
      return expired ? Optional.of(Reason.EXPIRED) : Optional.empty();
    }
  }
}
