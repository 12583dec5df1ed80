package dev.sallyport.store.sqlite;

import dev.sallyport.change.ChangeState;
import dev.sallyport.checkpoint.Checkpoint;
import dev.sallyport.domain.Action;
import dev.sallyport.domain.ChangeId;
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
import dev.sallyport.store.Executions.Hold;
import dev.sallyport.store.Executions.Intent;
import dev.sallyport.store.Executions.TokenUse;
import dev.sallyport.store.Executions.WhileUnknown;
import dev.sallyport.store.RequestKey;
import dev.sallyport.store.sql.Sql;
import dev.sallyport.store.sql.Times;
import dev.sallyport.store.sqlite.Unit.Verdict;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.Arrays;
import java.util.Optional;

/// How an execution begins (P2): key, token, change, lease, execution and audit records in one unit
/// of work. Every claim is one conditional statement; whatever refuses undoes the ones before it.
final class Beginner {
  private final SqliteAudit audit;

  Beginner(SqliteAudit audit) {
    this.audit = audit;
  }

  Verdict<Beginning> begin(Transaction transaction, Intent intent) throws SQLException {
    // The key first: a retry gets its answer before anything is said about its spent token.
    Optional<Beginning> refused = claimKey(transaction, intent);
    if (refused.isEmpty()) {
      refused = SqliteFreezes.on(transaction.sql(), intent.request().target()).map(Frozen::new);
    }
    if (refused.isEmpty()) {
      refused = useToken(transaction, intent);
    }
    if (refused.isEmpty()) {
      transaction.checkpoints().reached(Checkpoint.TOKEN_USED);
      refused = moveChange(transaction, intent);
    }
    if (refused.isEmpty()) {
      refused = takeLease(transaction, intent);
    }
    if (refused.isPresent()) {
      return Unit.undo(refused.get());
    }
    long fence =
        transaction
            .sql()
            .one(ExecutionSql.LEASE_FIND, row -> row.getLong("fence"), target(intent))
            .orElseThrow();
    record(transaction, intent, fence);
    audit.append(transaction, intent.audit());
    transaction.checkpoints().reached(Checkpoint.BEGIN_WRITTEN);
    return Unit.keep(new Begun(fence));
  }

  private static void record(Transaction transaction, Intent intent, long fence)
      throws SQLException {
    RequestKey request = intent.request();
    transaction
        .sql()
        .update(
            ExecutionSql.EXECUTION_ADD,
            intent.execution().value(),
            intent.change().id().value(),
            request.target().value(),
            request.principal().value(),
            request.action().wire(),
            request.key().value(),
            transaction.gate(),
            fence,
            intent.traceId(),
            intent.echo(),
            transaction.now());
  }

  private static Optional<Beginning> claimKey(Transaction transaction, Intent intent)
      throws SQLException {
    RequestKey key = intent.request();
    int claimed =
        transaction
            .sql()
            .update(
                RequestSql.REQUEST_BEGIN,
                key.principal().value(),
                key.target().value(),
                key.action().wire(),
                key.key().value(),
                intent.fingerprint(),
                transaction.gate(),
                transaction.now(),
                intent.change().id().value(),
                intent.execution().value());
    return claimed == 1
        ? Optional.empty()
        : Optional.of(
            new Held(SqliteRequests.find(transaction.sql(), key).orElseThrow().request()));
  }

  private static Optional<Beginning> useToken(Transaction transaction, Intent intent)
      throws SQLException {
    Sql sql = transaction.sql();
    long now = transaction.now();
    return switch (intent.token()) {
      case TokenUse.Consume(String hash) ->
          sql.update(TokenSql.TOKEN_CONSUME, now, hash, now) == 1
              ? Optional.empty()
              : Optional.of(new TokenRefused(token(sql, hash).whyNotConsumed()));
      case TokenUse.Reuse(String hash) ->
          sql.update(TokenSql.TOKEN_REUSE, now, hash, now) == 1
              ? Optional.empty()
              : Optional.of(notReused(sql, intent.change().id(), token(sql, hash), now));
      case TokenUse.None _ -> Optional.empty();
    };
  }

