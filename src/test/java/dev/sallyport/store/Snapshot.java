package dev.sallyport.store;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// What an older gate had, as it is kept with the tests: a store with its tables, and its
/// statements.
///
/// @param engine a test of that engine, beside whose resources it is kept
public record Snapshot(Class<?> engine, int version) {
  private static final Pattern STATEMENT =
      Pattern.compile("^-- ([A-Z_]+)\n(.*?)\n;$", Pattern.MULTILINE | Pattern.DOTALL);

  /// Makes the older tables and what was in them.
  public void makeStore(Connection connection) throws SQLException {
    try (Statement statement = connection.createStatement()) {
      statement.executeUpdate(text("store.sql"));
    }
  }

  /// Every statement of the older gate by its name.
  public Map<String, String> statements() {
    Map<String, String> statements = new LinkedHashMap<>();
    Matcher matcher = STATEMENT.matcher(text("queries.sql"));
    while (matcher.find()) {
      statements.put(matcher.group(1), matcher.group(2));
    }
    return statements;
  }

  private String text(String file) {
    String name = "version-" + version + "/" + file;
    try (InputStream in = engine.getResourceAsStream(name)) {
      if (in == null) {
        throw new IllegalStateException("there is no " + name + " with the tests");
      }
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
