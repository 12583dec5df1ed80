package dev.sallyport.config;

import java.util.Collection;
import java.util.Comparator;
import java.util.Locale;

/// Guesses which known word was meant by an unknown one.
final class Suggestion {
  /// A word longer than any setting's name is not compared.
  private static final int LONGEST_WORD = 64;

  private Suggestion() {}

  /// `; did you mean "…"?`, or nothing where no word is near.
  static String of(String word, Collection<String> known) {
    if (word.length() > LONGEST_WORD) {
      return "";
    }
    int near = Math.max(1, word.length() / 3);
    String lower = word.toLowerCase(Locale.ROOT);
    return known.stream()
        .min(Comparator.comparingInt(one -> distance(lower, one.toLowerCase(Locale.ROOT))))
        .filter(one -> distance(lower, one.toLowerCase(Locale.ROOT)) <= near)
        .map(one -> "; did you mean \"" + one + "\"?")
        .orElse("");
  }

  /// How many letters have to be put in, taken out, replaced or swapped with the next (the optimal
  /// string alignment distance).
  private static int distance(String one, String other) {
    int[][] cost = new int[one.length() + 1][other.length() + 1];
    for (int i = 0; i <= one.length(); i++) {
      for (int j = 0; j <= other.length(); j++) {
        cost[i][j] = i == 0 ? j : j == 0 ? i : cheapest(cost, one, i, other, j);
      }
    }
    return cost[one.length()][other.length()];
  }

  private static int cheapest(int[][] cost, String one, int i, String other, int j) {
    boolean same = one.charAt(i - 1) == other.charAt(j - 1);
    int least = Math.min(cost[i - 1][j], cost[i][j - 1]) + 1;
    least = Math.min(least, cost[i - 1][j - 1] + (same ? 0 : 1));
    boolean swapped =
        i > 1
            && j > 1
            && one.charAt(i - 1) == other.charAt(j - 2)
            && one.charAt(i - 2) == other.charAt(j - 1);
    return swapped ? Math.min(least, cost[i - 2][j - 2] + 1) : least;
  }
}
