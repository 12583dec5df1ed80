package dev.sallyport.contract;

/// JSON pointers (RFC 6901) into a request, cut at their last whole step where they grow long.
final class Pointer {
  /// The longest pointer that is sent; a longer one names the nearest enclosing value that fits.
  static final int MOST_CHARACTERS = 512;

  private Pointer() {}

  static String append(String pointer, String name) {
    return fit(pointer + "/" + name.replace("~", "~0").replace("/", "~1"));
  }

  static String fit(String pointer) {
    String fitting = pointer;
    while (fitting.length() > MOST_CHARACTERS) {
      fitting = fitting.substring(0, fitting.lastIndexOf('/'));
    }
    return fitting;
  }
}
