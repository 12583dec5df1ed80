package dev.sallyport.console.diff;

import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.regex.Pattern;

/// Finds which words differ between a line and the line that takes its place.
///
/// @param before the parts of the old line, in order
/// @param after the parts of the new line, in order
record WordMarks(List<Part> before, List<Part> after) {
  /// Lines of more words are not compared: the comparison takes as many steps as both have words,
  /// multiplied.
  static final int MOST_WORDS = 400;

  /// Where less than one part in so many is the same, marks would be everywhere and say nothing.
  private static final int LEAST_SAME = 4;

  private static final Pattern WORD =
      Pattern.compile("[\\p{L}\\p{N}_]+|\\s+|.", Pattern.DOTALL | Pattern.UNICODE_CHARACTER_CLASS);

  /// A piece of a line.
  ///
  /// @param differs whether the other line does not have it
  record Part(String text, boolean differs) {}

  static WordMarks between(String before, String after) {
    List<String> old = words(before);
    List<String> fresh = words(after);
    if (old.size() > MOST_WORDS || fresh.size() > MOST_WORDS) {
      return whole(before, after);
    }
    BitSet keptOld = new BitSet();
    BitSet keptNew = new BitSet();
    same(old, fresh, keptOld, keptNew);
    int common = length(old, keptOld);
    return common * LEAST_SAME < Math.max(before.length(), after.length())
        ? whole(before, after)
        : new WordMarks(parts(old, keptOld), parts(fresh, keptNew));
  }

  private static WordMarks whole(String before, String after) {
    return new WordMarks(List.of(new Part(before, false)), List.of(new Part(after, false)));
  }

  private static List<String> words(String line) {
    return WORD.matcher(line).results().limit(MOST_WORDS + 1L).map(word -> word.group()).toList();
  }

  /// The longest common subsequence, by the usual table.
  private static void same(List<String> old, List<String> fresh, BitSet keptOld, BitSet keptNew) {
    int[][] longest = new int[old.size() + 1][fresh.size() + 1];
    for (int i = old.size() - 1; i >= 0; i--) {
      for (int j = fresh.size() - 1; j >= 0; j--) {
        longest[i][j] =
            old.get(i).equals(fresh.get(j))
                ? longest[i + 1][j + 1] + 1
                : Math.max(longest[i + 1][j], longest[i][j + 1]);
      }
    }
    int i = 0;
    int j = 0;
    while (i < old.size() && j < fresh.size()) {
      if (old.get(i).equals(fresh.get(j))) {
        keptOld.set(i++);
        keptNew.set(j++);
      } else if (longest[i + 1][j] >= longest[i][j + 1]) {
        i++;
      } else {
        j++;
      }
    }
  }

  private static int length(List<String> words, BitSet kept) {
    return kept.stream().map(at -> words.get(at).length()).sum();
  }

  /// Neighbours that are alike in it are one part.
  private static List<Part> parts(List<String> words, BitSet kept) {
    List<Part> parts = new ArrayList<>();
    StringBuilder text = new StringBuilder();
    for (int at = 0; at < words.size(); at++) {
      text.append(words.get(at));
      if (at + 1 == words.size() || kept.get(at) != kept.get(at + 1)) {
        parts.add(new Part(text.toString(), !kept.get(at)));
        text.setLength(0);
      }
    }
    return parts;
  }
}
