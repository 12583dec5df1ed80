package dev.sallyport.store.postgres;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sallyport.store.Templates;
import dev.sallyport.store.sql.QueryTemplate;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// No statement has to read a whole table that grows with use: forbidden to read tables from end to
/// end, the server finds an index for each, and a condition that the index takes.
@Tag("integration")
class PostgresQueryPlansTest {
  private static final Pattern VALUE = Pattern.compile("\\?");
  private static final List<String> CONDITIONS = List.of("Index Cond", "Recheck Cond", "TID Cond");

  /// Tables of a few rows: one, one a gate, one a person's session, what an operator made, or what
  /// waits to be sealed.
  private static final Set<String> SMALL =
      Set.of(
          "audit_head",
          "audit_pending",
          "audit_pending_id_seq",
          "audit_waiting",
          "gates",
          "api_keys",
          "console_sessions",
          "notify_endpoints",
          "notify_letters");

  /// Those that may read on until they have what they look for, and why.
  private static final Map<String, String> ALLOWED =
      Map.of(
          "CHANGE_LIST", "a page in the order of the index, ended by its limit",
          "CHANGE_LIST_BROKEN", "a page in the order of the index, ended by its limit",
          "EXECUTION_LIST", "a page in the order of the index, ended by its limit",
          "TOKEN_LAPSE",
              "the index of the tokens that wait, where those are fewer than its key says",
          "TOKEN_VOID_EVERY", "an operator's own act, once, when signing keys are replaced");

  private final Bench bench = Bench.emptied(PostgresQueryPlansTest.class);

  @Test
  void noStatementHasToReadAllOfATableThatGrows() throws SQLException {
    bench.open(null, Duration.ofSeconds(15)).close();
    List<QueryTemplate> all = Templates.planned(PostgresQueryPlansTest.class.getPackage());
    assertThat(all).hasSizeGreaterThan(80);

    Map<String, Set<String>> reading = new TreeMap<>();
    // A plan for any values is made only of a statement that is sent as text.
    try (Connection connection =
            DriverManager.getConnection(bench.jdbc() + "?preferQueryMode=simple", "postgres", "");
        Statement statement = connection.createStatement()) {
      statement.execute("SET enable_seqscan = off");
      for (QueryTemplate template : all) {
        Set<String> tables = readWhole(statement, template);
        if (!tables.isEmpty()) {
          reading.put(template.name(), tables);
        }
      }
    }

    assertThat(reading).satisfies(found -> assertThat(found.keySet()).isSubsetOf(ALLOWED.keySet()));
  }

  private static Set<String> readWhole(Statement statement, QueryTemplate template)
      throws SQLException {
    Set<String> tables = new TreeSet<>();
    try (ResultSet row =
        statement.executeQuery(
            "EXPLAIN (GENERIC_PLAN, COSTS OFF, FORMAT JSON) " + numbered(template.sql()))) {
      row.next();
      for (JsonNode plan : JsonMapper.shared().readTree(row.getString(1))) {
        collect(plan.path("Plan"), tables);
      }
    }
    return tables;
  }

  private static void collect(JsonNode node, Set<String> tables) {
    String table = node.path("Relation Name").asString("");
    if (!table.isEmpty()
        && node.path("Node Type").asString("").endsWith("Scan")
        && CONDITIONS.stream().noneMatch(node::has)
        && !SMALL.contains(table)) {
      tables.add(table + " by " + node.path("Index Name").asString("no index"));
    }
    node.path("Plans").forEach(each -> collect(each, tables));
  }

  /// The statement with `$1`, `$2` and so on for its values, as the server writes them.
  private static String numbered(String sql) {
    int[] number = {0};
    return VALUE.matcher(sql).replaceAll(found -> Matcher.quoteReplacement("$" + ++number[0]));
  }
}
