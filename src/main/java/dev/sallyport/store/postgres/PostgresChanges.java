package dev.sallyport.store.postgres;

import dev.sallyport.audit.AuditDraft;
import dev.sallyport.audit.AuditEvent;
import dev.sallyport.change.Change;
import dev.sallyport.change.ChangeState;
import dev.sallyport.domain.ChangeId;
import dev.sallyport.domain.PrincipalId;
import dev.sallyport.domain.TargetName;
import dev.sallyport.store.Changes;
import dev.sallyport.store.IssuedToken;
import dev.sallyport.store.postgres.Call.Again;
import dev.sallyport.store.sql.ChangeRows;
import dev.sallyport.store.sql.Sql;
import dev.sallyport.store.sql.Times;
import dev.sallyport.store.sql.TokenRows;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.node.JsonNodeFactory;

/// The changes and their tokens.
final class PostgresChanges implements Changes {
  private final Pool pool;
  private final PostgresAudit audit;

  PostgresChanges(Pool pool, PostgresAudit audit) {
    this.pool = pool;
    this.audit = audit;
  }

  @Override
  public Optional<Change> find(ChangeId id) {
    return pool.read(sql -> sql.one(ChangeSql.CHANGE_FIND, ChangeRows::read, id.value()));
  }

  @Override
  public Optional<IssuedToken> token(ChangeId id) {
    return pool.read(sql -> token(sql, id, 0));
  }

  private static Optional<IssuedToken> token(Sql sql, ChangeId id, int forDeploy)
      throws SQLException {
    return sql.one(TokenSql.TOKEN_OF_CHANGE, TokenRows::read, id.value(), forDeploy);
  }

  @Override
  public Issuing issue(IssuedToken token, boolean forDeploy, AuditDraft draft) {
    ChangeState from = forDeploy ? ChangeState.APPLIED : ChangeState.AWAITING_CONFIRMATION;
    return pool.transact(
        transaction -> {
          Sql sql = transaction.sql();
          ChangeState state = lock(sql, token.change());
          if (sql.update(TokenSql.TOKEN_ISSUE, inOrderOfIssue(token, forDeploy, from)) == 0) {
            return Unit.undo(notIssued(sql, token.change(), state, forDeploy, from));
          }
          audit.append(transaction, List.of(draft));
          return Unit.keep(new Issuing.Issued());
        });
  }

  private static Object[] inOrderOfIssue(IssuedToken token, boolean forDeploy, ChangeState from) {
    return new Object[] {
      token.hash(),
      token.claims(),
      token.issuedAt().toEpochMilli(),
      token.expiresAt().toEpochMilli(),
      token.change().value(),
      forDeploy ? 1 : 0,
      from.wire()
    };
  }

  private static Issuing notIssued(
      Sql sql, ChangeId id, ChangeState state, boolean forDeploy, ChangeState from)
      throws SQLException {
    if (state != from) {
      return new Issuing.WrongState(state);
    }
    return token(sql, id, forDeploy ? 1 : 0)
        .<Issuing>map(Issuing.Standing::new)
        .orElseGet(Issuing.NotApproved::new);
  }

  @Override
  public List<Change> list(Filter filter) {
    @Nullable String before = filter.before() == null ? null : filter.before().value();
    String @Nullable [] targets =
        filter.targets() == null ? null : filter.targets().toArray(String[]::new);
    @Nullable String state = filter.state() == null ? null : filter.state().wire();
    @Nullable PrincipalId requester = filter.requester();
    int limit = filter.limit();
    return pool.read(
        sql -> {
          if (filter.breakGlass()) {
            return sql.list(
                RoundSql.CHANGE_LIST_BROKEN,
                ChangeRows::read,
                before,
                targets,
                (long) limit,
                requester == null ? null : requester.value(),
                state);
          }
          if (requester != null) {
            return sql.list(
                ChangeSql.CHANGE_LIST_OF_REQUESTER,
                ChangeRows::read,
                before,
                targets,
                requester.value(),
                state,
                limit);
          }
          return state == null
              ? sql.list(ChangeSql.CHANGE_LIST, ChangeRows::read, before, targets, limit)
              : sql.list(
                  ChangeSql.CHANGE_LIST_IN_STATE, ChangeRows::read, before, targets, state, limit);
        });
  }

