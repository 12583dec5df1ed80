package dev.sallyport.store.sqlite;

import dev.sallyport.audit.AuditDraft;
import dev.sallyport.audit.AuditEvent;
import dev.sallyport.change.Change;
import dev.sallyport.change.ChangeState;
import dev.sallyport.domain.ChangeId;
import dev.sallyport.domain.PrincipalId;
import dev.sallyport.domain.TargetName;
import dev.sallyport.store.Changes;
import dev.sallyport.store.IssuedToken;
import dev.sallyport.store.sql.ChangeRows;
import dev.sallyport.store.sql.Json;
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
final class SqliteChanges implements Changes {
  private final Writer writer;
  private final Readers readers;
  private final SqliteAudit audit;

  SqliteChanges(Writer writer, Readers readers, SqliteAudit audit) {
    this.writer = writer;
    this.readers = readers;
    this.audit = audit;
  }

  @Override
  public Optional<Change> find(ChangeId id) {
    return readers.read(sql -> sql.one(ChangeSql.CHANGE_FIND, ChangeRows::read, id.value()));
  }

  @Override
  public Optional<IssuedToken> token(ChangeId id) {
    return readers.read(sql -> sql.one(TokenSql.TOKEN_OF_CHANGE, TokenRows::read, id.value(), 0));
  }

  @Override
  public Issuing issue(IssuedToken token, boolean forDeploy, AuditDraft draft) {
    ChangeState from = forDeploy ? ChangeState.APPLIED : ChangeState.AWAITING_CONFIRMATION;
    return writer.write(
        transaction -> {
          Sql sql = transaction.sql();
          int issued =
              sql.update(
                  TokenSql.TOKEN_ISSUE,
                  token.hash(),
                  token.claims(),
                  token.issuedAt().toEpochMilli(),
                  token.expiresAt().toEpochMilli(),
                  token.change().value(),
                  forDeploy ? 1 : 0,
                  from.wire());
          if (issued == 0) {
            return Unit.undo(notIssued(sql, token.change(), forDeploy, from));
          }
          audit.append(transaction, List.of(draft));
          return Unit.keep(new Issuing.Issued());
        });
  }

  private static Issuing notIssued(Sql sql, ChangeId id, boolean forDeploy, ChangeState from)
      throws SQLException {
    ChangeState state = ChangeWrites.state(sql, id);
    if (state != from) {
      return new Issuing.WrongState(state);
    }
    return sql.one(TokenSql.TOKEN_OF_CHANGE, TokenRows::read, id.value(), forDeploy ? 1 : 0)
        .<Issuing>map(Issuing.Standing::new)
        .orElseGet(Issuing.NotApproved::new);
  }

  @Override
  public List<Change> list(Filter filter) {
    @Nullable String before = filter.before() == null ? null : filter.before().value();
    @Nullable String targets = filter.targets() == null ? null : Json.array(filter.targets());
    @Nullable String state = filter.state() == null ? null : filter.state().wire();
    PrincipalId requester = filter.requester();
    if (filter.breakGlass()) {
      return readers.read(
          sql ->
              sql.list(
                  RoundSql.CHANGE_LIST_BROKEN,
                  ChangeRows::read,
                  before,
                  targets,
                  filter.limit(),
                  requester == null ? null : requester.value(),
                  state));
    }
    if (requester != null) {
      return readers.read(
          sql ->
              sql.list(
                  ChangeSql.CHANGE_LIST_OF_REQUESTER,
                  ChangeRows::read,
                  before,
                  targets,
                  filter.limit(),
                  requester.value(),
                  state));
    }
    if (state != null) {
      return readers.read(
          sql ->
              sql.list(
                  ChangeSql.CHANGE_LIST_IN_STATE,
                  ChangeRows::read,
                  before,
                  targets,
                  filter.limit(),
                  state));
    }
    return readers.read(
        sql -> sql.list(ChangeSql.CHANGE_LIST, ChangeRows::read, before, targets, filter.limit()));
  }

  @Override
  public boolean end(ChangeId id, Set<ChangeState> from, ChangeState to, AuditDraft draft) {
    String states = Json.array(from.stream().map(ChangeState::wire).sorted().toList());
    return writer.write(
        transaction -> {
          long now = transaction.now();
          int moved =
              transaction
                  .sql()
                  .update(ChangeSql.CHANGE_MOVE_FROM_ANY, to.wire(), now, id.value(), states);
          if (moved == 0) {
            return Unit.undo(false);
          }
          transaction.sql().update(TokenSql.TOKEN_VOID_OF_CHANGE, now, id.value());
          audit.append(transaction, List.of(draft));
          return Unit.keep(true);
        });
  }

  @Override
  public int voidTokens(AuditDraft draft) {
    return writer.write(
        transaction -> {
          int voided = transaction.sql().update(TokenSql.TOKEN_VOID_EVERY, transaction.now());
          transaction.sql().update(ChangeSql.CHANGE_END_WAITING, transaction.now());
          transaction.sql().update(RoundSql.ROUND_END_EVERY, transaction.now());
          audit.append(transaction, List.of(draft));
          return Unit.keep(voided);
        });
  }

  @Override
  public int forget(Duration retention, int limit) {
    return writer.write(
        transaction -> {
          Sql sql = transaction.sql();
          List<String> old =
              sql.list(
                  ForgetSql.CHANGE_OLD,
                  row -> row.getString("id"),
                  transaction.now() - retention.toMillis(),
                  limit);
          for (ForgetSql part : ForgetSql.PARTS) {
            if (!old.isEmpty()) {
              sql.update(part, Json.array(old));
            }
          }
          return Unit.keep(old.size());
        });
  }

  /// A token whose time is over.
  private record Expired(
      long token, ChangeId change, PrincipalId requester, TargetName target, Instant at) {}

  @Override
  public int expire(int limit) {
    return writer.write(
        transaction -> {
          long now = transaction.now();
          List<AuditDraft> drafts = new ArrayList<>();
          for (Expired expired :
              transaction.sql().list(TokenSql.TOKEN_EXPIRED, SqliteChanges::expired, now, limit)) {
            transaction.sql().update(TokenSql.TOKEN_LAPSE, now, expired.token());
            transaction.sql().update(ChangeSql.CHANGE_EXPIRE, now, expired.change().value());
            drafts.add(record(expired));
          }
          audit.append(transaction, drafts);
          return Unit.keep(drafts.size());
        });
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
