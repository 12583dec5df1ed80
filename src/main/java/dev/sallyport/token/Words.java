package dev.sallyport.token;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;

/// Bytes, eight at a time.
final class Words {
  private static final VarHandle WORDS =
      MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);

  private static final long ONES = 0x0101_0101_0101_0101L;
  private static final long HIGHEST_BITS = ONES << (Byte.SIZE - 1);

  private Words() {}

  /// The eight bytes from there on, the first in the lowest bits.
  static long at(byte[] bytes, int place) {
    return (long) WORDS.get(bytes, place);
  }

  /// Where in a word a byte stands for the first time; [Long#BYTES] where it does not.
  static int find(byte wanted, long word) {
    long zeros = word ^ (ONES * Byte.toUnsignedInt(wanted));
    // A borrow marks what follows the first zero at most, never what comes before it.
    return Long.numberOfTrailingZeros((zeros - ONES) & ~zeros & HIGHEST_BITS) / Byte.SIZE;
  }

  /// Whether the same bytes stand in both from there on, eight or more. It looks at all of them and
  /// branches on none, so that the time it takes tells nothing of where a guess goes wrong.
  static boolean areSame(byte[] one, int from, byte[] other, int otherFrom, int length) {
    int last = length - Long.BYTES;
    long different = at(one, from + last) ^ at(other, otherFrom + last);
    for (int i = 0; i < last; i += Long.BYTES) {
      different |= at(one, from + i) ^ at(other, otherFrom + i);
    }
    return different == 0;
  }
}