  @Override
  public boolean end(ChangeId id, Set<ChangeState> from, ChangeState to, AuditDraft draft) {
    String[] states = from.stream().map(ChangeState::wire).toArray(String[]::new);
    return pool.transact(
        transaction -> {
          long now = transaction.now();
          Sql sql = transaction.sql();
          if (sql.update(ChangeSql.CHANGE_MOVE_FROM_ANY, to.wire(), now, id.value(), states) == 0) {
            return Unit.undo(false);
          }
          sql.update(TokenSql.TOKEN_VOID_OF_CHANGE, now, id.value());
          audit.append(transaction, List.of(draft));
          return Unit.keep(true);
        });
  }

  @Override
  public int voidTokens(AuditDraft draft) {
    return pool.transact(
        transaction -> {
          transaction.sql().update(ChangeSql.CHANGE_END_WAITING, transaction.now());
          int voided = transaction.sql().update(TokenSql.TOKEN_VOID_EVERY, transaction.now());
          transaction.sql().update(RoundSql.ROUND_END_EVERY, transaction.now());
          audit.append(transaction, List.of(draft));
          return Unit.keep(voided);
        });
  }

  @Override
  public int forget(Duration retention, int limit) {
    // What is gone is not there a second time.
    return pool.transact(
        Again.REPEATABLE,
        transaction -> {
          Sql sql = transaction.sql();
          String[] old =
              sql.list(
                      ForgetSql.CHANGE_OLD,
                      row -> row.getString("id"),
                      transaction.now() - retention.toMillis(),
                      limit)
                  .toArray(String[]::new);
          for (ForgetSql part : ForgetSql.PARTS) {
            if (old.length > 0) {
              sql.update(part, (Object) old);
            }
          }
          return Unit.keep(old.length);
        });
  }

  /// A token whose time is over.
  private record Expired(
      long token, ChangeId change, PrincipalId requester, TargetName target, Instant at) {}

  @Override
  public int expire(int limit) {
    return pool.transact(
        transaction -> {
          long now = transaction.now();
          Sql sql = transaction.sql();
          List<AuditDraft> drafts = new ArrayList<>();
          for (Expired expired :
              sql.list(TokenSql.TOKEN_EXPIRED, PostgresChanges::expired, now, limit)) {
            sql.update(TokenSql.TOKEN_LAPSE, now, expired.token());
            sql.update(ChangeSql.CHANGE_EXPIRE, now, expired.change().value());
            drafts.add(record(expired));
          }
          audit.append(transaction, drafts);
          return Unit.keep(drafts.size());
        });
  }

  /// Holds the change for the rest of the unit of work.
  ///
  /// @throws IllegalArgumentException where there is no such change
  static ChangeState lock(Sql sql, ChangeId id) throws SQLException {
    return state(sql, ChangeSql.CHANGE_LOCK, id);
  }

  /// @throws IllegalArgumentException where there is no such change
  static ChangeState state(Sql sql, ChangeId id) throws SQLException {
    return state(sql, ChangeSql.CHANGE_STATE, id);
  }

  private static ChangeState state(Sql sql, ChangeSql template, ChangeId id) throws SQLException {
    return sql.one(template, row -> row.getString("state"), id.value())
        .flatMap(ChangeState::ofWire)
        .orElseThrow(() -> new IllegalArgumentException("there is no change " + id));
  }

  private static AuditDraft record(Expired expired) {
    return new AuditDraft(
        AuditEvent.TOKEN_EXPIRED,
        AuditDraft.NO_TRACE,
        expired.requester(),
        expired.target(),
        expired.change(),
        null,
        JsonNodeFactory.instance.objectNode().put("expiredAt", expired.at().toString()));
  }

  private static Expired expired(ResultSet row) throws SQLException {
    return new Expired(
        row.getLong("token"),
        new ChangeId(row.getString("change_id")),
        new PrincipalId(row.getString("requester")),
        new TargetName(row.getString("target")),
        Times.of(row, "expires_at"));
  }
}
