package dev.sallyport.audit;

import java.io.IOException;
import java.util.List;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/// Writes the record as NDJSON: one record a line, from the first to the last, and the sealed end
/// as the last line. Each line is canonical JSON (RFC 8785), so that a body's text in it is the
/// text that its hash covers. `docs/audit.md` says how to follow the chain in it without Sallyport.
public final class AuditExport {
  /// How many records are read at once.
  static final int PAGE = 500;

  private AuditExport() {}

  /// Exports what is recorded by now.
  ///
  /// @return how many records were written
  public static long write(AuditTrail trail, Appendable out) throws IOException {
    AuditHead head = trail.head().orElse(null);
    long last = 0;
    long written = 0;
    List<AuditRecord> page = trail.after(last, PAGE);
    while (!page.isEmpty()) {
      for (AuditRecord record : page) {
        last = record.sequence();
        // What a gate records meanwhile comes after the end that this export names.
        if (head != null && last > head.sequence()) {
          return end(head, out, written);
        }
        out.append(CanonicalBody.of(line(record))).append('\n');
        written++;
      }
      page = trail.after(last, PAGE);
    }
    return head == null ? written : end(head, out, written);
  }

  private static long end(AuditHead head, Appendable out, long written) throws IOException {
    ObjectNode line = JsonNodeFactory.instance.objectNode();
    line.putObject("end")
        .put("sequence", head.sequence())
        .put("hash", head.hash())
        .put("seal", head.seal());
    out.append(CanonicalBody.of(line)).append('\n');
    return written;
  }

  private static ObjectNode line(AuditRecord record) {
    ObjectNode line = JsonNodeFactory.instance.objectNode();
    line.put("sequence", record.sequence());
    line.set("body", record.body());
    return line.put("previous", record.previous())
        .put("hash", record.hash())
        .put("seal", record.seal());
  }
}
