package dev.sallyport.domain;

import java.util.regex.Pattern;

/// The name of a group of people that a policy may ask for, such as `dba`.
///
/// @param value 1 to 32 of `a-z 0-9 . _ -`, beginning with a letter or digit
public record GroupName(String value) implements Comparable<GroupName> {
  public static final Pattern PATTERN = Pattern.compile("[a-z0-9][a-z0-9._-]{0,31}");

  public GroupName {
    if (!PATTERN.matcher(value).matches()) {
      throw new IllegalArgumentException("not the name of a group: " + value);
    }
  }

  @Override
  public int compareTo(GroupName other) {
    return value.compareTo(other.value);
  }

  @Override
  public String toString() {
    return value;
  }
}
