package dev.sallyport.target.site;

import dev.sallyport.target.site.FileChange.Permission;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.eclipse.jgit.diff.DiffEntry.ChangeType;
import org.eclipse.jgit.dircache.DirCacheEntry;
import org.eclipse.jgit.lib.FileMode;
import org.eclipse.jgit.patch.CombinedFileHeader;
import org.eclipse.jgit.patch.FileHeader;
import org.eclipse.jgit.patch.Patch;
import org.jspecify.annotations.Nullable;

/// Reads `patch`: a unified diff as git makes them, applied to the base in memory.
final class PatchReader {
  static final String POINTER = "/parameters/patch";

  private final SiteLimits limits;
  private final Base base;
  private final Proposals.Paths paths;
  private final Mistakes mistakes;
  private final Effort effort = new Effort();

  PatchReader(SiteLimits limits, Base base, Proposals.Paths paths, Mistakes mistakes) {
    this.limits = limits;
    this.base = base;
    this.paths = paths;
    this.mistakes = mistakes;
  }

  List<FileChange> read(String text) throws IOException {
    Optional<byte[]> bytes = Texts.utf8(text);
    if (bytes.isEmpty()) {
      return refuse("encoding", "The patch holds half of a character (a lone surrogate).");
    }
    if (bytes.get().length > limits.patchBytes()) {
      return refuse(
          "patch-limit",
          "The patch is larger than " + limits.patchBytes() + " bytes (limit patchBytes).");
    }
    List<String> files = PatchText.files(text);
    if (files.isEmpty()) {
      return refuse("patch-format", "The patch is not a unified diff as git makes them.");
    }
    if (files.size() > limits.edits()) {
      return refuse(
          "edits-limit", "A patch takes at most " + limits.edits() + " files (limit edits).");
    }
    List<FileChange> changes = new ArrayList<>();
    for (String file : files) {
      Optional<FileHeader> parsed = parse(file);
      if (parsed.isEmpty()) {
        refuse(
            "patch-format",
            "The patch is damaged in the file that begins with the line "
                + SitePath.shown(file.lines().findFirst().orElse(""))
                + ".");
      } else if (!mistakes.full()) {
        add(parsed.get(), changes);
      }
    }
    return changes;
  }

  /// One file's part of the patch; empty when it is damaged.
  private static Optional<FileHeader> parse(String file) {
    byte[] bytes = file.getBytes(StandardCharsets.UTF_8);
    try {
      Patch patch = new Patch();
      patch.parse(bytes, 0, bytes.length);
      boolean whole = patch.getErrors().isEmpty() && patch.getFiles().size() == 1;
      return whole ? Optional.of(patch.getFiles().getFirst()) : Optional.empty();
    } catch (RuntimeException damaged) {
      // JGit's parser indexes into the text without checks of its own: on what no git wrote, it
      // throws.
      return Optional.empty();
    }
  }

  private void add(FileHeader file, List<FileChange> changes) throws IOException {
    ChangeType type = file.getChangeType();
    String from = file.getOldPath();
    String to = file.getNewPath();
    if (file instanceof CombinedFileHeader || type == null || from == null || to == null) {
      refuse(
          "patch-format",
          "The patch names no file, or is a merge's combined diff, which cannot be applied.");
      return;
    }
    String shown = type == ChangeType.ADD ? to : from;
    boolean allowed =
        (type == ChangeType.ADD || sourceAllowed(type, from))
            && (type == ChangeType.DELETE || destinationAllowed(type, to))
            && modesAllowed(file, shown);
    if (!allowed) {
      return;
    }
    DirCacheEntry source = type == ChangeType.ADD ? null : base.file(from);
    byte[] after = content(file, shown, source);
    if (after == null) {
      return;
    }
    if (type == ChangeType.DELETE) {
      removed(from, after, changes);
      return;
    }
    if (type == ChangeType.RENAME) {
      changes.add(new FileChange.Remove(from, POINTER));
    }
    changes.add(new FileChange.Put(to, POINTER, after, permission(file, source)));
  }

  private void removed(String path, byte[] after, List<FileChange> changes) {
    if (after.length > 0) {
      refuse(
          "patch-does-not-apply",
          "The patch deletes " + SitePath.shown(path) + " but not all of its lines.");
      return;
    }
    changes.add(new FileChange.Remove(path, POINTER));
  }

  private boolean sourceAllowed(ChangeType type, String from) {
    boolean leaves = type == ChangeType.RENAME || type == ChangeType.DELETE;
    return paths.allowed(from, POINTER)
        && paths.present(from, POINTER)
        && (!leaves || paths.first(from, POINTER))
        && paths.writable(from, POINTER);
  }

  private boolean destinationAllowed(ChangeType type, String to) {
    if (!paths.allowed(to, POINTER) || !paths.first(to, POINTER)) {
      return false;
    }
    if (type != ChangeType.MODIFY && base.file(to) != null) {
      refuse(
          "patch-does-not-apply",
          "The patch makes " + SitePath.shown(to) + ", which is there already.");
      return false;
    }
    return true;
  }

  /// Refuses symbolic links and submodules on either side.
  private boolean modesAllowed(FileHeader file, String path) {
    for (FileMode mode : new FileMode[] {file.getOldMode(), file.getNewMode()}) {
      if (FileMode.SYMLINK.equals(mode)
          || FileMode.GITLINK.equals(mode)
          || FileMode.TREE.equals(mode)) {
        refuse(
            "not-a-file",
            "The patch makes or changes "
                + SitePath.shown(path)
                + " as a symbolic link or a submodule, which no proposal may.");
        return false;
      }
    }
    return true;
  }

  private byte @Nullable [] content(FileHeader file, String path, @Nullable DirCacheEntry source)
      throws IOException {
    byte[] before = source == null ? new byte[0] : base.content(source);
    PatchedContent content =
        switch (file.getPatchType()) {
          case UNIFIED -> TextHunks.apply(file, path, before, limits.fileBytes(), effort);
          case GIT_BINARY ->
              BinaryHunks.apply(
                  file,
                  path,
                  before,
                  source == null ? null : source.getObjectId(),
                  limits.fileBytes());
          case BINARY ->
              new PatchedContent.Refused(
                  "The patch says that "
                      + SitePath.shown(path)
                      + " differs but not how: make it with git diff --binary.");
        };
    return switch (content) {
      case PatchedContent.Applied applied -> applied.content();
      case PatchedContent.Refused refused -> {
        refuse("patch-does-not-apply", refused.why());
        yield null;
      }
    };
  }

  /// The mode that the patch names; where it names none, as a plain unified diff does, the file's
  /// own.
  private static Permission permission(FileHeader file, @Nullable DirCacheEntry source) {
    FileMode mode = file.getNewMode();
    if (FileMode.EXECUTABLE_FILE.equals(mode)) {
      return Permission.EXECUTABLE;
    }
    if (mode == null && source != null && isExecutable(source)) {
      return Permission.EXECUTABLE;
    }
    return Permission.PLAIN;
  }

  private static boolean isExecutable(DirCacheEntry entry) {
    return FileMode.EXECUTABLE_FILE.equals(entry.getRawMode());
  }

  private List<FileChange> refuse(String code, String message) {
    mistakes.add(POINTER, code, message);
    return List.of();
  }
}
