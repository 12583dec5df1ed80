package dev.sallyport.audit;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.time.temporal.ChronoUnit;
import java.util.HexFormat;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/// How records hang together: each one's hash is SHA-256 over the hash before it (64 ASCII
/// characters) followed by its own body as canonical JSON (RFC 8785, UTF-8). `docs/audit.md` tells
/// others how to follow it.
public final class AuditChain {
  /// What stands in place of the hash before the first record.
  public static final String START = "0".repeat(64);

  /// The longest body, in characters of canonical JSON.
  public static final int MAX_BODY_CHARACTERS = 64 * 1024;

  private static final JsonMapper JSON = JsonMapper.shared();

  private AuditChain() {}

  /// A record as it is stored.
  ///
  /// @param body canonical JSON
  public record Link(long sequence, String body, String previous, String hash, String seal) {}

  /// Gives a draft its number, time and place after the present end of the chain.
  public static Link append(AuditHead head, Instant at, AuditDraft draft, AuditSealer sealer) {
    return append(head, at, draft, null, sealer);
  }

  /// The same right after a record that is the chain's last.
  public static Link after(Link last, Instant at, AuditDraft draft, AuditSealer sealer) {
    return append(last.sequence(), last.hash(), at, draft, null, sealer);
  }

  /// The same for a record that has waited.
  ///
  /// @param origin which record of which gate it is, where that is known
  public static Link append(
      AuditHead head, Instant at, AuditDraft draft, @Nullable Origin origin, AuditSealer sealer) {
    return append(head.sequence(), head.hash(), at, draft, origin, sealer);
  }

  private static Link append(
      long end,
      String previous,
      Instant at,
      AuditDraft draft,
      @Nullable Origin origin,
      AuditSealer sealer) {
    long sequence = end + 1;
    ObjectNode content = body(sequence, at, draft);
    if (origin != null) {
      content.put(Origin.FIELD, origin.toString());
    }
    String body = CanonicalBody.of(content);
    if (body.length() > MAX_BODY_CHARACTERS) {
      throw new IllegalArgumentException(
          "an audit record's body is limited to " + MAX_BODY_CHARACTERS + " characters");
    }
    String hash = hash(previous, body);
    return new Link(sequence, body, previous, hash, sealer.seal(hash));
  }

  /// The end of the chain once that record is its last.
  public static AuditHead headAt(Link last, AuditSealer sealer) {
    return new AuditHead(
        last.sequence(), last.hash(), sealer.sealHead(last.sequence(), last.hash()));
  }

  /// A stored record for those who read it; never fails, whatever became of its body.
  public static AuditRecord read(Link link) {
    ObjectNode body = readBody(link.body());
    return new AuditRecord(
        link.sequence(), timeOf(body), body, link.previous(), link.hash(), link.seal());
  }

  static String hash(String previous, String body) {
    try {
      MessageDigest digest = MessageDigest.getInstance("SHA-256");
      digest.update(previous.getBytes(StandardCharsets.UTF_8));
      digest.update(body.getBytes(StandardCharsets.UTF_8));
      return HexFormat.of().formatHex(digest.digest());
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java platform has SHA-256", e);
    }
  }

  private static ObjectNode body(long sequence, Instant at, AuditDraft draft) {
    ObjectNode body = JsonNodeFactory.instance.objectNode();
    body.put("sequence", sequence);
    body.put("at", iso(at));
    body.put("event", draft.event().wire());
    body.put("traceId", draft.traceId());
    if (draft.principal() != null) {
      body.put("principal", draft.principal().value());
    }
    if (draft.target() != null) {
      body.put("target", draft.target().value());
    }
    if (draft.change() != null) {
      body.put("changeId", draft.change().value());
    }
    if (draft.execution() != null) {
      body.put("executionId", draft.execution().value());
    }
    body.set("details", draft.details());
    return body;
  }

  /// Always three decimals, so that one instant has one text: `2026-11-23T10:00:00.000Z`.
  private static String iso(Instant at) {
    Instant millis = at.truncatedTo(ChronoUnit.MILLIS);
    String text = millis.toString();
    return millis.getNano() == 0 ? text.replace("Z", ".000Z") : text;
  }

  private static ObjectNode readBody(String text) {
    try {
      JsonNode body = JSON.readTree(text);
      if (body instanceof ObjectNode object && CanonicalBody.of(object).equals(text)) {
        return object;
      }
    } catch (JacksonException | IllegalArgumentException e) {
      return unreadable(text);
    }
    return unreadable(text);
  }

  private static ObjectNode unreadable(String text) {
    return JsonNodeFactory.instance.objectNode().put(AuditRecord.UNREADABLE, text);
  }

  private static Instant timeOf(ObjectNode body) {
    try {
      return Instant.parse(body.path("at").asString(""));
    } catch (DateTimeParseException e) {
      return Instant.EPOCH;
    }
  }
}
