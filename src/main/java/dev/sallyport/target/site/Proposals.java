package dev.sallyport.target.site;

import java.io.IOException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.eclipse.jgit.dircache.DirCacheEntry;
import tools.jackson.databind.JsonNode;

/// Reads a proposal's parameters as changes of files, each checked against the path rules, the
/// protected globs and what the base holds.
final class Proposals {
  private final ProtectedPaths protectedPaths;
  private final SiteLimits limits;

  Proposals(ProtectedPaths protectedPaths, SiteLimits limits) {
    this.protectedPaths = protectedPaths;
    this.limits = limits;
  }

  /// The changes asked for; meaningful only when no mistake was added.
  List<FileChange> read(JsonNode parameters, Base base, Mistakes mistakes) throws IOException {
    JsonNode edits = parameters.path("edits");
    JsonNode patch = parameters.path("patch");
    if (edits.isArray() == patch.isString()) {
      mistakes.add(
          "/parameters",
          "one-of",
          "Give either edits (a list) or patch (a unified diff), not both.");
      return List.of();
    }
    Paths paths = new Paths(base, mistakes);
    return edits.isArray()
        ? new EditsReader(limits, paths, mistakes).read(edits)
        : new PatchReader(limits, base, paths, mistakes).read(patch.asString());
  }

  /// The checks that every path of a proposal passes, whichever form it came in.
  final class Paths {
    private final Base base;
    private final Mistakes mistakes;
    private final Map<String, String> seen = new HashMap<>();

    private Paths(Base base, Mistakes mistakes) {
      this.base = base;
      this.mistakes = mistakes;
    }

    /// Whether a proposal may name the path; a mistake is added when not.
    boolean allowed(String path, String pointer) {
      var broken = SitePath.brokenRule(path);
      if (broken.isPresent()) {
        mistakes.add(
            pointer, "path", "The path " + SitePath.shown(path) + " " + broken.get() + ".");
        return false;
      }
      if (protectedPaths.covers(path)) {
        mistakes.add(
            pointer, "protected-path", SitePath.shown(path) + " is protected on this site.");
        return false;
      }
      return true;
    }

    /// Whether nothing before has named the path; a mistake is added when something has.
    boolean first(String path, String pointer) {
      String before = seen.putIfAbsent(path, pointer);
      if (before != null) {
        mistakes.add(
            pointer,
            "duplicate-path",
            SitePath.shown(path) + " is named twice; the first time is at " + before + ".");
      }
      return before == null;
    }

    /// Whether a file may be written there: nothing, or a plain file, is there now.
    boolean writable(String path, String pointer) {
      DirCacheEntry there = base.file(path);
      if (there != null && !Base.isPlain(there)) {
        mistakes.add(
            pointer,
            "not-a-file",
            SitePath.shown(path)
                + " is a symbolic link or a submodule, which no proposal may write.");
        return false;
      }
      return true;
    }

    /// Whether a file is there; a mistake is added when not.
    boolean present(String path, String pointer) {
      if (base.file(path) == null) {
        mistakes.add(
            pointer, "file-not-found", SitePath.shown(path) + " is not a file on this site.");
        return false;
      }
      return true;
    }
  }
}
