package dev.sallyport.store.sqlite;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// The rule for migrations after the first that was given out: they only add, so that a gate of
/// before goes on beside one that has run them. `docs/adr` says why.
@Tag("integration")
class MigrationsTest {
  private static final Path FOLDER = Path.of("src/main/resources/db");

  /// By engine, the newest version that no gate of before has to survive.
  private static final Map<String, Integer> FREE_UP_TO = Map.of("sqlite", 4, "postgres", 1);

  /// Statements that are let through all the same: the migration's name, how the statement begins,
  /// and why. What an older gate is refused because of it is in [UpgradeTest].
  private static final List<Exempt> EXEMPT =
      List.of(
          new Exempt(
              "approval_rounds",
              "DROP TABLE approvals",
              "what an older gate's decisions are bound to is too little to count any more"));

  private record Exempt(String migration, String statement, String why) {}

  private static final Pattern NAME = Pattern.compile("V([0-9]+)__([a-z_]+)\\.sql");
  private static final Pattern ADDS_TABLE = Pattern.compile("CREATE TABLE (\\w+) .*");
  private static final Pattern ADDS_INDEX =
      Pattern.compile("CREATE (UNIQUE )?INDEX (?:CONCURRENTLY )?\\w+ ON (\\w+) .*");
  private static final Pattern ADDS_COLUMN = Pattern.compile("ALTER TABLE \\w+ ADD COLUMN (.*)");
  private static final Pattern FILLS = Pattern.compile("INSERT INTO (\\w+) .*");

  /// What of a migration an older gate might not survive.
  static List<String> breaks(String sql) {
    Set<String> added = new HashSet<>();
    List<String> found = new ArrayList<>();
    for (String statement : statements(sql)) {
      if (!onlyAdds(statement, added)) {
        found.add(statement);
      }
    }
    return found;
  }

  private static boolean onlyAdds(String statement, Set<String> added) {
    Matcher table = ADDS_TABLE.matcher(statement);
    if (table.matches()) {
      return added.add(table.group(1));
    }
    Matcher index = ADDS_INDEX.matcher(statement);
    if (index.matches()) {
      return index.group(1) == null || added.contains(index.group(2));
    }
    Matcher column = ADDS_COLUMN.matcher(statement);
    if (column.matches()) {
      String of = column.group(1).toUpperCase(Locale.ROOT);
      return !of.contains("NOT NULL") || of.contains("DEFAULT");
    }
    Matcher fill = FILLS.matcher(statement);
    return fill.matches() && added.contains(fill.group(1));
  }

  private static List<String> statements(String sql) {
    String plain = sql.replaceAll("(?m)--.*$", "").replaceAll("\\s+", " ");
    return Stream.of(plain.split(";")).map(String::strip).filter(s -> !s.isEmpty()).toList();
  }

  @Test
  void migrationsOnlyAdd() throws IOException {
    int looked = 0;
    try (Stream<Path> files = Files.walk(FOLDER)) {
      for (Path file : files.filter(Files::isRegularFile).sorted().toList()) {
        Matcher name = NAME.matcher(file.getFileName().toString());
        assertThat(name.matches()).as("%s is named like a migration", file).isTrue();
        String engine = file.getParent().getFileName().toString();
        assertThat(FREE_UP_TO).as("engines").containsKey(engine);
        if (Integer.parseInt(name.group(1)) > FREE_UP_TO.get(engine)) {
          looked++;
          assertThat(breaks(Files.readString(file)))
              .as(
                  "%s does more than add, and an older gate may not survive it; add instead, or name"
                      + " the statement in EXEMPT with the reason",
                  file)
              .allMatch(statement -> isExempt(name.group(2), statement));
        }
      }
    }
    assertThat(looked).isPositive();
  }

  private static boolean isExempt(String migration, String statement) {
    return EXEMPT.stream()
        .anyMatch(
            one -> one.migration().equals(migration) && statement.startsWith(one.statement()));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "DROP TABLE approvals",
        "ALTER TABLE changes DROP COLUMN actor",
        "ALTER TABLE changes RENAME COLUMN actor TO who",
        "ALTER TABLE changes RENAME TO proposals",
        "ALTER TABLE changes ADD COLUMN owner TEXT NOT NULL",
        "CREATE UNIQUE INDEX one_a_target ON changes (target)",
        "CREATE TRIGGER no_more BEFORE INSERT ON changes BEGIN SELECT RAISE(ABORT, 'no')",
        "DROP INDEX changes_by_state",
        "UPDATE changes SET state = 'expired'",
        "DELETE FROM limit_windows",
        "INSERT INTO changes SELECT * FROM old_changes",
        "CREATE TABLE a (b TEXT) STRICT; DROP TABLE changes",
      })
  void whatTakesAwayOrChangesIsFound(String sql) {
    assertThat(breaks("-- A comment; with a mark\n" + sql + ";\n")).hasSize(1);
  }

  @Test
  void whatOnlyAddsIsLetThrough() {
    assertThat(
            breaks(
                """
                ALTER TABLE executions ADD COLUMN stop TEXT CHECK (stop IN ('a', 'b'));
                ALTER TABLE executions ADD COLUMN n INTEGER NOT NULL DEFAULT 0;
                CREATE INDEX executions_by_start ON executions (started_at, id);
                CREATE TABLE notes (id INTEGER PRIMARY KEY, text TEXT NOT NULL) STRICT;
                CREATE UNIQUE INDEX notes_text ON notes (text);
                INSERT INTO notes (text) SELECT id FROM executions;
                """))
        .isEmpty();
  }
}
