package dev.sallyport.gate;

import dev.sallyport.audit.AuditRecord;
import dev.sallyport.change.Change;
import dev.sallyport.domain.Principal;
import dev.sallyport.respond.Answer;
import dev.sallyport.store.Store;
import java.util.List;
import java.util.Optional;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/// What the record says of one change, for whoever may see the change.
public final class History {
  /// The most records that are shown of one change.
  static final int MOST = 500;

  private final Store store;

  public History(Store store) {
    this.store = store;
  }

  /// The change's audit records, oldest first, in `items`. `cut` says whether there are older
  /// ones than the newest [#MOST].
  public Answer answer(Incoming incoming, Journey journey, Principal principal) {
    Optional<Change> change = Queries.find(store, incoming, principal);
    return change.isEmpty() ? Queries.unknownChange() : Answer.ok(of(change.get()));
  }

  private ObjectNode of(Change change) {
    List<AuditRecord> found = store.audit().ofChange(change.id(), MOST + 1);
    ObjectNode answer = JsonMapper.shared().createObjectNode();
    ArrayNode items = answer.putArray("items");
    found.stream()
        .limit(MOST)
        .toList()
        .reversed()
        .forEach(record -> items.add(AuditViews.of(record)));
    return answer.put("cut", found.size() > MOST);
  }
}
