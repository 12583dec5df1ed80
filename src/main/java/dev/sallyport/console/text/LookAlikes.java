package dev.sallyport.console.text;

import java.lang.Character.UnicodeScript;
import java.text.Normalizer;
import java.util.BitSet;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/// Finds letters that look like others (Unicode Technical Standard 39): Cyrillic or Greek ones that
/// stand for Latin letters, and Latin ones in another dress.
final class LookAlikes {
  /// A letter and the Latin one that it looks like, one pair after another.
  private static final String PAIRS =
      "аaеeоoрpсcуyхxѕsіiјjһhԁdԛqԝwԍgӏlАAВBЕEКKМMНHОOРPСCТTУYХXЅSІIЈJԌGԚQԜW"
          + "αaοoνvρpιiκkυuχxγyΑAΒBΕEΖZΗHΙIΚKΜMΝNΟOΡPΤTΥYΧX"
          + "օoսuհhցgքpոnԱUՕOՏSᏀGᎪAᎬEᎻHᏢPᏴBⅼlⅠIⅩXⅽcⅾdⅿm";

  private static final Map<Integer, String> LATIN = pairs();

  private LookAlikes() {}

  /// What a letter looks like, where it is one that somebody could take for a Latin letter.
  static Optional<String> latin(int character) {
    String pair = LATIN.get(character);
    if (pair != null) {
      return Optional.of(pair);
    }
    boolean dressed =
        (character >= 0xFF10 && character <= 0xFF5A)
            || (character >= 0x1D400 && character <= 0x1D7FF);
    return dressed
        ? Optional.of(Normalizer.normalize(Character.toString(character), Normalizer.Form.NFKC))
        : Optional.empty();
  }

  /// Where in the text such letters stand that are likely to be taken for others: in a word with
  /// Latin letters, or in a word made of nothing else, unless the text is otherwise written in that
  /// script.
  static BitSet in(String text) {
    BitSet found = new BitSet();
    if (text.chars().allMatch(one -> one < 0x80)) {
      return found;
    }
    Set<UnicodeScript> written = written(text);
    int start = 0;
    while (start < text.length()) {
      int end = start;
      while (end < text.length() && isOfWord(text.codePointAt(end))) {
        end += Character.charCount(text.codePointAt(end));
      }
      if (end > start) {
        mark(text, start, end, written, found);
      }
      start = end == start ? start + Character.charCount(text.codePointAt(start)) : end;
    }
    return found;
  }

  private static boolean isOfWord(int character) {
    return Character.isLetterOrDigit(character);
  }

  private static void mark(
      String text, int start, int end, Set<UnicodeScript> written, BitSet found) {
    boolean latin = false;
    boolean genuine = false;
    for (int at = start; at < end; at += Character.charCount(text.codePointAt(at))) {
      int one = text.codePointAt(at);
      latin |= isLatin(one);
      genuine |= Character.isLetter(one) && !isLatin(one) && latin(one).isEmpty();
    }
    for (int at = start; at < end; at += Character.charCount(text.codePointAt(at))) {
      int one = text.codePointAt(at);
      if (latin(one).isPresent()
          && (latin || isDressed(one) || !(genuine || written.contains(UnicodeScript.of(one))))) {
        found.set(at);
      }
    }
  }

  private static boolean isLatin(int character) {
    return UnicodeScript.of(character) == UnicodeScript.LATIN && !isDressed(character);
  }

  private static boolean isDressed(int character) {
    return character >= 0xFF10 || (character >= 0x2160 && character <= 0x217F);
  }

  /// The scripts of which the text has letters that look like no Latin letter.
  private static Set<UnicodeScript> written(String text) {
    Set<UnicodeScript> written = EnumSet.noneOf(UnicodeScript.class);
    text.codePoints()
        .filter(one -> one >= 0x80 && Character.isLetter(one) && latin(one).isEmpty())
        .forEach(one -> written.add(UnicodeScript.of(one)));
    return written;
  }

  private static Map<Integer, String> pairs() {
    Map<Integer, String> pairs = new HashMap<>();
    for (int at = 0; at < PAIRS.length(); at += 2) {
      pairs.put((int) PAIRS.charAt(at), PAIRS.substring(at + 1, at + 2));
    }
    return Map.copyOf(pairs);
  }
}
