package dev.sallyport.target.site;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.zip.InflaterInputStream;
import org.eclipse.jgit.lib.AbbreviatedObjectId;
import org.eclipse.jgit.lib.Constants;
import org.eclipse.jgit.lib.ObjectId;
import org.eclipse.jgit.lib.ObjectInserter;
import org.eclipse.jgit.patch.BinaryHunk;
import org.eclipse.jgit.patch.FileHeader;
import org.eclipse.jgit.util.RawParseUtils;
import org.eclipse.jgit.util.io.BinaryDeltaInputStream;
import org.eclipse.jgit.util.io.BinaryHunkInputStream;
import org.jspecify.annotations.Nullable;

/// Applies the binary part of a patch made with `git diff --binary`: a whole new content or a
/// delta. Both name the content they start from and the one they make, and both are checked.
final class BinaryHunks {
  private BinaryHunks() {}

  static PatchedContent apply(
      FileHeader file, String path, byte[] before, @Nullable ObjectId beforeId, int mostBytes) {
    AbbreviatedObjectId oldId = file.getOldId();
    AbbreviatedObjectId newId = file.getNewId();
    BinaryHunk hunk = file.getForwardBinaryHunk();
    if (hunk == null
        || oldId == null
        || newId == null
        || !oldId.isComplete()
        || !newId.isComplete()) {
      return refused(path, "its binary part is damaged or its index line is not full");
    }
    if (!oldId.toObjectId().equals(beforeId == null ? ObjectId.zeroId() : beforeId)) {
      return refused(path, "its binary part starts from another content than is there now");
    }
    if (hunk.getSize() > mostBytes) {
      return refused(
          path, "the file would be larger than " + mostBytes + " bytes (limit fileBytes)");
    }
    try (InputStream in = open(hunk, before)) {
      byte[] after = in.readNBytes(mostBytes);
      return in.read() < 0 && isNamed(newId, after)
          ? new PatchedContent.Applied(after)
          : refused(path, "its binary part does not make the content that it names");
    } catch (IOException | RuntimeException damaged) {
      // JGit's decoders throw both on a damaged delta.
      return refused(path, "its binary part is damaged");
    }
  }

  private static InputStream open(BinaryHunk hunk, byte[] before) {
    // The hunk starts at the line that names its kind and size; the data is on the lines below.
    int start = RawParseUtils.nextLF(hunk.getBuffer(), hunk.getStartOffset());
    InputStream data =
        new InflaterInputStream(
            new BinaryHunkInputStream(
                new ByteArrayInputStream(hunk.getBuffer(), start, hunk.getEndOffset() - start)));
    return switch (hunk.getType()) {
      case LITERAL_DEFLATED -> data;
      case DELTA_DEFLATED -> new BinaryDeltaInputStream(before, data);
    };
  }

  private static boolean isNamed(AbbreviatedObjectId id, byte[] content) {
    if (id.toObjectId().equals(ObjectId.zeroId())) {
      return content.length == 0;
    }
    try (ObjectInserter.Formatter formatter = new ObjectInserter.Formatter()) {
      return id.toObjectId().equals(formatter.idFor(Constants.OBJ_BLOB, content));
    }
  }

  private static PatchedContent refused(String path, String why) {
    return new PatchedContent.Refused(
        "The patch does not apply to " + SitePath.shown(path) + ": " + why + ".");
  }
}
