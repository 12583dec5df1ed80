package dev.sallyport.domain;

import java.security.SecureRandom;
import java.time.InstantSource;

/// Makes ids: a prefix, 48 bits of milliseconds and 80 random bits in Crockford's base 32 (the
/// shape of a ULID, lower case), so that ids sort by the time they were made.
public final class Ids {
  static final int LENGTH = 26;

  private final InstantSource clock;
  private final SecureRandom random;

  public Ids(InstantSource clock, SecureRandom random) {
    this.clock = clock;
    this.random = random;
  }

  public ChangeId changeId() {
    return new ChangeId(ChangeId.PREFIX + next());
  }

  public ExecutionId executionId() {
    return new ExecutionId(ExecutionId.PREFIX + next());
  }

  public EventId eventId() {
    return new EventId(EventId.PREFIX + next());
  }

  /// Whether the text has that prefix and the shape of an id.
  public static boolean isValid(String prefix, String value) {
    return value.length() == prefix.length() + LENGTH
        && value.startsWith(prefix)
        && value.charAt(prefix.length()) <= '7'
        && Alphabet.ID.spells(value, prefix.length());
  }

  static void require(String prefix, String value) {
    if (!isValid(prefix, value)) {
      throw new IllegalArgumentException("not an id of the form " + prefix + "…");
    }
  }

  private String next() {
    byte[] bits = new byte[16];
    random.nextBytes(bits);
    long millis = clock.millis();
    for (int i = 5; i >= 0; i--) {
      bits[i] = (byte) millis;
      millis >>>= 8;
    }
    return encode(bits);
  }

  /// 128 bits as [#LENGTH] characters, the first of which carries three bits.
  private static String encode(byte[] bits) {
    char[] text = new char[LENGTH];
    int carried = 0;
    int width = 2;
    int at = 0;
    for (byte bit : bits) {
      carried = (carried << 8) | (bit & 0xff);
      width += 8;
      while (width >= 5) {
        width -= 5;
        text[at++] = Alphabet.Characters.ID.charAt((carried >>> width) & 31);
        carried &= (1 << width) - 1;
      }
    }
    return new String(text);
  }
}
