package dev.sallyport.server;

import java.util.Optional;

/// Which version of Sallyport this is.
public final class Version {
  private Version() {}

  /// From the jar's manifest; `development` where it runs from classes.
  public static String current() {
    return Optional.ofNullable(Version.class.getPackage().getImplementationVersion())
        .orElse("development");
  }
}
