package dev.sallyport.target.site;

import dev.sallyport.target.site.FileChange.Permission;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/// Reads `edits`: for each path its whole new content, or that it goes.
final class EditsReader {
  private final SiteLimits limits;
  private final Proposals.Paths paths;
  private final Mistakes mistakes;

  EditsReader(SiteLimits limits, Proposals.Paths paths, Mistakes mistakes) {
    this.limits = limits;
    this.paths = paths;
    this.mistakes = mistakes;
  }

  List<FileChange> read(JsonNode edits) {
    if (edits.isEmpty() || edits.size() > limits.edits()) {
      mistakes.add(
          "/parameters/edits",
          "edits-limit",
          "A proposal takes 1 to " + limits.edits() + " edits (limit edits).");
      return List.of();
    }
    List<FileChange> changes = new ArrayList<>();
    for (int at = 0; at < edits.size() && !mistakes.full(); at++) {
      FileChange change = one(edits.get(at), "/parameters/edits/" + at);
      if (change != null) {
        changes.add(change);
      }
    }
    return changes;
  }

  private @Nullable FileChange one(JsonNode edit, String pointer) {
    String path = edit.path("path").asString("");
    String at = pointer + "/path";
    if (!paths.allowed(path, at) || !paths.first(path, at)) {
      return null;
    }
    boolean delete = edit.path("delete").asBoolean(false);
    boolean text = edit.path("content").isString();
    boolean base64 = edit.path("contentBase64").isString();
    if ((delete ? 1 : 0) + (text ? 1 : 0) + (base64 ? 1 : 0) != 1) {
      mistakes.add(
          pointer, "one-of", "Give exactly one of content, contentBase64 and delete: true.");
      return null;
    }
    if (delete) {
      return paths.present(path, at) ? new FileChange.Remove(path, at) : null;
    }
    byte[] content =
        text
            ? text(edit.path("content").asString(), pointer + "/content")
            : decoded(edit.path("contentBase64").asString(), pointer + "/contentBase64");
    if (content == null || !paths.writable(path, at)) {
      return null;
    }
    return new FileChange.Put(path, at, content, permission(edit.path("executable")));
  }

  private static Permission permission(JsonNode executable) {
    if (!executable.isBoolean()) {
      return Permission.AS_BEFORE;
    }
    return executable.asBoolean() ? Permission.EXECUTABLE : Permission.PLAIN;
  }

  private byte @Nullable [] text(String text, String pointer) {
    return Texts.utf8(text)
        .map(bytes -> sized(bytes, pointer))
        .orElseGet(
            () -> {
              mistakes.add(
                  pointer, "encoding", "The content holds half of a character (a lone surrogate).");
              return null;
            });
  }

  private byte @Nullable [] decoded(String base64, String pointer) {
    try {
      return sized(Base64.getDecoder().decode(base64.getBytes(StandardCharsets.UTF_8)), pointer);
    } catch (IllegalArgumentException notBase64) {
      mistakes.add(pointer, "encoding", "The content is not base64 (RFC 4648, section 4).");
      return null;
    }
  }

  private byte @Nullable [] sized(byte[] content, String pointer) {
    if (content.length > limits.fileBytes()) {
      mistakes.add(
          pointer,
          "file-limit",
          "The content is larger than " + limits.fileBytes() + " bytes (limit fileBytes).");
      return null;
    }
    return content;
  }
}
