package dev.sallyport.cli.terminal;

import java.util.Arrays;
import java.util.Iterator;
import java.util.Locale;

/// The values of an option as a person types them, and as the API writes them.
public abstract class LowerCase implements Iterable<String> {
  private final Enum<?>[] values;

  protected LowerCase(Enum<?>[] values) {
    this.values = values.clone();
  }

  @Override
  public Iterator<String> iterator() {
    return Arrays.stream(values).map(value -> value.name().toLowerCase(Locale.ROOT)).iterator();
  }
}
