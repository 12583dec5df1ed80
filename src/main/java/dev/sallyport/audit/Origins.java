package dev.sallyport.audit;

import java.util.BitSet;
import java.util.HashMap;
import java.util.Map;

/// The origins that were met while the record is walked: a bit for each.
final class Origins {
  /// How many numbers of a gate stand together.
  private static final int BLOCK = 1 << 16;

  private final Map<Origin, BitSet> met = new HashMap<>();

  /// False for one that was met before.
  boolean add(Origin origin) {
    BitSet block =
        met.computeIfAbsent(
            new Origin(origin.gate(), origin.number() / BLOCK), first -> new BitSet());
    int bit = (int) (origin.number() % BLOCK);
    boolean isNew = !block.get(bit);
    block.set(bit);
    return isNew;
  }
}
