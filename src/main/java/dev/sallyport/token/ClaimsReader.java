package dev.sallyport.token;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/// Takes apart claims of which everything but the values is known, as [ClaimsJson] writes them.
final class ClaimsReader {
  /// More digits may be more than a long holds; the year 5138 has eleven.
  private static final int MOST_DIGITS = 18;

  private final byte[] json;
  private int place;
  private boolean right = true;

  ClaimsReader(byte[] json) {
    this.json = json;
  }

  /// The text that follows what is known, up to a quotation mark.
  String text(byte[] known) {
    int from = skip(known);
    while (place < json.length && json[place] != '"') {
      place++;
    }
    return new String(json, from, place - from, StandardCharsets.ISO_8859_1);
  }

  /// The text of that length that follows what is known; whether a quotation mark ends it is seen
  /// by what is known to come next.
  String text(byte[] known, int length) {
    int from = skip(known);
    place = Math.min(json.length, from + length);
    return new String(json, from, place - from, StandardCharsets.ISO_8859_1);
  }

  /// The number that follows what is known: digits, of which the first is no superfluous zero.
  long number(byte[] known) {
    int from = skip(known);
    long number = 0;
    while (place < json.length && json[place] >= '0' && json[place] <= '9') {
      number = 10 * number + (json[place++] - '0');
    }
    int digits = place - from;
    right &= digits > 0 && digits <= MOST_DIGITS && (json[from] != '0' || digits == 1);
    return number;
  }

  /// Whether everything was as expected, and this is left.
  boolean endsWith(byte[] known) {
    return right && Arrays.equals(json, place, json.length, known, 0, known.length);
  }

  private int skip(byte[] known) {
    int to = Math.min(json.length, place + known.length);
    right &= Arrays.equals(json, place, to, known, 0, known.length);
    place = to;
    return to;
  }
}
