package dev.sallyport.demo;

import java.io.IOException;

/// The page that the demo changes, as it should be and as a visitor gets it.
record Pages(Page page, Reader reader, Screen screen) {
  static final String FIRST_GREETING = "Welcome!";
  static final String SECOND_GREETING = "Welcome back!";

  String path() {
    return page.path();
  }

  String original() {
    return page.content();
  }

  String with(String greeting) {
    return Wording.with(page, greeting);
  }

  /// Shows the line that changes, and holds the whole page against what it should be.
  ///
  /// @param what says what a visitor should get
  void show(String what, String expected) throws IOException, BrokenPromiseException {
    String served = reader.read(page.path());
    String another = expected.equals(original()) ? with(FIRST_GREETING) : original();
    screen.page(Wording.lineThatDiffers(served, another, Screen.WIDTH - 14));
    screen.promise(
        served.equals(expected),
        "a visitor of %s gets %s".formatted(screen.plain(page.path()), what),
        "it is served as " + served);
  }
}
