package dev.sallyport.audit;

import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import tools.jackson.databind.node.ObjectNode;

/// Which record of which gate one is that waited for its place in the chain. Its text, such as
/// `0123456789abcdef.17`, is a field of the record's body, so that one that was put in twice shows.
///
/// @param gate 16 hex digits, others each time a gate starts
/// @param number of no other record of that gate
public record Origin(String gate, long number) {
  /// The name of the field.
  public static final String FIELD = "origin";

  private static final Pattern TEXT = Pattern.compile("([0-9a-f]{16})\\.([0-9]{1,18})");

  public Origin {
    if (!TEXT.matcher(gate + "." + number).matches()) {
      throw new IllegalArgumentException("an origin is 16 hex digits and a number");
    }
  }

  /// The origin that a record's body names, if it does.
  public static Optional<Origin> of(ObjectNode body) {
    Matcher text = TEXT.matcher(body.path(FIELD).asString(""));
    return text.matches()
        ? Optional.of(new Origin(text.group(1), Long.parseLong(text.group(2))))
        : Optional.empty();
  }

  @Override
  public String toString() {
    return gate + "." + number;
  }
}
