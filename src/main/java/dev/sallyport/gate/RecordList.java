package dev.sallyport.gate;

import dev.sallyport.audit.AuditRecord;
import dev.sallyport.domain.Principal;
import dev.sallyport.respond.Answer;
import dev.sallyport.store.Store;
import java.util.List;
import java.util.Optional;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/// The audit records that a principal may see, in pages, newest first.
final class RecordList {
  private final Store store;

  RecordList(Store store) {
    this.store = store;
  }

  Answer page(Incoming incoming, Principal principal) {
    int limit = Paging.limit(incoming);
    Optional<String> target = incoming.queryParameter("target");
    Optional<String> change = incoming.queryParameter("change");
    long before =
        incoming
            .queryParameter("cursor")
            .filter(cursor -> cursor.matches("[0-9]{1,18}"))
            .map(Long::parseLong)
            .orElse(Long.MAX_VALUE);
    ObjectNode page = JsonMapper.shared().createObjectNode();
    ArrayNode items = page.putArray("items");
    int looked = 0;
    while (items.size() < limit && looked < Paging.MOST_LOOKED_AT) {
      List<AuditRecord> records = store.audit().before(before, Paging.LARGEST_PAGE);
      if (records.isEmpty()) {
        return Answer.ok(page);
      }
      for (AuditRecord record : records) {
        before = record.sequence();
        looked++;
        if (matches(record, principal, target, change)) {
          items.add(AuditViews.of(record));
          if (items.size() == limit) {
            break;
          }
        }
      }
    }
    page.put("next", Long.toString(before));
    return Answer.ok(page);
  }

  private static boolean matches(
      AuditRecord record, Principal principal, Optional<String> target, Optional<String> change) {
    String about = record.body().path("target").asString("");
    boolean sees =
        about.isEmpty()
            || principal.targets().contains(Principal.EVERY_TARGET)
            || principal.targets().contains(about);
    return sees
        && target.filter(name -> !name.equals(about)).isEmpty()
        && change.filter(id -> !id.equals(record.body().path("changeId").asString(""))).isEmpty();
  }
}
