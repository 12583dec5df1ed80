package dev.sallyport.problem;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/// An `Accept` header (RFC 9110 section 12.5.1), as far as choosing between two types needs it.
/// What is malformed in it counts for nothing.
final class AcceptHeader {
  /// The most types of one header that are looked at.
  private static final int MOST_TYPES = 64;

  private AcceptHeader() {}

  private record Range(String type, double quality) {}

  /// Whether the header names that very type.
  static boolean names(String header, String type) {
    return ranges(header).stream().anyMatch(range -> range.type().equals(type));
  }

  /// How much the header likes the type, 0 to 1, by the most exact range that fits it.
  static double quality(String header, String type, String subtype) {
    List<Range> ranges = ranges(header);
    for (String wanted : List.of(type + "/" + subtype, type + "/*", "*/*")) {
      for (Range range : ranges) {
        if (range.type().equals(wanted)) {
          return range.quality();
        }
      }
    }
    return 0;
  }

  private static List<Range> ranges(String header) {
    List<Range> ranges = new ArrayList<>();
    for (String part : header.toLowerCase(Locale.ROOT).split(",", MOST_TYPES)) {
      String[] pieces = part.split(";", -1);
      double quality = 1;
      for (int i = 1; i < pieces.length; i++) {
        String piece = pieces[i].strip();
        if (piece.startsWith("q=")) {
          quality = number(piece.substring(2));
        }
      }
      ranges.add(new Range(pieces[0].strip(), quality));
    }
    return ranges;
  }

  /// `0`, `1`, or either with up to three decimals; anything else is 0.
  private static double number(String text) {
    return text.matches("0(\\.[0-9]{0,3})?|1(\\.0{0,3})?") ? Double.parseDouble(text) : 0;
  }
}
