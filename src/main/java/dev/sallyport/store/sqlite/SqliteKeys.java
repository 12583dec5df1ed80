package dev.sallyport.store.sqlite;

import dev.sallyport.audit.AuditDraft;
import dev.sallyport.domain.GroupName;
import dev.sallyport.domain.Principal;
import dev.sallyport.domain.PrincipalId;
import dev.sallyport.domain.PrincipalKind;
import dev.sallyport.domain.Role;
import dev.sallyport.store.ApiKeys;
import dev.sallyport.store.sql.Json;
import dev.sallyport.store.sql.Times;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/// The API keys.
final class SqliteKeys implements ApiKeys {
  private final Writer writer;
  private final Readers readers;
  private final SqliteAudit audit;

  SqliteKeys(Writer writer, Readers readers, SqliteAudit audit) {
    this.writer = writer;
    this.readers = readers;
    this.audit = audit;
  }

  @Override
  public void add(StoredKey key, AuditDraft draft) {
    Principal principal = key.principal();
    String roles = Json.array(principal.roles().stream().map(Role::wire).sorted().toList());
    String targets = Json.array(principal.targets().stream().sorted().toList());
    String groups = Json.array(principal.groups().stream().map(GroupName::value).sorted().toList());
    writer.write(
        transaction -> {
          transaction
              .sql()
              .update(
                  KeySql.KEY_ADD,
                  key.id(),
                  key.secretHash(),
                  principal.id().value(),
                  principal.kind().wire(),
                  roles,
                  targets,
                  groups,
                  transaction.now());
          audit.append(transaction, List.of(draft));
          return Unit.keep(true);
        });
  }

  @Override
  public Optional<StoredKey> find(String id) {
    return readers.read(sql -> sql.one(KeySql.KEY_FIND, SqliteKeys::key, id));
  }

  @Override
  public List<StoredKey> list() {
    return readers.read(sql -> sql.list(KeySql.KEY_LIST, SqliteKeys::key));
  }

  @Override
  public boolean revoke(String id, AuditDraft draft) {
    return writer.write(
        transaction -> {
          if (transaction.sql().update(KeySql.KEY_REVOKE, transaction.now(), id) == 0) {
            return Unit.undo(false);
          }
          audit.append(transaction, List.of(draft));
          return Unit.keep(true);
        });
  }

  private static StoredKey key(ResultSet row) throws SQLException {
    return new StoredKey(
        row.getString("id"),
        row.getString("secret_hash"),
        principal(row),
        Times.of(row, "created_at"),
        Times.nullable(row, "revoked_at"));
  }

  /// The principal of a row that has a key's columns.
  static Principal principal(ResultSet row) throws SQLException {
    return new Principal(
        new PrincipalId(row.getString("principal")),
        PrincipalKind.ofWire(row.getString("kind")).orElseThrow(),
        Json.texts(row.getString("roles")).stream()
            .map(role -> Role.ofWire(role).orElseThrow())
            .collect(Collectors.toSet()),
        new HashSet<>(Json.texts(row.getString("targets"))),
        Json.texts(row.getString("member_of")).stream()
            .map(GroupName::new)
            .collect(Collectors.toSet()));
  }
}
