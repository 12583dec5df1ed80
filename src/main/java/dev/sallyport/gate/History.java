package dev.sallyport.gate;

import dev.sallyport.audit.AuditRecord;
import dev.sallyport.change.Change;
import dev.sallyport.domain.Principal;
import dev.sallyport.respond.Answer;
import dev.sallyport.store.Store;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/// What the record says of one change, for whoever may see the change.
public final class History {
  private final Store store;

  public History(Store store) {
    this.store = store;
  }

  /// The change's audit records, oldest first, in `items`. `cut` says whether older ones may be
  /// missing because the search looked at [Paging#MOST_LOOKED_AT] records.
  public Answer answer(Incoming incoming, Journey journey, Principal principal) {
    Optional<Change> change = Queries.find(store, incoming, principal);
    return change.isEmpty() ? Queries.unknownChange() : Answer.ok(of(change.get()));
  }

  private ObjectNode of(Change change) {
    List<AuditRecord> found = new ArrayList<>();
    long before = Long.MAX_VALUE;
    int looked = 0;
    boolean reached = false;
    while (!reached && looked < Paging.MOST_LOOKED_AT) {
      List<AuditRecord> page = store.audit().before(before, Paging.LARGEST_PAGE);
      reached = page.size() < Paging.LARGEST_PAGE;
      for (AuditRecord record : page) {
        before = record.sequence();
        if (record.body().path("changeId").asString("").equals(change.id().value())) {
          found.add(record);
        }
        reached |= record.at().isBefore(change.createdAt());
      }
      looked += page.size();
    }
    ObjectNode answer = JsonMapper.shared().createObjectNode();
    ArrayNode items = answer.putArray("items");
    found.reversed().forEach(record -> items.add(AuditViews.of(record)));
    return answer.put("cut", !reached);
  }
}
