package dev.sallyport.config;

import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

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
  /// @param url as a libpq connection URI: `postgresql://user:password@host:port/database`; several
  ///     hosts are parted by commas
  record Postgresql(String url) implements StoreUrl {
    public static final String PREFIX = "postgresql://";
    private static final Pattern FORM =
        Pattern.compile(
            "postgresql://(?:([^:@/?#]+)(?::([^@/?#]+))?@)?([A-Za-z0-9._,:\\[\\]-]+)/([^/?#]+)");

    public Postgresql {
      if (!isGood(url)) {
        throw new IllegalArgumentException("the store's URL must begin with " + PREFIX);
      }
    }

    static boolean isGood(String url) {
      Matcher parts = FORM.matcher(url);
      try {
        return parts.matches()
            && !plain(parts, 1).contains("\0")
            && !plain(parts, 2).contains("\0");
      } catch (IllegalArgumentException badEscape) {
        return false;
      }
    }

    /// Who connects; empty where the URL does not say.
    public String user() {
      return plain(parts(), 1);
    }

    /// Empty where the URL has none, as it should be.
    public String password() {
      return plain(parts(), 2);
    }

    /// Hosts with their ports, and the database: `host:port/database`.
    public String place() {
      return parts().group(3) + "/" + parts().group(4);
    }

    private Matcher parts() {
      Matcher parts = FORM.matcher(url);
      if (!parts.matches()) {
        throw new IllegalStateException("a URL was checked when it was read");
      }
      return parts;
    }

    private static String plain(Matcher parts, int group) {
      String text = parts.group(group);
      return text == null
          ? ""
          : URLDecoder.decode(text.replace("+", "%2B"), StandardCharsets.UTF_8);
    }

    @Override
    public String toString() {
      return "Postgresql[url=" + PREFIX + "…]";
    }
  }
}
