package dev.sallyport.contract;

import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// Whether a `Content-Type` declares JSON: `application/json`, with no parameter but
/// `charset=utf-8`.
final class MediaType {
  /// The longest header value that is looked at.
  private static final int MOST_CHARACTERS = 128;

  private static final Pattern JSON =
      Pattern.compile(
          "[ \\t]*application/json[ \\t]*(;[ \\t]*charset=(utf-8|\"utf-8\")[ \\t]*)?",
          Pattern.CASE_INSENSITIVE);

  private MediaType() {}

  static boolean isJson(@Nullable String contentType) {
    return contentType != null
        && contentType.length() <= MOST_CHARACTERS
        && JSON.matcher(contentType).matches();
  }
}
