package dev.sallyport.store.sql;

import dev.sallyport.domain.GroupName;
import dev.sallyport.domain.Principal;
import dev.sallyport.domain.PrincipalId;
import dev.sallyport.domain.PrincipalKind;
import dev.sallyport.domain.Role;
import dev.sallyport.store.ApiKeys.StoredKey;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/// API keys as rows.
public final class KeyRows {
  private KeyRows() {}

  /// What an INSERT of a key takes, in the order of its columns.
  public static @Nullable Object[] values(StoredKey key, long now) {
    Principal principal = key.principal();
    List<@Nullable Object> values = new ArrayList<>();
    values.add(key.id());
    values.add(key.secretHash());
    values.add(principal.id().value());
    values.add(principal.kind().wire());
    values.add(Json.array(principal.roles().stream().map(Role::wire).sorted().toList()));
    values.add(Json.array(principal.targets().stream().sorted().toList()));
    values.add(Json.array(principal.groups().stream().map(GroupName::value).sorted().toList()));
    values.add(now);
    return values.toArray();
  }

  public static StoredKey read(ResultSet row) throws SQLException {
    return new StoredKey(
        row.getString("id"),
        row.getString("secret_hash"),
        principal(row),
        Times.of(row, "created_at"),
        Times.nullable(row, "revoked_at"));
  }

  /// The principal of a row that has a key's columns.
  public static Principal principal(ResultSet row) throws SQLException {
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
