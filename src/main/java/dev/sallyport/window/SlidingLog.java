package dev.sallyport.window;

import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.Arrays;

/// The admitted events of one key, oldest first, in milliseconds: at most as many as its limit.
///
/// At the time `now` an event counts while it lies in `(now - span, now]`: one that is exactly
/// `span` old counts no more. Several events may share a millisecond.
///
/// The time of a key never runs backwards: where the clock shows less than the newest event, the
/// newest event's time holds. So a clock that is put back a little admits nothing twice, and delays
/// an admission by no more than it was put back. A step of more than [#MOST_STEP_BACK] means that
/// the clock had been wrong before; then the whole log moves back with it, distances kept, so that
/// nobody is locked out until the wrong time comes round.
///
/// Events leave the log only when one is admitted, never when one is refused or looked at; what is
/// decided therefore depends on the admitted events alone.
public sealed class SlidingLog permits Ledger {
  public static final Duration MOST_STEP_BACK = Duration.ofSeconds(10);

  private static final long MOST_STEP_BACK_MILLIS = MOST_STEP_BACK.toMillis();

  /// What an empty log has room for.
  public static final int FEWEST_SLOTS = 8;

  /// A ring; its length is a power of two.
  private long[] slots;

  private int head;
  private int size;

  /// The first and the last event's time, kept beside the numbers that are read with them: what
  /// lies in the ring itself is seldom at hand to a processor.
  private long oldest;

  private long newest;

  public SlidingLog() {
    slots = new long[FEWEST_SLOTS];
  }

  /// A log that goes on where another ends.
  SlidingLog(SlidingLog other) {
    slots = other.slots;
    head = other.head;
    size = other.size;
    noteEnds();
  }

  private SlidingLog(long[] stamps) {
    slots = Arrays.copyOf(stamps, slotsFor(stamps.length));
    size = stamps.length;
    noteEnds();
  }

  /// A log of these events; they are sorted here.
  public static SlidingLog of(long... stamps) {
    long[] sorted = stamps.clone();
    Arrays.sort(sorted);
    return new SlidingLog(sorted);
  }

  public SlidingLog copy() {
    return new SlidingLog(stamps());
  }

  /// Forgets every event.
  public void clear() {
    int before = slots.length;
    slots = new long[FEWEST_SLOTS];
    head = 0;
    size = 0;
    noteEnds();
    grown(slots.length - before);
  }

  /// Moves the log back where the clock has gone back further than [#MOST_STEP_BACK].
  ///
  /// @return whether it was moved
  public boolean follow(long now) {
    long ahead = size == 0 ? 0 : newest() - now;
    if (ahead <= MOST_STEP_BACK_MILLIS) {
      return false;
    }
    for (int i = 0; i < size; i++) {
      slots[slot(i)] -= ahead;
    }
    noteEnds();
    return true;
  }

  /// How many events count now.
  public int count(long now, long span) {
    return size - firstCounting(now, span);
  }

  /// Whether no event will count again, even if the clock goes back by [#MOST_STEP_BACK].
  public boolean isOver(long now, long span) {
    return size == 0 || newest <= now - span - MOST_STEP_BACK.toMillis();
  }

  /// In how many milliseconds the next event leaves the window; the whole span where none is in it.
  public long untilNextLeaves(long now, long span) {
    int first = firstCounting(now, span);
    return first == size ? span : (first == 0 ? oldest : at(first)) + span - now;
  }

  /// The oldest event's time; only where there is one.
  long oldest() {
    return oldest;
  }

  /// Records an event and forgets those that count no more, and the oldest where it would be one
  /// more than the limit.
  public void admit(long now, long span, int limit) {
    admitBeside(count(now, span), now, limit);
  }

  /// The same where it is known how many count now.
  void admitBeside(int counting, long now, int limit) {
    long time = time(now);
    forget(size - Math.min(counting, limit - 1));
    if (size == slots.length) {
      grow();
    }
    slots[slot(size)] = time;
    oldest = size == 0 ? time : oldest;
    newest = time;
    size++;
  }

  /// Takes in events that were admitted elsewhere; the newest `limit` of all remain.
  public void merge(long[] others, int limit) {
    long[] all = Arrays.copyOf(stamps(), size + others.length);
    System.arraycopy(others, 0, all, size, others.length);
    Arrays.sort(all);
    long[] kept = Arrays.copyOfRange(all, Math.max(0, all.length - limit), all.length);
    int before = slots.length;
    slots = Arrays.copyOf(kept, slotsFor(kept.length));
    head = 0;
    size = kept.length;
    noteEnds();
    grown(slots.length - before);
  }

  /// Told how many more events it has room for than before; below zero where it has less.
  protected void grown(int slots) {}

  /// The newest events, at most `many`, oldest of them first.
  public long[] newest(int many) {
    long[] all = stamps();
    return Arrays.copyOfRange(all, Math.max(0, all.length - many), all.length);
  }

  /// The newest event's time; only where there is one.
  public long newest() {
    return newest;
  }

  public int size() {
    return size;
  }

  /// How many events it holds before it takes more memory.
  public int slots() {
    return slots.length;
  }

  /// Eight bytes an event, big endian, oldest first.
  public byte[] encode() {
    ByteBuffer bytes = ByteBuffer.allocate(size * Long.BYTES);
    for (int i = 0; i < size; i++) {
      bytes.putLong(at(i));
    }
    return bytes.array();
  }

  /// What [#encode] gave.
  public static SlidingLog decode(byte[] bytes) {
    if (bytes.length % Long.BYTES != 0) {
      throw new IllegalArgumentException("a window's events take eight bytes each");
    }
    long[] stamps = new long[bytes.length / Long.BYTES];
    ByteBuffer.wrap(bytes).asLongBuffer().get(stamps);
    return new SlidingLog(stamps);
  }

  private long time(long now) {
    return size == 0 ? now : Math.max(now, newest());
  }

  /// The index of the oldest event that counts; `size` where none does. Nearly always it is one of
  /// the first two.
  private int firstCounting(long now, long span) {
    long horizon = time(now) - span;
    if (size == 0 || oldest > horizon) {
      return 0;
    }
    return size == 1 || at(1) > horizon ? 1 : firstAfter(horizon);
  }

  /// The same where the first two do not count: searches in steps that double, and then by halving
  /// the last one.
  private int firstAfter(long horizon) {
    int high = 2;
    while (high < size && at(high) <= horizon) {
      high <<= 1;
    }
    int low = (high >>> 1) + 1;
    high = Math.min(high, size);
    while (low < high) {
      int middle = (low + high) >>> 1;
      if (at(middle) <= horizon) {
        low = middle + 1;
      } else {
        high = middle;
      }
    }
    return low;
  }

  private void forget(int many) {
    if (many > 0) {
      head = slot(many);
      size -= many;
      oldest = size == 0 ? 0 : at(0);
    }
  }

  private void noteEnds() {
    oldest = size == 0 ? 0 : at(0);
    newest = size == 0 ? 0 : at(size - 1);
  }

  private void grow() {
    int before = slots.length;
    slots = Arrays.copyOf(stamps(), 2 * before);
    head = 0;
    grown(before);
  }

  private long[] stamps() {
    long[] stamps = new long[size];
    for (int i = 0; i < size; i++) {
      stamps[i] = at(i);
    }
    return stamps;
  }

  private long at(int index) {
    return slots[slot(index)];
  }

  private int slot(int index) {
    return (head + index) & (slots.length - 1);
  }

  private static int slotsFor(int many) {
    return Math.max(FEWEST_SLOTS, Integer.highestOneBit(Math.max(1, many - 1)) << 1);
  }
}
