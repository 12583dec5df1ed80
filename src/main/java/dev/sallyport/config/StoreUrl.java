package dev.sallyport.config;

import java.nio.file.Path;

/// Where the store is: a file of the embedded engine, or a database server.
public sealed interface StoreUrl {
  /// The embedded engine, in an absolute file.
  record Sqlite(Path file) implements StoreUrl {
    public Sqlite {
      if (!file.isAbsolute()) {
        throw new IllegalArgumentException("the store's file must be absolute, not " + file);
      }
    }
  }

  /// A server that speaks PostgreSQL's protocol. The URL may hold a password, so it is not shown.
  ///
  /// @param url as a libpq connection URI: `postgresql://user:password@host:port/database`
  record Postgresql(String url) implements StoreUrl {
    public static final String PREFIX = "postgresql://";

    public Postgresql {
      if (!url.startsWith(PREFIX) || url.length() == PREFIX.length()) {
        throw new IllegalArgumentException("the store's URL must begin with " + PREFIX);
      }
    }

    @Override
    public String toString() {
      return "Postgresql[url=" + PREFIX + "…]";
    }
  }
}
