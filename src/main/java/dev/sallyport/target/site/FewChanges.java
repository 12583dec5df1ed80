package dev.sallyport.target.site;

import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Deque;
import java.util.Optional;
import org.eclipse.jgit.diff.Edit;
import org.eclipse.jgit.diff.EditList;
import org.eclipse.jgit.diff.RawText;
import org.eclipse.jgit.diff.RawTextComparator;

/// The shortest difference of two long texts that differ in few lines, by Myers' greedy algorithm
/// ("An O(ND) Difference Algorithm and Its Variations", 1986), given up when it turns out long.
final class FewChanges {
  /// The most lines added and removed together.
  static final int MOST = 1_500;

  private final RawText before;
  private final RawText after;
  private final Edit region;
  private final Deque<int[]> reached = new ArrayDeque<>();

  private FewChanges(RawText before, RawText after, Edit region) {
    this.before = before;
    this.after = after;
    this.region = region;
  }

  /// The most lines that finding it, or giving up, compares.
  static long cost(Edit region) {
    return (long) MOST * MOST + region.getLengthA() + region.getLengthB();
  }

  static Optional<EditList> find(RawText before, RawText after, Edit region) {
    return new FewChanges(before, after, region).find();
  }

  private Optional<EditList> find() {
    int oldLines = region.getLengthA();
    int newLines = region.getLengthB();
    // For each diagonal (old line less new line), the furthest old line reached with so many
    // changes.
    int[] furthest = new int[2 * MOST + 3];
    for (int changes = 0; changes <= MOST; changes++) {
      reached.push(Arrays.copyOfRange(furthest, MOST - changes, MOST + changes + 3));
      for (int diagonal = -changes; diagonal <= changes; diagonal += 2) {
        int at = diagonal + MOST + 1;
        boolean added =
            diagonal == -changes || (diagonal != changes && furthest[at - 1] < furthest[at + 1]);
        int old = added ? furthest[at + 1] : furthest[at - 1] + 1;
        int young = old - diagonal;
        while (old < oldLines && young < newLines && same(old, young)) {
          old++;
          young++;
        }
        furthest[at] = old;
        if (old >= oldLines && young >= newLines) {
          return Optional.of(edits(changes));
        }
      }
    }
    return Optional.empty();
  }

  private boolean same(int old, int young) {
    return RawTextComparator.DEFAULT.equals(
        before, region.getBeginA() + old, after, region.getBeginB() + young);
  }

  /// Goes back from the end through what was reached.
  private EditList edits(int changes) {
    boolean[] removed = new boolean[region.getLengthA()];
    boolean[] added = new boolean[region.getLengthB()];
    int old = region.getLengthA();
    int young = region.getLengthB();
    for (int left = changes; left > 0; left--) {
      int[] furthest = reached.pop();
      int diagonal = old - young;
      int at = diagonal + left + 1;
      boolean isAdded =
          diagonal == -left || (diagonal != left && furthest[at - 1] < furthest[at + 1]);
      old = isAdded ? furthest[at + 1] : furthest[at - 1];
      young = old - (isAdded ? diagonal + 1 : diagonal - 1);
      if (isAdded) {
        added[young] = true;
      } else {
        removed[old] = true;
      }
    }
    return LineDiff.edits(removed, added, region);
  }
}
