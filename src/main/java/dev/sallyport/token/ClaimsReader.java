package dev.sallyport.token;

import dev.sallyport.domain.Action;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/// Takes apart claims of which everything but the values is known, as [ClaimsJson] writes them.
/// Whatever is not as expected is remembered, and said at the end.
final class ClaimsReader {
  /// More digits may be more than a long holds; the year 5138 has eleven.
  private static final int MOST_DIGITS = 18;

  private final byte[] json;
  private int place;
  private boolean right = true;

  ClaimsReader(byte[] json) {
    this.json = json;
  }

  /// What stands before a value; at most eight bytes, which are compared at once.
  ///
  /// @param word its bytes, and zeros where there are fewer
  /// @param mask the bits that count
  record Known(long word, long mask, int length) {
    static Known of(String text) {
      byte[] bytes = text.getBytes(StandardCharsets.US_ASCII);
      long word = Words.at(Arrays.copyOf(bytes, Long.BYTES), 0);
      return new Known(word, -1L >>> (Byte.SIZE * (Long.BYTES - bytes.length)), bytes.length);
    }
  }

  /// An action and its name in the claims.
  record Named(Action action, byte[] name) {
    static Named of(Action action) {
      return new Named(action, action.wire().getBytes(StandardCharsets.US_ASCII));
    }
  }

  /// The text that follows what is known, between quotation marks; never the last of the claims.
  String text(Known known) {
    int from = quoted(known);
    int to = from;
    int more = Long.BYTES;
    while (more == Long.BYTES && to + Long.BYTES <= json.length) {
      more = Words.find((byte) '"', Words.at(json, to));
      to += more;
    }
    return unquoted(from, to);
  }

  /// The text of that length.
  String text(Known known, int length) {
    int from = quoted(known);
    return unquoted(from, Math.min(json.length, from + length));
  }

  /// The one of these actions that is named; null where none is.
  @Nullable Action action(Known known, Named[] actions) {
    int from = quoted(known);
    for (Named each : actions) {
      int to = from + each.name.length;
      if (to < json.length
          && json[to] == '"'
          && Arrays.equals(json, from, to, each.name, 0, each.name.length)) {
        place = to + 1;
        return each.action;
      }
    }
    right = false;
    return null;
  }

  /// The number that follows what is known: digits, of which the first is no superfluous zero.
  long number(Known known) {
    skip(known);
    int from = place;
    int to = from;
    long number = 0;
    while (to < json.length && json[to] >= '0' && json[to] <= '9') {
      number = 10 * number + (json[to++] - '0');
    }
    place = to;
    int digits = to - from;
    right &= digits > 0 && digits <= MOST_DIGITS && (json[from] != '0' || digits == 1);
    return number;
  }

  /// Whether everything was as expected, and one brace is left.
  boolean isOver() {
    return right && place == json.length - 1 && json[place] == '}';
  }

  /// By the old constructor, because the one that takes a charset is too long to be compiled into
  /// its callers.
  @SuppressWarnings("deprecation")
  private String unquoted(int from, int to) {
    place = to;
    skipQuotationMark();
    return new String(json, 0, from, to - from);
  }

  private int quoted(Known known) {
    skip(known);
    skipQuotationMark();
    return place;
  }

  private void skipQuotationMark() {
    if (place < json.length && json[place] == '"') {
      place++;
    } else {
      right = false;
    }
  }

  private void skip(Known known) {
    if (place + Long.BYTES <= json.length && (Words.at(json, place) & known.mask) == known.word) {
      place += known.length;
    } else {
      right = false;
    }
  }
}
