package dev.sallyport.store.sqlite;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sallyport.store.SettableClock;
import dev.sallyport.store.Templates;
import dev.sallyport.store.sql.QueryTemplate;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// No statement reads a whole table that grows with use, as SQLite itself plans it.
@Tag("integration")
class QueryPlansTest {
  private static final Pattern SCAN = Pattern.compile("^SCAN (?!CONSTANT ROW)(\\w+).*");

  /// What a statement has made itself, such as a list that it was given.
  private static final List<String> OWN = List.of("json_each", "value", "asked", "held", "pruned");

  /// Tables of a few rows: one, one a gate, one a person's session, or what an operator made.
  private static final List<String> SMALL =
      List.of(
          "audit_head", "gates", "api_keys", "freezes", "console_sessions", "notify_letters", "e");

  /// Those that do read on until they have what they look for, and why they may.
  private static final Map<String, String> ALLOWED =
      Map.of(
          "CHANGE_LIST", "a page in the order of the index, ended by its limit",
          "EXECUTION_LIST", "a page in the order of the index, ended by its limit",
          "TOKEN_VOID_EVERY", "an operator's own act, once, when signing keys are replaced");

  @TempDir private Path folder;

  private static List<String> scans(Connection connection, String sql) throws SQLException {
    List<String> tables = new ArrayList<>();
    try (Statement statement = connection.createStatement();
        ResultSet rows = statement.executeQuery("EXPLAIN QUERY PLAN " + sql)) {
      while (rows.next()) {
        var scan = SCAN.matcher(rows.getString("detail"));
        if (scan.matches() && !OWN.contains(scan.group(1)) && !SMALL.contains(scan.group(1))) {
          tables.add(scan.group(1));
        }
      }
    }
    return tables;
  }

  @Test
  void noStatementReadsAllOfATableThatGrows() throws SQLException {
    Bench bench = Bench.in(folder);
    bench.open(new SettableClock(Instant.parse("2026-11-26T10:00:00Z"))).close();
    List<QueryTemplate> all = Templates.planned(QueryPlansTest.class.getPackage());
    assertThat(all).hasSizeGreaterThan(100);

    Map<String, List<String>> reading = new TreeMap<>();
    try (Connection connection = bench.raw()) {
      for (QueryTemplate template : all) {
        List<String> tables = scans(connection, template.sql());
        if (!tables.isEmpty()) {
          reading.put(template.name(), tables);
        }
      }
    }

    assertThat(reading.keySet()).containsExactlyInAnyOrderElementsOf(ALLOWED.keySet());
  }
}
