package dev.sallyport.target.site;

import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import org.eclipse.jgit.diff.Edit;
import org.eclipse.jgit.diff.EditList;
import org.eclipse.jgit.diff.MyersDiff;
import org.eclipse.jgit.diff.RawText;
import org.eclipse.jgit.diff.RawTextComparator;

/// Finds which lines differ: the shortest difference, then each run of changed lines moved to where
/// git would show it.
final class LineDiff {
  private LineDiff() {}

  static EditList between(RawText before, RawText after, Effort effort) {
    Edit whole = new Edit(0, before.size(), 0, after.size());
    Edit middle = RawTextComparator.DEFAULT.reduceCommonStartEnd(before, after, whole);
    EditList edits = shortest(before, after, middle, effort);
    boolean[] removed = new boolean[before.size()];
    boolean[] added = new boolean[after.size()];
    for (Edit edit : edits) {
      Arrays.fill(removed, edit.getBeginA(), edit.getEndA(), true);
      Arrays.fill(added, edit.getBeginB(), edit.getEndB(), true);
    }
    Map<ByteBuffer, Integer> numbers = new HashMap<>();
    ChangedLines old = new ChangedLines(before, numbered(before, numbers), removed);
    ChangedLines young = new ChangedLines(after, numbered(after, numbers), added);
    old.settle(young);
    young.settle(old);
    return edits(removed, added, new Edit(0, 0, 0, 0));
  }

  /// The shortest difference costs up to the product of both lengths. What may not cost that much
  /// is first tried as a long text with few changes, and else shown as replaced whole.
  private static EditList shortest(RawText before, RawText after, Edit middle, Effort effort) {
    if (middle.isEmpty()) {
      return new EditList();
    }
    if (effort.take((long) middle.getLengthA() * middle.getLengthB())) {
      return MyersDiff.INSTANCE.diff(RawTextComparator.DEFAULT, before, after);
    }
    long cost = FewChanges.cost(middle);
    if (effort.take(cost)) {
      return FewChanges.find(before, after, middle).orElseGet(() -> EditList.singleton(middle));
    }
    return EditList.singleton(middle);
  }

  /// Every line as a number; equal lines, with their line feeds, have equal numbers.
  private static int[] numbered(RawText text, Map<ByteBuffer, Integer> numbers) {
    int[] lines = new int[text.size()];
    for (int line = 0; line < lines.length; line++) {
      boolean withoutLineFeed = line == lines.length - 1 && text.isMissingNewlineAtEnd();
      Integer number = numbers.computeIfAbsent(text.getRawString(line), _ -> numbers.size());
      lines[line] = withoutLineFeed ? -1 - number : number;
    }
    return lines;
  }

  /// The flags of both sides as edits, counted from where the region begins.
  static EditList edits(boolean[] removed, boolean[] added, Edit region) {
    EditList edits = new EditList();
    int old = 0;
    int young = 0;
    while (old < removed.length || young < added.length) {
      int oldStart = old;
      int youngStart = young;
      while (old < removed.length && removed[old]) {
        old++;
      }
      while (young < added.length && added[young]) {
        young++;
      }
      if (old > oldStart || young > youngStart) {
        edits.add(
            new Edit(
                region.getBeginA() + oldStart,
                region.getBeginA() + old,
                region.getBeginB() + youngStart,
                region.getBeginB() + young));
      }
      old++;
      young++;
    }
    return edits;
  }
}
