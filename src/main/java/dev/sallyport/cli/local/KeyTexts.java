package dev.sallyport.cli.local;

import dev.sallyport.audit.AuditDraft;
import dev.sallyport.audit.AuditEvent;
import dev.sallyport.domain.GroupName;
import dev.sallyport.domain.Principal;
import dev.sallyport.domain.PrincipalId;
import dev.sallyport.domain.Role;
import java.util.stream.Collectors;
import tools.jackson.databind.node.ObjectNode;

/// What is said of a key and its principal, on the record and on the screen.
final class KeyTexts {
  private KeyTexts() {}

  static AuditDraft draft(AuditEvent event, PrincipalId principal, ObjectNode details) {
    return new AuditDraft(event, AuditDraft.NO_TRACE, principal, null, null, null, details);
  }

  static String kind(Principal principal) {
    return "%s %s".formatted(principal.kind().wire(), roles(principal));
  }

  static String roles(Principal principal) {
    return principal.roles().stream().map(Role::wire).sorted().collect(Collectors.joining(","));
  }

  static String groups(Principal principal) {
    return principal.groups().stream()
        .map(GroupName::value)
        .sorted()
        .collect(Collectors.joining(","));
  }
}