  private static Optional<Beginning> moveChange(Transaction transaction, Intent intent)
      throws SQLException {
    Action action = intent.request().action();
    if (intent.token() instanceof TokenUse.None) {
      ChangeState running = intent.change().state().begin(action).orElseThrow();
      ChangeWrites.insert(transaction.sql(), intent.change().inState(running));
      return Optional.empty();
    }
    ChangeState start = startOf(action);
    String change = intent.change().id().value();
    int moved =
        transaction
            .sql()
            .update(
                ChangeSql.CHANGE_MOVE,
                start.begin(action).orElseThrow().wire(),
                transaction.now(),
                change,
                start.wire());
    return moved == 1
        ? Optional.empty()
        : Optional.of(new WrongState(ChangeWrites.state(transaction.sql(), intent.change().id())));
  }

  private static Optional<Beginning> takeLease(Transaction transaction, Intent intent)
      throws SQLException {
    int overUnknown = intent.whileUnknown() == WhileUnknown.ALLOW ? 1 : 0;
    Long planned =
        intent.token() instanceof TokenUse.None(Hold hold) ? Long.valueOf(hold.planned()) : null;
    int taken =
        transaction
            .sql()
            .update(
                ExecutionSql.LEASE_TAKE,
                target(intent),
                intent.execution().value(),
                transaction.now(),
                overUnknown,
                planned);
    return taken == 1
        ? Optional.empty()
        : transaction
            .sql()
            .one(ExecutionSql.LEASE_REFUSED, Beginner::notTaken, target(intent), overUnknown);
  }

  private static Beginning notTaken(ResultSet row) throws SQLException {
    String holder = row.getString("holder");
    return holder == null ? new Moved() : new Busy(new ExecutionId(holder), Times.of(row, "since"));
  }

  private static Beginning notReused(Sql sql, ChangeId change, Token token, long now)
      throws SQLException {
    Optional<Reason> reason = token.whyNotReused(now);
    // A good token that its apply has not used yet: the change is not as far as a deploy.
    return reason.isPresent()
        ? new TokenRefused(reason.get())
        : new WrongState(ChangeWrites.state(sql, change));
  }

  private static ChangeState startOf(Action action) {
    return Arrays.stream(ChangeState.values())
        .filter(state -> state.begin(action).isPresent())
        .findFirst()
        .orElseThrow(() -> new IllegalArgumentException(action.wire() + " runs no execution"));
  }

  private static String target(Intent intent) {
    return intent.request().target().value();
  }

  /// What is known of a token that was refused.
  private record Token(
      boolean known, boolean used, boolean deployed, boolean voided, Instant expiresAt) {
    private static final Token UNKNOWN = new Token(false, false, false, false, Instant.EPOCH);

    Reason whyNotConsumed() {
      if (!known) {
        return Reason.UNKNOWN;
      }
      if (used) {
        return Reason.USED;
      }
      return voided ? Reason.VOID : Reason.EXPIRED;
    }

    Optional<Reason> whyNotReused(long now) {
      if (!known) {
        return Optional.of(Reason.UNKNOWN);
      }
      if (deployed) {
        return Optional.of(Reason.USED);
      }
      if (voided) {
        return Optional.of(Reason.VOID);
      }
      return expiresAt.toEpochMilli() <= now ? Optional.of(Reason.EXPIRED) : Optional.empty();
    }
  }

  private static Token token(Sql sql, String hash) throws SQLException {
    return sql.one(
            TokenSql.TOKEN_WHY_REFUSED,
            row ->
                new Token(
                    true,
                    Times.nullable(row, "used_at") != null,
                    Times.nullable(row, "deployed_at") != null,
                    Times.nullable(row, "voided_at") != null,
                    Times.of(row, "expires_at")),
            hash)
        .orElse(Token.UNKNOWN);
  }
}
