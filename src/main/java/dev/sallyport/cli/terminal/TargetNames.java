package dev.sallyport.cli.terminal;

import java.util.Iterator;
import java.util.List;

/// In the place of an option's values: names of targets. What they are is not known before somebody
/// asks, so completion scripts have a shell ask for them where this stands.
public final class TargetNames implements Iterable<String> {
  /// What completion scripts look for; no target is called so.
  public static final String PLACE = "TARGET-NAMES";

  /// The hidden command that prints them.
  public static final String COMMAND = "complete-targets";

  @Override
  public Iterator<String> iterator() {
    return List.of(PLACE).iterator();
  }
}
