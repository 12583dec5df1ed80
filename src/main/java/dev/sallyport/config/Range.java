package dev.sallyport.config;

/// The values a setting may have: from `least` to `most`, both included.
public record Range<T extends Comparable<? super T>>(T least, T most) {
  public Range {
    if (least.compareTo(most) > 0) {
      throw new IllegalArgumentException("no value is from " + least + " to " + most);
    }
  }

  public boolean contains(T value) {
    return least.compareTo(value) <= 0 && value.compareTo(most) <= 0;
  }

  /// @throws IllegalArgumentException naming the setting and the value where it lies outside
  void require(String setting, T value) {
    if (!contains(value)) {
      throw new IllegalArgumentException(
          setting + " must be from " + least + " to " + most + ", not " + value);
    }
  }
}
