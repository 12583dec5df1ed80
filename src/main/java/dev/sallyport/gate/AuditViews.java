package dev.sallyport.gate;

import dev.sallyport.audit.AuditRecord;
import tools.jackson.databind.node.ObjectNode;

/// How an audit record is shown.
final class AuditViews {
  private AuditViews() {}

  static ObjectNode of(AuditRecord record) {
    ObjectNode node = record.body().deepCopy();
    node.put("sequence", record.sequence());
    node.put("at", record.at().toString());
    node.put("previous", record.previous());
    node.put("hash", record.hash());
    node.put("seal", record.seal());
    return node;
  }
}
