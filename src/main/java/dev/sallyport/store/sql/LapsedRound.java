package dev.sallyport.store.sql;

import dev.sallyport.audit.AuditDraft;
import dev.sallyport.audit.AuditEvent;
import dev.sallyport.domain.Action;
import dev.sallyport.domain.ChangeId;
import dev.sallyport.domain.PrincipalId;
import dev.sallyport.domain.TargetName;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.Locale;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/// A round whose time is over.
///
/// @param met whether it had been met; then it is the approvals that hold no longer
public record LapsedRound(
    ChangeId change,
    Action action,
    PrincipalId requester,
    TargetName target,
    Instant at,
    boolean met) {

  public static LapsedRound read(ResultSet row) throws SQLException {
    return new LapsedRound(
        new ChangeId(row.getString("change_id")),
        Action.valueOf(row.getString("action").toUpperCase(Locale.ROOT)),
        new PrincipalId(row.getString("requester")),
        new TargetName(row.getString("target")),
        Times.of(row, "until_at"),
        Times.nullable(row, "met_at") != null);
  }

  /// Its audit record.
  public AuditDraft draft() {
    ObjectNode details =
        JsonNodeFactory.instance
            .objectNode()
            .put("for", action.wire())
            .put("met", met)
            .put("expiredAt", at.toString());
    return new AuditDraft(
        AuditEvent.APPROVAL_EXPIRED, AuditDraft.NO_TRACE, requester, target, change, null, details);
  }
}
