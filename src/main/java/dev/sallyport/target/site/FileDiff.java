package dev.sallyport.target.site;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.eclipse.jgit.diff.DiffEntry;
import org.eclipse.jgit.diff.RawText;
import org.eclipse.jgit.diff.SimilarityIndex;
import org.eclipse.jgit.lib.AbbreviatedObjectId;
import org.eclipse.jgit.lib.FileMode;
import org.eclipse.jgit.lib.ObjectLoader;
import org.eclipse.jgit.lib.ObjectReader;
import org.eclipse.jgit.util.QuotedString;

/// Writes one file after the other of a diff: the header lines, then the hunks.
final class FileDiff {
  private static final byte[] NOTHING = {};

  /// What becomes of a file.
  enum Kind {
    NEW,
    GONE,
    RENAMED,
    CHANGED
  }

  private final ObjectReader reader;
  private final int abbreviation;
  private final int mostBytes;
  private final ByteArrayOutputStream out = new ByteArrayOutputStream();
  private final Effort effort = new Effort();
  private int files;
  private int added;
  private int deleted;
  private int renamed;
  private int binary;
  private int binaryReplaced;
  private int madeExecutable;
  private int insertions;
  private int deletions;
  private boolean entryPageGone;
  private final List<String> paths = new ArrayList<>();

  FileDiff(ObjectReader reader, int abbreviation, int mostBytes) {
    this.reader = reader;
    this.abbreviation = abbreviation;
    this.mostBytes = mostBytes;
  }

  boolean full() {
    return out.size() > mostBytes;
  }

  DiffText result() {
    return new DiffText(
        out.toString(StandardCharsets.UTF_8),
        files,
        added,
        deleted,
        renamed,
        binary,
        binaryReplaced,
        madeExecutable,
        insertions,
        deletions,
        entryPageGone,
        paths);
  }

  void add(DiffEntry entry, Kind kind) throws IOException {
    count(entry, kind);
    boolean isNew = kind == Kind.NEW;
    boolean isGone = kind == Kind.GONE;
    String oldPath = isNew ? entry.getNewPath() : entry.getOldPath();
    String newPath = isGone ? entry.getOldPath() : entry.getNewPath();
    paths.add(newPath);
    if (!newPath.equals(oldPath)) {
      paths.add(oldPath);
    }
    line("diff --git " + quoted("a/" + oldPath) + " " + quoted("b/" + newPath));
    modes(entry, isNew, isGone);
    boolean same = !isNew && !isGone && entry.getOldId().equals(entry.getNewId());
    if (kind == Kind.RENAMED) {
      line("similarity index " + (same ? 100 : similarity(entry)) + "%");
      line("rename from " + quoted(oldPath));
      line("rename to " + quoted(newPath));
    }
    if (same) {
      return;
    }
    boolean modeStays = !isNew && !isGone && entry.getOldMode().equals(entry.getNewMode());
    line(
        "index "
            + (isNew ? "0".repeat(abbreviation) : shortId(entry.getOldId()))
            + ".."
            + (isGone ? "0".repeat(abbreviation) : shortId(entry.getNewId()))
            + (modeStays ? " " + octal(entry.getNewMode()) : ""));
    contents(
        isNew ? NOTHING : bytes(entry.getOldMode(), entry.getOldId()),
        isGone ? NOTHING : bytes(entry.getNewMode(), entry.getNewId()),
        isNew ? "/dev/null" : "a/" + oldPath,
        isGone ? "/dev/null" : "b/" + newPath);
  }

  private void count(DiffEntry entry, Kind kind) {
    files++;
    boolean isNew = kind == Kind.NEW;
    boolean isGone = kind == Kind.GONE;
    boolean isRenamed = kind == Kind.RENAMED;
    added += isNew ? 1 : 0;
    deleted += isGone ? 1 : 0;
    renamed += isRenamed ? 1 : 0;
    entryPageGone |= (isGone || isRenamed) && entry.getOldPath().equals("index.html");
    boolean wasExecutable = !isNew && FileMode.EXECUTABLE_FILE.equals(entry.getOldMode());
    boolean isExecutable = !isGone && FileMode.EXECUTABLE_FILE.equals(entry.getNewMode());
    madeExecutable += isExecutable && !wasExecutable ? 1 : 0;
  }

  private void modes(DiffEntry entry, boolean isNew, boolean isGone) {
    if (isNew) {
      line("new file mode " + octal(entry.getNewMode()));
    } else if (isGone) {
      line("deleted file mode " + octal(entry.getOldMode()));
    } else if (!entry.getOldMode().equals(entry.getNewMode())) {
      line("old mode " + octal(entry.getOldMode()));
      line("new mode " + octal(entry.getNewMode()));
    }
  }

  private void contents(byte[] before, byte[] after, String oldName, String newName)
      throws IOException {
    if (isBinary(before) || isBinary(after)) {
      binary++;
      binaryReplaced += before.length > 0 && after.length > 0 ? 1 : 0;
      line("Binary files " + quoted(oldName) + " and " + quoted(newName) + " differ");
      return;
    }
    Hunks hunks = Hunks.between(new RawText(before), new RawText(after), effort);
    if (!hunks.isEmpty()) {
      line("--- " + name(oldName));
      line("+++ " + name(newName));
      hunks.writeTo(out);
    }
    insertions += hunks.insertions();
    deletions += hunks.deletions();
  }

  private static boolean isBinary(byte[] content) {
    return content.length > GitDiff.MOST_SHOWN_BYTES || Texts.isBinary(content);
  }

  private int similarity(DiffEntry entry) throws IOException {
    try {
      SimilarityIndex before = SimilarityIndex.create(reader.open(entry.getOldId().toObjectId()));
      SimilarityIndex after = SimilarityIndex.create(reader.open(entry.getNewId().toObjectId()));
      return before.score(after, 100);
    } catch (SimilarityIndex.TableFullException tooLarge) {
      return entry.getScore();
    }
  }

  private byte[] bytes(FileMode mode, AbbreviatedObjectId id) throws IOException {
    if (FileMode.GITLINK.equals(mode)) {
      return ("Subproject commit " + id.name() + "\n").getBytes(StandardCharsets.UTF_8);
    }
    ObjectLoader loader = reader.open(id.toObjectId());
    // One byte over the limit is enough to see that it is over.
    return loader.getSize() > GitDiff.MOST_SHOWN_BYTES
        ? new byte[GitDiff.MOST_SHOWN_BYTES + 1]
        : loader.getCachedBytes(GitDiff.MOST_SHOWN_BYTES);
  }

  private String shortId(AbbreviatedObjectId id) throws IOException {
    return reader.abbreviate(id.toObjectId(), abbreviation).name();
  }

  private static String octal(FileMode mode) {
    return String.format("%06o", mode.getBits());
  }

  private static String quoted(String name) {
    return QuotedString.GIT_PATH.quote(name);
  }

  /// A name on a line of its own; a tab ends one with spaces, so that a date is not read into it.
  private static String name(String name) {
    return quoted(name) + (name.indexOf(' ') >= 0 ? "\t" : "");
  }

  private void line(String text) {
    out.writeBytes((text + "\n").getBytes(StandardCharsets.UTF_8));
  }
}
